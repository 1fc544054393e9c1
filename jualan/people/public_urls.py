"""Addresses that need no sign-in: an invitation's token, and the counter tablet."""

from django.urls import URLPattern, path

from jualan.people import public_views

app_name = "invitation"
urlpatterns: list[URLPattern] = [path("<str:token>/", public_views.invitation, name="accept")]

tablet: tuple[list[URLPattern], str] = (
    [
        path("", public_views.tablet_pin, name="pin"),
        path("enrol/", public_views.tablet_enrol, name="enrol"),
        path("enrol/<str:code>/", public_views.tablet_enrol, name="enrol-link"),
    ],
    "tablet",
)
