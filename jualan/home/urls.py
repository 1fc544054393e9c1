"""Addresses of home: Today, search, saved views, bulk edits and their undo."""

from django.urls import URLPattern, path

from jualan.home import views

app_name = "home"
urlpatterns: list[URLPattern] = [
    path("", views.today, name="today"),
    path("booked/", views.booked, name="booked"),
    path("search/", views.search, name="search"),
    path("bulk/<slug:kind>/", views.bulk, name="bulk"),
    path("batches/<int:pk>/undo/", views.batch_undo, name="batch-undo"),
    path("views/<slug:kind>/", views.view_create, name="view-create"),
    path("views/<int:pk>/delete/", views.view_delete, name="view-delete"),
]
