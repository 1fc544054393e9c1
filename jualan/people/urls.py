"""Addresses of people: oneself, and everyone."""

from django.urls import URLPattern, path

from jualan.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("language/", views.language, name="language"),
    path("me/", views.profile, name="profile"),
    path("me/keys/new/", views.token_create, name="token-create"),
    path("me/keys/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("me/pin/", views.pin_edit, name="pin-edit"),
    path("me/sessions/", views.session_list, name="session-list"),
    path("people/", views.user_list, name="user-list"),
    path("people/new/", views.user_create, name="user-create"),
    path("people/<int:pk>/", views.user_detail, name="user-detail"),
    path("people/<int:pk>/edit/", views.user_edit, name="user-edit"),
    path("people/<int:pk>/invite/", views.user_invite, name="user-invite"),
    path("people/<int:pk>/uninvite/", views.user_uninvite, name="user-uninvite"),
    path("people/<int:pk>/small-team/", views.user_preset, name="user-preset"),
    path("people/<int:pk>/second-factor/forget/", views.user_factor_forget, name="user-factor-forget"),
    path("people/<int:pk>/sessions/", views.session_list, name="user-sessions"),
    path("people/<int:pk>/sessions/end/", views.session_end, name="session-end"),
    path("people/<int:pk>/disable/", views.user_disable, name="user-disable"),
    path("people/<int:pk>/place/", views.place_create, name="place-create"),
    path("tablets/", views.tablet_list, name="tablet-list"),
    path("tablets/<int:pk>/revoke/", views.tablet_revoke, name="tablet-revoke"),
]
