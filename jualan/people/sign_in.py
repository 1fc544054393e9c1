"""How people sign in: only invited, active people; by phone or e-mail, by passkey, or by PIN at a counter tablet."""

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from jualan.core.errors import RuleBroken
from jualan.core.workspace import workspace
from jualan.people.actions import touch_tablet
from jualan.people.middleware import TABLET
from jualan.people.models import Tablet, User
from jualan.people.policy import must_have_second_factor
from jualan.people.queries import has_second_factor, tablet_of_token

logger = logging.getLogger(__name__)

SEEN_SECONDS = 300
TOUCH_SECONDS = 15
MOST_NOTED = 10_000
YEAR = 365 * 24 * 3600
LOOK = ("theme", "density")
LOOK_COOKIE = "jualan_"
TABLET_COOKIE = "jualan_tablet"
SEEN = "seen"
"""When somebody last did something in the session of a PIN."""
FACTOR = "second_factor"
"""What a session remembers once a second factor was found; a demo's one-click sign-in writes it itself."""
CONFIRMED_SECONDS = 300
BACKGROUND = "X-Background"
"""The header of what a page asks by itself: nobody touched the screen for it."""
BACKEND = "jualan.people.sign_in.PersonBackend"


class PersonBackend(BaseBackend):
    """Loads the person of a session as long as they are active; who they are was proven elsewhere."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:  # noqa: ARG002 it proves nothing
        return None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


_MISMATCH = _("Phone or e-mail and password do not match. Nobody was signed in.")


class AccountAdapter(DefaultAccountAdapter):
    """Mails in the recipient's language, one answer for whatever does not match, and no way to sign up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
    }

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count guesses of each person apart, whichever way they are named."""
        who = credentials.get("email") or credentials.get("phone") or ""
        return f"{request.get_host()}:{who.lower()}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only of whoever has not proven who they are in the last five minutes."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < CONFIRMED_SECONDS:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("tablet:pin") if TABLET_COOKIE in request.COOKIES else super().get_logout_redirect_url(request)

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


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names what is added to an account by the business and the person."""

    def _get_site_name(self) -> str:
        return str(workspace())

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.email or user.phone or user)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002 allauth's signature
        return str(user)


def sign_in(request: HttpRequest, person: User, *, method: str) -> None:
    """Begin a session of a person who has proven who they are by `method` (password, passkey)."""
    login(request, person, backend=BACKEND)
    record_authentication(request, person, method)


def sign_in_at(request: HttpRequest, tablet: Tablet, person: User) -> None:
    """Begin a session at a counter tablet: it sees with the eyes of the shop floor and locks when nobody touches it."""
    login(request, person, backend=BACKEND)
    request.session[TABLET] = tablet.pk
    request.session[SEEN] = time.time()
    request.session.set_expiry(0)
    UserSession.objects.create_from_request(request)
    UserSession.objects.filter(session_key=request.session.session_key).update(data={TABLET: tablet.pk})
    touch_tablet(tablet)


def tablet_here(request: HttpRequest) -> Tablet | None:
    """Return the tablet that this browser was enrolled as, while it may be used."""
    token = request.COOKIES.get(TABLET_COOKIE, "")
    return tablet_of_token(token) if token else None


class TabletMiddleware:
    """Ends a PIN's session when its tablet was revoked, is another one, or nobody has touched it for too long.

    It stands before whatever asks who is here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pk = request.session.get(TABLET)
        if pk is not None:
            tablet = tablet_here(request)
            if tablet is None or tablet.pk != pk or self._is_idle(request, tablet):
                logout(request)
            elif BACKGROUND not in request.headers:
                self._note(request, tablet)
        return self.get_response(request)

    @staticmethod
    def _is_idle(request: HttpRequest, tablet: Tablet) -> bool:
        return bool(time.time() - request.session.get(SEEN, 0) > tablet.idle_minutes * 60)

    @staticmethod
    def _note(request: HttpRequest, tablet: Tablet) -> None:
        """Remember that somebody was here, to the quarter minute."""
        request.idle_seconds = tablet.idle_minutes * 60  # type: ignore[attr-defined] # read by the frame of the page
        now = time.time()
        if now - request.session[SEEN] > TOUCH_SECONDS:
            request.session[SEEN] = now
            touch_tablet(tablet)


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

    The API has tokens of its own and answers 401 by itself. Whoever must have a second factor and has none is led to set
    it up and gets nowhere else. At a counter tablet nobody gets at an account.
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
        match = request.resolver_match
        assert match is not None
        if match.namespace == "api":
            return None
        if not request.user.is_authenticated:
            is_open = not getattr(view, "login_required", True)
            return None if is_open else _led_to(request, _door(request))
        if TABLET in request.session:
            is_account = match.view_name.startswith(NOT_AT_COUNTER) and match.view_name not in OPEN_TO_ALL
            return render(request, "core/403.html", status=403) if is_account else None
        if match.view_name.startswith("mfa_"):
            request.must_set_up = _lacks_factor(request, afresh=True)  # type: ignore[attr-defined] # for its templates
        elif match.view_name not in OPEN_TO_ALL and _lacks_factor(request):
            return _led_to(request, reverse("mfa_index"))
        return None


NOT_AT_COUNTER = ("people:", "account_", "mfa_")
OPEN_TO_ALL = frozenset({"account_logout", "account_login", "account_reauthenticate", "people:language", "core:asset"})


def _lacks_factor(request: HttpRequest, *, afresh: bool = False) -> bool:
    """Say whether this person must have a second factor and has none; found once, it is remembered by the session."""
    viewer = request.viewer  # type: ignore[attr-defined] # set by PersonMiddleware
    if viewer.user is None or not must_have_second_factor(viewer):
        return False
    if not afresh and request.session.get(FACTOR):
        return False
    has = request.session.get(FACTOR) == DEMO or has_second_factor(viewer.user)
    if has != bool(request.session.get(FACTOR)):
        request.session[FACTOR] = has
    return not has


DEMO = "demo"


def _door(request: HttpRequest) -> str:
    """Return where one signs in: with a PIN at a counter tablet, else with all of one's rights."""
    if tablet_here(request) is not None:
        return reverse("tablet:pin")
    return f"{reverse('account_login')}?next={quote(request.get_full_path())}"


def _led_to(request: HttpRequest, address: str) -> HttpResponse:
    """Go there as a whole: a fragment would put that page into the middle of another."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=200, headers={"HX-Redirect": address.partition("?")[0]})
    return redirect(address)
