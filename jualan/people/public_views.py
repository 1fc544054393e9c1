"""The page behind an invitation's one-time link."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jualan.core.errors import RuleBroken
from jualan.core.labels import refusal_text
from jualan.people import actions, queries
from jualan.people.forms import InvitationForm


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let the invited person choose a password; one who has a second factor then signs in with it."""
    found = queries.open_invitation(token)
    if found is None:
        return render(request, "people/invitation_over.html", status=410)
    with translation.override(request.COOKIES.get("language") or found.user.language):
        form = InvitationForm(request.POST or None, asks_email=not found.user.email)
        if form.is_bound and form.is_valid():
            try:
                person = actions.accept_invitation(token, **form.cleaned_data)
            except RuleBroken as refusal:
                form.add_error(None, refusal_text(refusal))
            else:
                if queries.has_second_factor(person):
                    return redirect("account_login")
                login(request, person, backend="jualan.people.sign_in.PersonBackend")
                return redirect("/")
        context = {"form": form, "invited": found.user}
        return render(request, "people/invitation.html", context, status=422 if form.is_bound else 200)
