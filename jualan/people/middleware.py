"""Who is here: the viewer, the language and the time zone of each request."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from jualan.core.middleware import trouble_answer
from jualan.core.workspace import workspace, zone
from jualan.people.models import User
from jualan.people.policy import Viewer, floor_viewer, viewer_of

LANGUAGE_COOKIE = "language"
TABLET = "tablet"
"""What the session of a PIN knows of its tablet."""


class PersonRequest(HttpRequest):
    """A request as views see it: `viewer` are the eyes of whoever is signed in."""

    viewer: Viewer
    htmx: HtmxDetails


class PersonMiddleware:
    """Sets `request.viewer`, and speaks the person's language in the person's time zone, else the workspace's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            user = request.user if isinstance(request.user, User) or request.user.is_authenticated else None
            language, time_zone = _tongue(request, user)
        except DatabaseError as error:
            answer = trouble_answer(error)
            if answer is None:
                raise
            return answer
        eyes = SimpleLazyObject(lambda: _eyes(request, user))
        cast("PersonRequest", request).viewer = cast("Viewer", eyes)
        with translation.override(language), timezone.override(zone(time_zone)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def _eyes(request: HttpRequest, user: Any) -> Viewer:
    """Return the eyes of whoever is here; at a counter tablet those of the shop floor."""
    if not isinstance(user, User):
        return Viewer(None)
    return floor_viewer(user) if TABLET in request.session else viewer_of(user)


def _tongue(request: HttpRequest, user: User | None) -> tuple[str, str]:
    """Return the language and the time zone of whoever asks."""
    home = workspace()
    if user is not None:
        return known_language(user.language) or home.language, user.time_zone or home.time_zone
    return known_language(request.COOKIES.get(LANGUAGE_COOKIE, "")) or home.language, home.time_zone


def known_language(code: str) -> str:
    """Return the code if the product speaks that language, else nothing."""
    return code if code in dict(settings.LANGUAGES) else ""
