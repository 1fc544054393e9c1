"""People on the screen: oneself, everyone, and how each may do what."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.core.answers import came_from
from jualan.core.errors import RuleBroken
from jualan.core.labels import refusal_text
from jualan.core.workspace import today
from jualan.people import actions, queries
from jualan.people.forms import PinForm, PlaceForm, SettingsForm, TabletForm, TokenForm, UserForm
from jualan.people.labels import invitation_chat, place_words, qr_code
from jualan.people.middleware import LANGUAGE_COOKIE, PersonRequest, known_language
from jualan.people.models import Tablet, User
from jualan.people.policy import allowed, must_have_second_factor, require, viewer_of
from jualan.people.sign_in import LOOK, LOOK_COOKIE, remember


@login_not_required
@require_POST
def language(request: PersonRequest) -> HttpResponse:
    """Speak another language from now on: the person's own choice, and this browser's."""
    answer = redirect(came_from(request))
    if code := known_language(request.POST.get("language", "")):
        if request.viewer.user is not None:
            actions.change_user(request.viewer.user, {"language": code}, actor=request.viewer)
        remember(answer, LANGUAGE_COOKIE, code)
    return answer


def signed_in(request: PersonRequest) -> User:
    """Return the person; the sign-in middleware has let nobody else through."""
    person = request.viewer.user
    assert person is not None
    return person


@require_http_methods(["GET", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    person = signed_in(request)
    names = list(SettingsForm.base_fields)
    form = SettingsForm(request.POST or None, initial={name: getattr(person, name) for name in names})
    if form.is_bound and form.is_valid():
        actions.change_user(person, form.cleaned_data, actor=request.viewer)
        with translation.override(person.language):
            messages.success(request, _("Your settings are saved."))
        return _with_look(redirect("people:profile"), person)
    context = {
        "form": form,
        "person_here": person,
        "tokens": queries.tokens_of(person),
        "has_second_factor": queries.has_second_factor(person),
        "has_pin": queries.has_pin(person),
    }
    return render(request, "people/profile.html", context, status=422 if form.is_bound else 200)


def _with_look(answer: HttpResponse, person: User) -> HttpResponse:
    """Let this browser remember what the person chose."""
    for name in LOOK:
        remember(answer, f"{LOOK_COOKIE}{name}", getattr(person, name))
    remember(answer, LANGUAGE_COOKIE, person.language)
    return answer


@require_http_methods(["GET", "POST"])
def token_create(request: PersonRequest) -> HttpResponse:
    """Make a key; it is shown in this one answer and never again."""
    form = TokenForm(request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "people/token_form.html", {"form": form}, status=422 if form.is_bound else 200)
    only = queries.reading_permissions(request.viewer) if form.cleaned_data["reach"] == "read" else None
    key = actions.make_token(signed_in(request), form.cleaned_data["name"], permissions=only, actor=request.viewer)
    answer = render(request, "people/token_made.html", {"key": key, "name": form.cleaned_data["name"]})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def token_revoke(request: PersonRequest, pk: int) -> HttpResponse:
    token = queries.own_token(signed_in(request), pk)
    actions.revoke_token(token, actor=request.viewer)
    messages.success(request, _("The key %(name)s opens nothing any more.") % {"name": token.name})
    return redirect("people:profile")


@require_GET
def user_list(request: PersonRequest) -> HttpResponse:
    people = list(queries.users(request.viewer))
    places = {place.user_id: place for place in queries.memberships_on(today())}
    rows = [(person, places.get(person.pk)) for person in people]
    viewer = request.viewer
    may = {"may_edit": allowed(viewer, actions.EDIT), "may_enrol": allowed(viewer, actions.TABLETS)}
    return render(request, "people/user_list.html", {"rows": rows, **may})


@require_http_methods(["GET", "POST"])
def user_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, actions.EDIT)
    form = UserForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            facts = form.facts()
            person = actions.add_user(
                facts["full_name"],
                email=facts["email"],
                phone=facts["phone"],
                roles=form.cleaned_data["roles"],
                actor=request.viewer,
            )
        except RuleBroken as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, _("%(name)s is here. Invite them next.") % {"name": person})
            return redirect(person)
    return render(request, "people/user_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def user_detail(request: PersonRequest, pk: int) -> HttpResponse:
    return _person_page(request, queries.person_page(request.viewer, pk))


def _person_page(
    request: PersonRequest, person: User, *, form: PlaceForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "shown": person,
        "places": [(place, place_words(place)) for place in queries.places_of(person)],
        "place_form": form or PlaceForm(person_id=person.pk),
        "may_edit": allowed(request.viewer, actions.EDIT),
        "has_second_factor": queries.has_second_factor(person),
        "must_have_factor": must_have_second_factor(viewer_of(person)),
        "crumbs": [(_("People"), reverse("people:user-list"))],
    }
    return render(request, "people/user_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
def user_edit(request: PersonRequest, pk: int) -> HttpResponse:
    require(request.viewer, actions.EDIT)
    person = queries.person_page(request.viewer, pk)
    names = ("full_name", "email", "phone", "version")
    known = {name: getattr(person, name) for name in names} | {"roles": [row.role for row in person.role_rows.all()]}
    form = UserForm(request.POST or None, initial=known)
    if form.is_bound and form.is_valid():
        try:
            actions.edit_person(
                person,
                form.facts(),
                form.cleaned_data["roles"],
                version=form.cleaned_data["version"],
                actor=request.viewer,
            )
        except RuleBroken as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(person)
    context = {"form": form, "shown": person}
    return render(request, "people/user_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def user_invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Make a one-time link; it is shown in this one answer and never again."""
    person = queries.person_page(request.viewer, pk)
    token = actions.invite_user(person, actor=request.viewer)
    link = request.build_absolute_uri(reverse("invitation:accept", args=[token]))
    context = {
        "shown": person,
        "link": link,
        "whatsapp": invitation_chat(person, link),
        "days": actions.INVITATION_DAYS,
    }
    answer = render(request, "people/user_invited.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def user_disable(request: PersonRequest, pk: int) -> HttpResponse:
    person = queries.person_page(request.viewer, pk)
    actions.disable_user(person, actor=request.viewer)
    messages.success(request, _("%(name)s can no longer sign in. Their records stay.") % {"name": person})
    return redirect(person)


@require_POST
def place_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a person into a team under a manager from a day on."""
    require(request.viewer, actions.EDIT)
    person = queries.person_page(request.viewer, pk)
    form = PlaceForm(request.POST, person_id=person.pk)
    if not form.is_valid():
        return _person_page(request, person, form=form, status=422)
    data = form.cleaned_data
    actions.place_member(
        person,
        team=actions.make_team(data["team"], actor=request.viewer) if data["team"] else None,
        manager=queries.owner_by_id(data["manager"]),
        role=data["role"],
        from_on=data["from_on"],
        actor=request.viewer,
    )
    messages.success(request, _("Saved."))
    return redirect(person)


@require_POST
def user_uninvite(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an invitation back before it is opened."""
    person = queries.person_page(request.viewer, pk)
    actions.revoke_invitation(person, actor=request.viewer)
    messages.success(request, _("The link that %(name)s was sent opens nothing any more.") % {"name": person})
    return redirect(person)


@require_POST
def user_factor_forget(request: PersonRequest, pk: int) -> HttpResponse:
    person = queries.person_page(request.viewer, pk)
    actions.forget_second_factor(person, actor=request.viewer)
    messages.success(
        request, _("%(name)s is signed out everywhere and sets up a new second factor.") % {"name": person}
    )
    return redirect(person)


@require_POST
def user_preset(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the roles of a preset in one act."""
    person = queries.person_page(request.viewer, pk)
    actions.give_preset(person, "small_team", actor=request.viewer)
    messages.success(request, _("Saved."))
    return redirect(person)


# Where people are signed in


@require_GET
def session_list(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """List where oneself, or somebody else, is signed in."""
    person = queries.person_page(request.viewer, pk or signed_in(request).pk)
    context = {
        "shown": person,
        "is_own": person.pk == request.viewer.pk,
        "sessions": queries.sessions_of(request.viewer, person),
        "here": request.session.session_key,
    }
    return render(request, "people/session_list.html", context)


@require_POST
def session_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign a person out of one place, or of all but this one."""
    person = queries.person_page(request.viewer, pk)
    only = request.POST.get("session", "")
    actions.end_sessions(
        person,
        only=int(only) if only.isdecimal() else None,
        keep=request.session.session_key or "",
        actor=request.viewer,
    )
    messages.success(request, _("Signed out."))
    return redirect("people:session-list") if person.pk == request.viewer.pk else redirect("people:user-sessions", pk)


# The counter


@require_http_methods(["GET", "POST"])
def pin_edit(request: PersonRequest) -> HttpResponse:
    """Choose one's own PIN for the counter."""
    form = PinForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.set_pin(signed_in(request), form.cleaned_data["pin"], actor=request.viewer)
        except RuleBroken as refusal:
            form.add_error("pin", refusal_text(refusal))
        else:
            messages.success(request, _("Your PIN is set."))
            return redirect("people:profile")
    return render(request, "people/pin_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def tablet_list(request: PersonRequest) -> HttpResponse:
    """List the counter tablets, and make a new one's code."""
    rows = queries.tablets(request.viewer)
    form = TabletForm(request.POST or None)
    if form.is_bound and form.is_valid():
        tablet, code = actions.make_tablet(**form.cleaned_data, actor=request.viewer)
        return _tablet_made(request, tablet, code)
    context = {"rows": rows, "form": form, "now": timezone.now()}
    return render(request, "people/tablet_list.html", context, status=422 if form.is_bound else 200)


def _tablet_made(request: PersonRequest, tablet: Tablet, code: str) -> HttpResponse:
    """Show the code and its link; they are shown in this one answer and never again."""
    link = request.build_absolute_uri(reverse("tablet:enrol-link", args=[code]))
    shown = f"{code[:5]}-{code[5:]}"
    context = {"tablet": tablet, "code": shown, "link": link, "qr": qr_code(link), "minutes": actions.CODE_MINUTES}
    answer = render(request, "people/tablet_made.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def tablet_revoke(request: PersonRequest, pk: int) -> HttpResponse:
    tablet = queries.tablet_by_id(request.viewer, pk)
    actions.revoke_tablet(tablet, actor=request.viewer)
    messages.success(request, _("%(name)s opens nothing any more.") % {"name": tablet})
    return redirect("people:tablet-list")
