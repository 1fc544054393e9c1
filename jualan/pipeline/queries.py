"""Reads of pipelines and opportunities: lists, the board, one deal with its history."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from jualan.core.normalise import name_key
from jualan.people.policy import Viewer, get_visible, visible
from jualan.pipeline.models import LostReason, Opportunity, Pipeline, Stage, StageChange, StageKind
from jualan.pipeline.rules import weighted

WORTH = Coalesce("base_minor", "estimate_minor")
"""What a deal is worth in the base currency: its amount, else the estimate by list price."""


def pipelines() -> QuerySet[Pipeline]:
    return Pipeline.objects.prefetch_related("stages")


def default_pipeline() -> Pipeline:
    """Return the pipeline that new deals start in. A migrated home always has one."""
    return Pipeline.objects.order_by("-is_default", "position", "pk")[0]


def first_stage(pipeline: Pipeline, kind: str = StageKind.OPEN) -> Stage | None:
    return pipeline.stages.filter(kind=kind).order_by("position", "pk").first()


def stage_names(pipeline: Pipeline) -> dict[str, Stage]:
    """Return the pipeline's stages by each of their normalised names, in every language, and by code."""
    found: dict[str, Stage] = {}
    for stage in pipeline.stages.order_by("-position", "-pk"):
        data = stage.name.data
        names = list(data.values()) if isinstance(data, dict) else [str(data)]
        found.update({name_key(name): stage for name in [*names, stage.code, stage.name_key]})
    return found


def lost_reasons() -> QuerySet[LostReason]:
    return LostReason.objects.all()


def opportunities(viewer: Viewer) -> QuerySet[Opportunity]:
    """Return visible deals with what a list row shows."""
    return visible(viewer, Opportunity).select_related("account", "contact", "owner", "stage")


def opportunity_by_id(viewer: Viewer, pk: int) -> Opportunity:
    return get_visible(viewer, Opportunity, pk)


def history(opportunity: Opportunity) -> QuerySet[StageChange]:
    """Return every move of a deal, oldest first."""
    return opportunity.stage_changes.select_related("from_stage", "to_stage", "by").order_by("pk")


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage with its figures over all its deals, and its first cards. Money in base minor units."""

    stage: Stage
    count: int
    total_minor: int
    weighted_minor: int | None
    cards: Sequence[Opportunity]


@dataclass(frozen=True, slots=True)
class Strip:
    """Won or lost deals of the last days: how many, how much."""

    stage: Stage
    count: int
    total_minor: int


def board(viewer: Viewer, pipeline: Pipeline, *, narrowed: Q | None = None, cards: int = 30) -> list[BoardColumn]:
    """Return the open stages of a pipeline with totals over everything visible and the most urgent cards of each."""
    rows = visible(viewer, Opportunity).filter(pipeline=pipeline, stage_kind=StageKind.OPEN)
    if narrowed is not None:
        rows = rows.filter(narrowed)
    figures = {
        stage_id: (number, total or 0)
        for stage_id, number, total in rows.order_by().values_list("stage").annotate(n=Count("pk"), t=Sum(WORTH))
    }
    return [
        _column(stage, *figures.get(stage.pk, (0, 0)), rows, cards)
        for stage in pipeline.stages.all()
        if stage.kind == StageKind.OPEN
    ]


def _column(stage: Stage, count: int, total: int, rows: QuerySet[Opportunity], cards: int) -> BoardColumn:
    shown = (
        rows.filter(stage=stage).select_related("account", "contact").order_by("next_step_on", "pk")[:cards]
        if count
        else []
    )
    return BoardColumn(stage, count, total, weighted(total, stage.probability_bps), list(shown))


def strips(viewer: Viewer, pipeline: Pipeline, since: dt.date, *, narrowed: Q | None = None) -> list[Strip]:
    """Return the closed stages of a pipeline with what was closed since a day."""
    rows = visible(viewer, Opportunity).filter(pipeline=pipeline, closed_on__gte=since).exclude(stage_kind="open")
    if narrowed is not None:
        rows = rows.filter(narrowed)
    figures = {
        stage_id: (number, total or 0)
        for stage_id, number, total in rows.order_by().values_list("stage").annotate(n=Count("pk"), t=Sum("base_minor"))
    }
    closed = [stage for stage in pipeline.stages.all() if stage.kind != StageKind.OPEN]
    return [Strip(stage, *figures.get(stage.pk, (0, 0))) for stage in closed]


def without_next_step(viewer: Viewer, *, owner_id: int | None = None) -> QuerySet[Opportunity]:
    """Return open deals that nobody has planned a next step for, dearest first."""
    rows = opportunities(viewer).filter(stage_kind=StageKind.OPEN, next_step_on__isnull=True)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return rows.annotate(worth=WORTH).order_by("-worth", "pk")


def stale(viewer: Viewer, as_of: dt.date, *, owner_id: int | None = None) -> QuerySet[Opportunity]:
    """Return open deals that have stood longer in their stage than the stage allows."""
    late = Q(pk__in=[])
    for stage in Stage.objects.filter(kind=StageKind.OPEN, stale_days__isnull=False):
        late |= Q(stage=stage, stage_since_on__lt=as_of - dt.timedelta(days=stage.stale_days or 0))
    rows = opportunities(viewer).filter(late, stage_kind=StageKind.OPEN)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return rows.annotate(worth=WORTH).order_by("stage_since_on", "pk")


def last_position(pipeline: Pipeline) -> int:
    return pipeline.stages.aggregate(last=Max("position"))["last"] or 0


def opportunity_search_rows(first: int, last: int) -> list[tuple[int, str, str, str]]:
    """Return the search text of living deals in a range of ids."""
    rows = Opportunity.objects.filter(pk__range=(first, last), deleted_at=None)
    fields = rows.values_list("pk", "name", "account__name", "contact__full_name", "product_text")
    return [(pk, name, account or contact or "", f"{contact or ''} {text}") for pk, name, account, contact, text in fields]
