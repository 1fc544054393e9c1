"""How people sign in: only invited, active people, by e-mail; nobody signs up by themselves."""

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from jualan.core.errors import RuleBroken
from jualan.core.workspace import workspace
from jualan.people.models import User

logger = logging.getLogger(__name__)

SEEN_SECONDS = 300
MOST_NOTED = 10_000
YEAR = 365 * 24 * 3600
LOOK = ("theme", "density")
LOOK_COOKIE = "jualan_"


class PersonBackend(BaseBackend):
    """Loads the person of a session as long as they are active; who they are was proven elsewhere."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:  # noqa: ARG002 it proves nothing
        return None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


class AccountAdapter(DefaultAccountAdapter):
    """Mails in the recipient's language, and no way to sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 allauth's signature
        return False

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 allauth's signature
        return reverse("people:profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the language of the person it is for. Raises RuleBroken('mail_not_sent')."""
        person = context.get("user")
        language = person.language if isinstance(person, User) else workspace().language
        try:
            with translation.override(language):
                super().send_mail(template_prefix, email, context | {"workspace": workspace(), "person": person})
        except OSError as error:  # smtplib's errors are of this kind too
            logger.exception("mail_not_sent %s", template_prefix)
            raise RuleBroken("mail_not_sent") from error


class DeviceMiddleware:
    """Notes the device of a session, and gives a new one the look that its person chose elsewhere.

    Noted when it is new to this process and then every few minutes: not a write for each request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._noted: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key, person = request.session.session_key, request.user
        if not key or not person.is_authenticated:
            return self.get_response(request)
        if self._is_due(key):
            UserSession.objects.create_from_request(request)
        lacking = {name: str(getattr(person, name)) for name in LOOK if f"{LOOK_COOKIE}{name}" not in request.COOKIES}
        request.COOKIES.update({f"{LOOK_COOKIE}{name}": value for name, value in lacking.items()})
        response = self.get_response(request)
        for name, value in lacking.items():
            if f"{LOOK_COOKIE}{name}" not in response.cookies:
                remember(response, f"{LOOK_COOKIE}{name}", value)
        return response

    def _is_due(self, key: str) -> bool:
        now = time.monotonic()
        if now - self._noted.get(key, -SEEN_SECONDS) < SEEN_SECONDS:
            return False
        if len(self._noted) > MOST_NOTED:
            self._noted.clear()
        self._noted[key] = now
        return True


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Let this browser remember a choice."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SECURE_COOKIES)


class SignInMiddleware:
    """Sends whoever is not signed in to the sign-in page, except to views that say they need none.

    The API has tokens of its own and answers 401 by itself. A fragment would put the sign-in page into the middle of
    another page, so htmx is told to go there as a whole.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        is_open = not getattr(view, "login_required", True)
        is_api = request.resolver_match is not None and request.resolver_match.namespace == "api"
        if request.user.is_authenticated or is_open or is_api:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=200, headers={"HX-Redirect": reverse("account_login")})
        return redirect(f"{reverse('account_login')}?next={quote(request.get_full_path())}")
