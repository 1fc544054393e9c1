"""Who is here: the viewer, the language and the time zone of each request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from jualan.core.workspace import workspace, zone
from jualan.people.models import User
from jualan.people.policy import Viewer, viewer_of

LANGUAGE_COOKIE = "language"


class PersonMiddleware:
    """Sets `request.viewer`, and speaks the person's language in the workspace's time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined] # read by every view
        with (
            translation.override(_language(request, user)),
            timezone.override(zone(workspace().time_zone)),
        ):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "ms")
            return response


def _viewer(request: HttpRequest) -> Viewer:
    return viewer_of(request.user) if isinstance(request.user, User) or request.user.is_authenticated else Viewer(None)


def _language(request: HttpRequest, user: object) -> str:
    if getattr(user, "is_authenticated", False):
        return user.language  # type: ignore[attr-defined, no-any-return] # a User once signed in
    return request.COOKIES.get(LANGUAGE_COOKIE) or workspace().language
