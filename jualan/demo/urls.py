"""Addresses of the demo."""

from django.urls import path

from jualan.demo import views

app_name = "demo"
urlpatterns = [path("sign-in/<slug:role>/", views.sign_in, name="sign-in")]
