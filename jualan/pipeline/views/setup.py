"""The layout of pipelines and stages."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jualan.core.answers import done
from jualan.core.workspace import base_currency
from jualan.people.middleware import PersonRequest
from jualan.people.policy import require
from jualan.pipeline import actions, labels, queries
from jualan.pipeline.forms import NameForm, StageForm, facts_of, names_of
from jualan.pipeline.models import Pipeline, Stage, StageKind
from jualan.pipeline.policy import SETUP


@require_GET
def setup(request: PersonRequest) -> HttpResponse:
    return _setup_page(request)


def _setup_page(request: PersonRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    """Show every pipeline with its stages; `bound` carries the one form that was refused, by its name and id."""
    require(request.viewer, SETUP)
    context = {
        "currency": base_currency(),
        "layout": [
            (
                pipeline,
                _name_form(pipeline, bound),
                [(stage, _stage_form(stage, bound)) for stage in pipeline.stages.all()],
                _new_stage(pipeline, bound),
            )
            for pipeline in queries.pipelines()
        ],
        "pipeline_form": bound.get("pipeline") or NameForm(prefix="pipeline"),
        **bound,
    }
    return render(request, "pipeline/setup.html", context, status=status)


def _name_form(pipeline: Pipeline, bound: dict[str, Any]) -> NameForm:
    return bound.get(f"name-{pipeline.pk}") or NameForm(initial=names_of(pipeline), prefix=f"name-{pipeline.pk}")


def _new_stage(pipeline: Pipeline, bound: dict[str, Any]) -> StageForm:
    return bound.get(f"new-{pipeline.pk}") or StageForm(kinds=labels.STATES, prefix=f"new-{pipeline.pk}")


def _stage_form(stage: Stage, bound: dict[str, Any], data: Any = None) -> StageForm:
    return bound.get(f"stage-{stage.pk}") or StageForm(
        data, initial=facts_of(stage), kinds=labels.STATES, is_kind_open=False, prefix=f"stage-{stage.pk}"
    )


@require_POST
def pipeline_create(request: PersonRequest) -> HttpResponse:
    form = NameForm(request.POST, prefix="pipeline")
    if not form.is_valid():
        return _setup_page(request, status=422, pipeline=form)
    pipeline = actions.add_pipeline(queries.free_code(form.cleaned_data["name_en"]), form.names(), actor=request.viewer)
    messages.success(request, _("Pipeline added: %(name)s") % {"name": pipeline})
    return done(request, reverse("pipeline:setup"))


@require_POST
def pipeline_rename(request: PersonRequest, pk: int) -> HttpResponse:
    pipeline, form = queries.pipeline_by_id(pk), NameForm(request.POST, prefix=f"name-{pk}")
    if not form.is_valid():
        return _setup_page(request, status=422, **{f"name-{pk}": form})
    actions.rename_pipeline(pipeline, form.names(), actor=request.viewer)
    messages.success(request, _("Saved."))
    return done(request, reverse("pipeline:setup"))


@require_POST
def stage_create(request: PersonRequest, pk: int) -> HttpResponse:
    pipeline = queries.pipeline_by_id(pk)
    form = StageForm(request.POST, kinds=labels.STATES, prefix=f"new-{pk}")
    if not form.is_valid():
        return _setup_page(request, status=422, **{f"new-{pk}": form})
    values = form.facts()
    name, kind = values.pop("name"), values.pop("kind", StageKind.OPEN)
    values.pop("name_key")
    stage = actions.add_stage(pipeline, name, kind=kind, actor=request.viewer, **values)
    messages.success(request, _("Stage added: %(name)s") % {"name": stage})
    return done(request, reverse("pipeline:setup"))


@require_POST
def stage_edit(request: PersonRequest, pk: int) -> HttpResponse:
    stage = queries.stage_by_id(pk)
    form = _stage_form(stage, {}, request.POST)
    if not form.is_valid():
        return _setup_page(request, status=422, **{f"stage-{pk}": form})
    actions.change_stage(stage, form.facts(), actor=request.viewer)
    messages.success(request, _("Saved: %(name)s") % {"name": stage})
    return done(request, reverse("pipeline:setup"))


@require_POST
def stage_shift(request: PersonRequest, pk: int, by: int) -> HttpResponse:
    actions.shift_stage(queries.stage_by_id(pk), by, actor=request.viewer)
    return done(request, reverse("pipeline:setup"))
