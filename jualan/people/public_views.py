"""Pages without sign-in: the one-time link of an invitation, and the counter tablet."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from jualan.core.errors import RuleBroken
from jualan.core.labels import refusal_text
from jualan.people import actions, queries
from jualan.people.forms import CounterForm, EnrolForm, InvitationForm
from jualan.people.models import Invitation, Tablet
from jualan.people.sign_in import TABLET_COOKIE, YEAR, sign_in, sign_in_at, tablet_here


@login_not_required
@never_cache
@sensitive_post_parameters("password", "credential")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let the invited person choose a password or a passkey; one who has a second factor then signs in with it."""
    found = queries.open_invitation(token)
    if found is None:
        return render(request, "people/invitation_over.html", status=410)
    with translation.override(request.COOKIES.get("language") or found.user.language):
        form = InvitationForm(request.POST or None, person=found.user)
        if form.is_bound and form.is_valid():
            try:
                return _accepted(request, token, form.cleaned_data)
            except RuleBroken as refusal:
                form.add_error(None, refusal_text(refusal))
        return _invitation_page(request, found, form)


@login_not_required
@never_cache
@require_GET
def begin(request: HttpRequest, signature: str) -> HttpResponse:
    """Open a home in which nobody can sign in yet: its owner is made and chooses how to sign in."""
    try:
        return redirect("invitation:accept", actions.make_owner(signature))
    except RuleBroken:
        return render(request, "people/invitation_over.html", status=410)


def _accepted(request: HttpRequest, token: str, given: dict[str, Any]) -> HttpResponse:
    """Keep what the person chose and sign them in, unless their second factor is still to be asked for."""
    passkey = given["credential"]
    person = actions.accept_invitation(
        token,
        given["password"],
        login=given.get("login", ""),
        name=given["full_name"],
        language=given["language"],
        passkey=passkey,
    )
    if passkey is None and queries.has_second_factor(person):
        return redirect("account_login")
    sign_in(request, person, method="passkey" if passkey else "password")
    return redirect("/")


def _invitation_page(request: HttpRequest, found: Invitation, form: InvitationForm) -> HttpResponse:
    """Render the page; a passkey is offered unless the link would go around a second factor."""
    context: dict[str, Any] = {"form": form, "invited": found.user}
    if not queries.has_second_factor(found.user):
        context["passkey"] = {"creation_options": begin_registration(found.user, passwordless=True)}
    return render(request, "people/invitation.html", context, status=422 if form.is_bound else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def tablet_pin(request: HttpRequest) -> HttpResponse:
    """Ask at an enrolled tablet who is there, and for their PIN."""
    tablet = tablet_here(request)
    if tablet is None:
        return redirect("tablet:enrol")
    form = CounterForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            person = actions.enter_pin(tablet, form.cleaned_data["who"], form.cleaned_data["pin"])
        except RuleBroken as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            sign_in_at(request, tablet, person)
            return redirect("/")
    context = {"form": form, "tablet": tablet}
    return render(request, "people/tablet_pin.html", context, status=422 if form.is_bound else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def tablet_enrol(request: HttpRequest, code: str = "") -> HttpResponse:
    """Make this browser a counter tablet; opening the link alone does nothing, for machines open links too."""
    form = EnrolForm(request.POST or None, initial={"code": code})
    if form.is_bound and form.is_valid():
        if not ratelimit.consume(request, action="tablet_enrol"):
            return render(request, "429.html", status=429)
        try:
            tablet, token = actions.enrol_tablet(form.cleaned_data["code"])
        except RuleBroken as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            return _enrolled(request, tablet, token)
    return render(request, "people/tablet_enrol.html", {"form": form}, status=422 if form.is_bound else 200)


def _enrolled(request: HttpRequest, tablet: Tablet, token: str) -> HttpResponse:
    """Give the browser its token, and sign out whoever enrolled it: the tablet stays on the counter."""
    get_adapter(request).logout(request)
    answer = redirect("tablet:pin")
    answer.set_cookie(TABLET_COOKIE, token, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SECURE_COOKIES)
    actions.touch_tablet(tablet)
    return answer
