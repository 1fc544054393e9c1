"""Today, search, saved views, and edits of many rows at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from jualan.core.answers import done, is_for
from jualan.core.errors import NotFound
from jualan.core.labels import refusal_text
from jualan.core.lists.screen import bulk_verb, count_words, selected
from jualan.core.workspace import today as workspace_today
from jualan.core.workspace import workspace
from jualan.home import actions, backups, found, labels, queries, start
from jualan.home.forms import ViewForm
from jualan.people.middleware import PersonRequest
from jualan.people.policy import Scope, require, visible

MOST_AT_ONCE = 5_000
_SHOWN = 12


@require_GET
def today(request: PersonRequest) -> HttpResponse:
    if start.is_fresh(request.viewer):
        return redirect("home:start")
    as_of, is_all = workspace_today(), request.GET.get("whose") == "all"
    asking = request.GET.get("next", "")
    day = queries.day_of(request.viewer, timezone.now(), as_of, is_all=is_all, asking=asking)
    asked_here = {row.key for lines in (day.without_step, day.stale) for row in lines.rows}
    context = {
        "day": day,
        "headline": labels.headline(day),
        "day_words": labels.day_words(day, as_of),
        "calls": [(row, labels.call_reason(row)) for row in day.calls],
        "asking": asking,
        "is_asked_here": asking in asked_here,
        "is_all": is_all,
        "drifting": f"?state=open&step=none{'' if is_all else f'&owner={request.viewer.pk}'}",
        "late_buyers": [labels.call_row(call) for call in found.calls_worth_making(request.viewer, as_of)],
        "backup_failures": backups.failures(request.viewer),
        "start_waits": start.steps_waiting(request.viewer),
        "may_see_all": request.viewer.scope("leads.view") > Scope.OWN,
        "response_window": workspace().response_minutes * 60,
        "minutes": workspace().response_minutes,
    }
    return render(request, "home/today.html", context)


@require_GET
def booked(request: PersonRequest) -> HttpResponse:
    """What was booked today; it is asked for after the page stands, since it reads every sale of the day."""
    day = workspace_today()
    url = f"{reverse('metrics:kpi-detail', args=['revenue'])}?from={day}&to={day}"
    return render(request, "home/booked.html", {"result": queries.booked_today(request.viewer, day), "url": url})


@require_GET
def search(request: PersonRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    if is_for(request, "palette-results"):
        context = {"query": text, "groups": queries.search_groups(request.viewer, text)}
        return render(request, "core/ui/palette_results.html", context)
    groups = queries.search_groups(request.viewer, text, limit=60)
    return render(request, "home/search.html", {"query": text, "groups": groups})


@require_POST
def view_create(request: PersonRequest, kind: str) -> HttpResponse:
    spec, form = queries.list_of(kind), ViewForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        is_shared = data.pop("sharing") == "all"
        view = actions.save_view(kind, **data, is_shared=is_shared, actor=request.viewer)
        messages.success(request, _("View saved: %(name)s") % {"name": view.name})
    return done(request, f"{reverse(spec.url)}?{form.data.get('query', '')}")


@require_POST
def view_delete(request: PersonRequest, pk: int) -> HttpResponse:
    view = queries.view_by_id(request.viewer, pk)
    actions.delete_view(view, actor=request.viewer)
    messages.success(request, _("View removed: %(name)s") % {"name": view.name})
    return done(request, reverse(queries.list_of(view.kind).url))


@require_POST
def bulk(request: PersonRequest, kind: str) -> HttpResponse:
    """Show what a verb will do to the selected rows; confirmed, do it."""
    spec = queries.list_of(kind)
    verb = bulk_verb(spec, request.POST.get("verb", ""))
    if verb is None:
        raise NotFound("not_found", kind="verb", pk=kind)
    require(request.viewer, verb.permission)
    rows = selected(request, spec, visible(request.viewer, spec.model))
    number = rows.count()
    choices = list(verb.choices())
    value = request.POST.get("value", "")
    context = {
        "spec": spec,
        "verb": verb,
        "number": number,
        "counted": count_words(number),
        "shown": rows[:_SHOWN],
        "more": max(0, number - _SHOWN),
        "choices": choices,
        "value": value,
        "ids": request.POST.getlist("id"),
        "all": request.POST.get("all", ""),
        "too_many": number > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "back": f"{reverse(spec.url)}?{request.GET.urlencode()}",
    }
    if "confirm" not in request.POST or not number or number > MOST_AT_ONCE:
        return render(request, "home/bulk.html", context)
    if choices and value not in {code for code, _label in choices}:
        return render(request, "home/bulk.html", {**context, "is_missing": True}, status=422)
    return _run(request, verb, rows, value, context)


def _run(request: PersonRequest, verb: Any, rows: Any, value: str, context: dict[str, Any]) -> HttpResponse:
    outcome = actions.run_bulk(verb, list(rows), value, kind=context["spec"].kind, actor=request.viewer)
    if outcome.batch is not None:
        text = ngettext("%(verb)s: %(count)s record changed", "%(verb)s: %(count)s records changed", outcome.changed)
        undo = reverse("home:batch-undo", args=[outcome.batch.pk])
        words = text % {"verb": verb.label, "count": f"{outcome.changed:,}"}
        messages.success(request, words, extra_tags=f"undo:{undo}")
    if not outcome.refused:
        return done(request, context["back"])
    refused = [(row.record, refusal_text(row.error)) for row in outcome.refused[:100]]
    return render(request, "home/bulk_refused.html", {**context, "outcome": outcome, "refused": refused})


@require_POST
def batch_undo(request: PersonRequest, pk: int) -> HttpResponse:
    outcome = actions.undo_bulk(queries.batch_by_id(pk), actor=request.viewer)
    if outcome.kept:
        messages.warning(request, _("Undone, except for what somebody changed since."))
    else:
        messages.success(request, _("Undone."))
    return done(request)
