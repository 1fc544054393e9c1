"""Addresses of activities: what is logged on a record, and its next steps."""

from django.urls import URLPattern, path

from jualan.activities import views

app_name = "activities"
urlpatterns: list[URLPattern] = [
    path("of/<slug:kind>/<int:pk>/log/", views.activity_log, name="activity-log"),
    path("of/<slug:kind>/<int:pk>/plan/", views.step_plan, name="step-plan"),
    path("of/<slug:kind>/<int:pk>/after/<slug:what>/", views.activity_after, name="activity-after"),
    path("account/<int:pk>/timeline/", views.account_timeline, name="account-timeline"),
    path("account/<int:pk>/step/", views.account_step, name="account-step"),
    path("contact/<int:pk>/timeline/", views.contact_timeline, name="contact-timeline"),
    path("contact/<int:pk>/step/", views.contact_step, name="contact-step"),
    path("entries/<int:pk>/outcome/", views.activity_outcome, name="activity-outcome"),
    path("entries/<int:pk>/pin/", views.activity_pin, name="activity-pin"),
    path("<int:pk>/done/", views.step_done, name="step-done"),
    path("<int:pk>/move/", views.step_move, name="step-move"),
    path("<int:pk>/drop/", views.step_drop, name="step-drop"),
    path("<int:pk>/reopen/", views.step_reopen, name="step-reopen"),
]
