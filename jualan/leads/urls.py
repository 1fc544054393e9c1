"""Addresses of leads."""

from django.urls import URLPattern, path

from jualan.leads import views

app_name = "leads"
urlpatterns: list[URLPattern] = [
    path("", views.lead_list, name="lead-list"),
    path("new/", views.lead_create, name="lead-create"),
    path("duplicates/", views.lead_duplicates, name="lead-duplicates"),
    path("contact/<int:pk>/", views.contact_leads, name="contact-leads"),
    path("trash/", views.lead_trash_list, name="lead-trash-list"),
    path("<int:pk>/", views.lead_detail, name="lead-detail"),
    path("<int:pk>/facts/<slug:name>/", views.lead_fact, name="lead-fact"),
    path("<int:pk>/status/<slug:kind>/", views.lead_status, name="lead-status"),
    path("<int:pk>/disqualify/", views.lead_disqualify, name="lead-disqualify"),
    path("<int:pk>/take/", views.lead_take, name="lead-take"),
    path("<int:pk>/assign/", views.lead_assign, name="lead-assign"),
    path("<int:pk>/convert/", views.lead_convert, name="lead-convert"),
    path("<int:pk>/trash/", views.lead_trash, name="lead-trash"),
    path("<int:pk>/restore/", views.lead_restore, name="lead-restore"),
]
