"""Addresses that need no sign-in, but a token that only the invited person has."""

from django.urls import URLPattern, path

from jualan.people import public_views

app_name = "invitation"
urlpatterns: list[URLPattern] = [path("<str:token>/", public_views.invitation, name="accept")]
