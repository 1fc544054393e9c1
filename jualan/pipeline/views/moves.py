"""A deal that moves on: to a stage, won, lost, reopened, and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jualan.core.answers import done
from jualan.people.middleware import PersonRequest
from jualan.pipeline import actions, queries
from jualan.pipeline.forms import LostForm
from jualan.pipeline.models import Opportunity, Stage, StageKind


@require_POST
def opportunity_stage(request: PersonRequest, pk: int, stage_pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    return _move_on(request, deal, queries.stage_by_id(stage_pk))


@require_POST
def opportunity_won(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    return _move_on(request, deal, queries.closing_stage(deal.pipeline, StageKind.WON))


@require_POST
def opportunity_reopen(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    return _move_on(request, deal, queries.reopening_stage(deal) or deal.stage)


@require_POST
def opportunity_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the latest move back: the deal returns to the stage it came from."""
    deal = queries.opportunity_page(request.viewer, pk)
    actions.move_stage(deal, queries.stage_before(deal) or deal.stage, actor=request.viewer)
    messages.success(request, _("%(deal)s is in %(stage)s again.") % {"deal": deal, "stage": deal.stage})
    return done(request)


def _move_on(request: PersonRequest, deal: Opportunity, stage: Stage) -> HttpResponse:
    move(request, deal, stage)
    return done(request)


def move(request: PersonRequest, deal: Opportunity, stage: Stage, version: int | None = None) -> None:
    """Move a deal and tell of it, with the way back."""
    before = deal.stage
    if actions.move_stage(deal, stage, actor=request.viewer, version=version):
        undo = reverse("pipeline:opportunity-back", args=[deal.pk])
        text = _("%(deal)s: %(before)s to %(after)s") % {"deal": deal, "before": before, "after": stage}
        messages.success(request, text, extra_tags=f"undo:{undo}")


@require_POST
def opportunity_lost(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    form = LostForm(request.POST, reasons=queries.reason_choices())
    if not form.is_valid():
        template = "pipeline/lost_form.html#form" if request.htmx else "pipeline/lost_form.html"
        return render(request, template, {"deal": deal, "lost_form": form}, status=422)
    reason = queries.reason_by_code(form.cleaned_data["reason"])
    stage = queries.closing_stage(deal.pipeline, StageKind.LOST)
    actions.move_stage(
        deal,
        stage,
        lost_reason=reason,
        lost_note=form.cleaned_data["note"],
        version=form.cleaned_data["version"],
        actor=request.viewer,
    )
    undo = reverse("pipeline:opportunity-back", args=[deal.pk])
    messages.success(
        request, _("%(deal)s: lost, %(reason)s") % {"deal": deal, "reason": reason}, extra_tags=f"undo:{undo}"
    )
    return done(request)
