"""Addresses of accounts."""

from django.urls import path

from jualan.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account_list, name="account-list"),
    path("new/", views.account_create, name="account-create"),
    path("<int:pk>/", views.account_detail, name="account-detail"),
    path("<int:pk>/edit/", views.account_edit, name="account-edit"),
    path("<int:pk>/address/", views.account_address, name="account-address"),
    path("contacts/", views.contact_list, name="contact-list"),
    path("contacts/new/", views.contact_create, name="contact-create"),
    path("contacts/<int:pk>/", views.contact_detail, name="contact-detail"),
    path("contacts/<int:pk>/edit/", views.contact_edit, name="contact-edit"),
    path("contacts/<int:pk>/consent/", views.contact_consent, name="contact-consent"),
    path("duplicates/", views.duplicate_list, name="duplicate-list"),
    path("duplicates/<int:pk>/keep/", views.duplicate_keep, name="duplicate-keep"),
    path("<slug:kind>/<int:left>/merge/<int:right>/", views.record_merge, name="record-merge"),
    path("<slug:kind>/<int:pk>/trash/", views.record_trash, name="record-trash"),
    path("<slug:kind>/<int:pk>/restore/", views.record_restore, name="record-restore"),
    path("merges/<int:pk>/undo/", views.merge_undo, name="merge-undo"),
]
