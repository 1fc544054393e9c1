"""Addresses of metrics."""

from django.urls import path

from jualan.metrics import views

app_name = "metrics"
urlpatterns = [
    path("", views.dashboard_page, name="dashboard"),
    path("kpi/<slug:code>/", views.kpi_detail, name="kpi-detail"),
    path("kpi/<slug:code>/rows/", views.kpi_rows, name="kpi-rows"),
    path("costs/", views.cost_list, name="cost-list"),
    path("costs/new/", views.cost_create, name="cost-create"),
    path("costs/<int:pk>/", views.cost_detail, name="cost-detail"),
]
