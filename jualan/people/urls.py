"""Addresses of people: oneself, and everyone."""

from django.urls import URLPattern, path

from jualan.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("language/", views.language, name="language"),
    path("me/", views.profile, name="profile"),
    path("me/keys/new/", views.token_create, name="token-create"),
    path("me/keys/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("people/", views.user_list, name="user-list"),
    path("people/new/", views.user_create, name="user-create"),
    path("people/<int:pk>/", views.user_detail, name="user-detail"),
    path("people/<int:pk>/edit/", views.user_edit, name="user-edit"),
    path("people/<int:pk>/invite/", views.user_invite, name="user-invite"),
    path("people/<int:pk>/disable/", views.user_disable, name="user-disable"),
    path("people/<int:pk>/place/", views.place_create, name="place-create"),
]
