"""What a tap logs, and what is done with a next step. Each answers by loading again the page it was tapped on."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jualan.accounts.queries import account_by_id, contact_by_id
from jualan.activities import actions, queries
from jualan.activities.forms import LogForm, OutcomeForm, StepForm, WhenForm
from jualan.activities.models import FollowUp
from jualan.core.answers import came_from, done, here
from jualan.core.templatetags.ui_format import day
from jualan.people.middleware import PersonRequest


@require_GET
def account_timeline(request: PersonRequest, pk: int) -> HttpResponse:
    """The middle of a customer's page: what happened to them and everything sold to them."""
    return _timeline_part(request, account_by_id(request.viewer, pk))


@require_GET
def contact_timeline(request: PersonRequest, pk: int) -> HttpResponse:
    return _timeline_part(request, contact_by_id(request.viewer, pk))


@require_GET
def account_step(request: PersonRequest, pk: int) -> HttpResponse:
    """The part of a customer's page that says what is next."""
    return _step_part(request, account_by_id(request.viewer, pk))


@require_GET
def contact_step(request: PersonRequest, pk: int) -> HttpResponse:
    return _step_part(request, contact_by_id(request.viewer, pk))


def _timeline_part(request: PersonRequest, record: Any) -> HttpResponse:
    wanted = _asked_for(request, record).get("kind", [""])[0]
    activity = queries.record_activity(request.viewer, record, wanted=wanted)
    context = {"activity": activity, "back": record.get_absolute_url(), "with_buttons": activity.contact is not None}
    return render(request, "activities/record_timeline.html", context)


def _step_part(request: PersonRequest, record: Any) -> HttpResponse:
    """A customer need not have a next step, unlike a lead or a deal: without one only the question stands there."""
    activity = queries.record_activity(request.viewer, record, most=0)
    context = {"activity": activity, "back": record.get_absolute_url(), "is_quiet": True}
    return render(request, "activities/next_step.html", context)


def _asked_for(request: PersonRequest, record: Any) -> dict[str, list[str]]:
    """Return the query of the record's page that loads a part; the page of something else asks for nothing."""
    page = urlsplit(request.htmx.current_url_abs_path or "") if request.htmx else urlsplit("")
    return parse_qs(page.query) if page.path == record.get_absolute_url() else {}


@require_POST
def activity_log(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    record = queries.record_of(request.viewer, kind, pk)
    form = LogForm(request.POST)
    if not form.is_valid():
        context = {
            "activity": queries.record_activity(request.viewer, record),
            "form": form,
            "back": came_from(request),
        }
        return render(request, _part(request, "activities/composer.html"), context, status=422)
    actions.log_activity(actor=request.viewer, **form.facts(), **queries.links_of(record))
    messages.success(request, _("Noted on the timeline."))
    return done(request)


@require_GET
def activity_after(request: PersonRequest, kind: str, pk: int, what: str) -> HttpResponse:
    """Ask what became of a call or a chat that was just begun elsewhere than on the record's own page."""
    record = queries.record_of(request.viewer, kind, pk)
    activity = queries.record_activity(request.viewer, record, most=0)
    return render(request, "activities/after_contact.html", {"activity": activity, "only": what})


@require_POST
def step_plan(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    record = queries.record_of(request.viewer, kind, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        context = {"record": record, "form": form, "typed": request.POST, "back": came_from(request)}
        return render(request, _part(request, "activities/step_form.html"), context, status=422)
    step = actions.plan_step(form.cleaned_data["title"], actor=request.viewer, **form.due(), **queries.links_of(record))
    messages.success(request, _("Planned for %(day)s: %(what)s") % {"day": day(step.due_on), "what": step.title})
    return done(request, _without_question(request))


@require_POST
def activity_outcome(request: PersonRequest, pk: int) -> HttpResponse:
    form = OutcomeForm(request.POST)
    if form.is_valid():
        entry = queries.activity_by_id(request.viewer, pk)
        actions.set_outcome(entry, form.cleaned_data["outcome"], actor=request.viewer)
        messages.success(request, _("Noted on the timeline."))
    return done(request)


@require_POST
def activity_pin(request: PersonRequest, pk: int) -> HttpResponse:
    entry = queries.activity_by_id(request.viewer, pk)
    actions.pin(entry, is_pinned=not entry.is_pinned, actor=request.viewer)
    return done(request)


@require_POST
def step_done(request: PersonRequest, pk: int) -> HttpResponse:
    """Tick a step off and ask what is next."""
    step = queries.follow_up_by_id(request.viewer, pk)
    actions.finish_step(step, actor=request.viewer)
    undo = reverse("activities:step-reopen", args=[pk])
    messages.success(request, _("Done: %(what)s") % {"what": step.title}, extra_tags=f"undo:{undo}")
    return done(request, _asking_next(request, step))


def _asking_next(request: PersonRequest, step: FollowUp) -> str:
    """Return the page of the tap with the question what comes next for the same record."""
    page = _without_question(request)
    if not step.subject_kind or queries.open_follow_ups(step.subject_kind, step.subject_id or 0).exists():
        return page
    mark = "&" if "?" in page else "?"
    return f"{page}{mark}{urlencode({'next': f'{step.subject_kind}-{step.subject_id}'})}"


def _without_question(request: PersonRequest) -> str:
    parts = urlsplit(here(request))
    query = "&".join(pair for pair in parts.query.split("&") if pair and not pair.startswith("next="))
    return f"{parts.path}?{query}" if query else parts.path


@require_POST
def step_move(request: PersonRequest, pk: int) -> HttpResponse:
    step = queries.follow_up_by_id(request.viewer, pk)
    form = WhenForm(request.POST)
    if not form.is_valid():
        context = {"step": step, "form": form, "typed": request.POST, "back": came_from(request)}
        return render(request, _part(request, "activities/move_form.html"), context, status=422)
    actions.move_step(step, actor=request.viewer, **form.due())
    messages.success(request, _("Put off to %(day)s: %(what)s") % {"day": day(step.due_on), "what": step.title})
    return done(request)


@require_POST
def step_drop(request: PersonRequest, pk: int) -> HttpResponse:
    step = queries.follow_up_by_id(request.viewer, pk)
    actions.drop_step(step, actor=request.viewer)
    undo = reverse("activities:step-reopen", args=[pk])
    messages.success(request, _("Dropped: %(what)s") % {"what": step.title}, extra_tags=f"undo:{undo}")
    return done(request)


@require_POST
def step_reopen(request: PersonRequest, pk: int) -> HttpResponse:
    step = queries.follow_up_by_id(request.viewer, pk)
    actions.reopen_step(step, actor=request.viewer)
    messages.success(request, _("Open again: %(what)s") % {"what": step.title})
    return done(request)


def _part(request: PersonRequest, template: str) -> str:
    """Return the fragment for htmx, or the page around it."""
    return f"{template}#fragment" if request.htmx else template
