"""Reads of pipelines and opportunities: lists, the board, one deal with its history."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Max, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from jualan.accounts.models import Account, Contact
from jualan.catalog.models import Product, Tier
from jualan.catalog.queries import price_for
from jualan.catalog.rules import is_below_minimum
from jualan.core.errors import NotFound
from jualan.core.money import line_total
from jualan.core.normalise import name_key
from jualan.core.search import hits
from jualan.people.policy import Viewer, get_visible, visible
from jualan.pipeline.models import LostReason, Opportunity, Pipeline, Stage, StageChange, StageKind
from jualan.pipeline.rules import weighted

WORTH = Coalesce("base_minor", "estimate_minor")
"""`Opportunity.worth_minor` in SQL."""


def pipelines() -> QuerySet[Pipeline]:
    return Pipeline.objects.prefetch_related("stages")


def default_pipeline() -> Pipeline:
    """Return the pipeline that new deals start in. A migrated home always has one."""
    return Pipeline.objects.order_by("-is_default", "position", "pk")[0]


def first_stage(pipeline: Pipeline, kind: str = StageKind.OPEN) -> Stage | None:
    return pipeline.stages.filter(kind=kind).order_by("position", "pk").first()


def first_stage_of(pipeline_id: int | None) -> Stage | None:
    """Return the stage in which deals of a pipeline begin; None leaves the choice to the action."""
    found = Pipeline.objects.filter(pk=pipeline_id).first() if pipeline_id else None
    return first_stage(found) if found else None


def pipeline_choices() -> list[tuple[str, str]]:
    return [(str(pipeline.pk), str(pipeline.name)) for pipeline in Pipeline.objects.all()]


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


def deals_with(viewer: Viewer, customer: Account | Contact) -> QuerySet[Opportunity]:
    """Return the visible deals with a customer or a contact: open ones first, then those closed last."""
    order = Case(When(stage_kind=StageKind.OPEN, then=0), default=1)
    return opportunities(viewer).filter(**{customer.KIND: customer}).order_by(order, "-closed_on", "-pk")


def opportunity_by_id(viewer: Viewer, pk: int) -> Opportunity:
    return get_visible(viewer, Opportunity, pk)


def came_from(deal: Opportunity) -> list[tuple[str, int]]:
    """Return the leads that became this deal, as subjects of activities."""
    return [("lead", pk) for pk in deal.lead_links.values_list("lead_id", flat=True)]


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
    """Return the open stages of a pipeline with totals over everything visible and the most urgent cards of each.

    With `cards=0` only the totals are read.
    """
    stages = [stage for stage in pipeline.stages.all() if stage.kind == StageKind.OPEN]
    rows = visible(viewer, Opportunity).filter(narrowed or Q(), stage__in=stages)
    figures = {
        stage_id: (number, total or 0)
        for stage_id, number, total in rows.order_by().values_list("stage").annotate(n=Count("pk"), t=Sum(WORTH))
    }
    return [_column(stage, *figures.get(stage.pk, (0, 0)), rows, cards) for stage in stages]


def _column(stage: Stage, count: int, total: int, rows: QuerySet[Opportunity], cards: int) -> BoardColumn:
    shown = rows.filter(stage=stage).select_related("account", "contact").only(*_ON_A_CARD)
    first = list(shown.order_by("next_step_on", "pk")[:cards]) if count and cards else []
    return BoardColumn(stage, count, total, weighted(total, stage.probability_bps), first)


_ON_A_CARD = (
    "name",
    "version",
    "next_step_on",
    "next_step_text",
    "stage_since_on",
    "base_minor",
    "estimate_minor",
    "account__name",
    "contact__full_name",
    "contact__email",
    "contact__phone",
)


def strips(viewer: Viewer, pipeline: Pipeline, since: dt.date, *, narrowed: Q | None = None) -> list[Strip]:
    """Return the closed stages of a pipeline with what was closed since a day."""
    closed = [stage for stage in pipeline.stages.all() if stage.kind != StageKind.OPEN]
    rows = visible(viewer, Opportunity).filter(narrowed or Q(), stage__in=closed, closed_on__gte=since)
    figures = {
        stage_id: (number, total or 0)
        for stage_id, number, total in rows.order_by().values_list("stage").annotate(n=Count("pk"), t=Sum("base_minor"))
    }
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
    return [
        (pk, name, account or contact or "", f"{contact or ''} {text}") for pk, name, account, contact, text in fields
    ]


def stage_labels() -> dict[int, str]:
    """Return the name of every stage by its id."""
    return {stage.pk: str(stage.name) for stage in Stage.objects.only("pk", "name")}


def stage_by_id(pk: int) -> Stage:
    found = Stage.objects.select_related("pipeline").filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", kind="stage", pk=pk)
    return found


def pipeline_by_id(pk: int | str | None) -> Pipeline:
    """Return the pipeline that an address names, or the usual one when it names none. Raises NotFound."""
    if not pk:
        return default_pipeline()
    found = Pipeline.objects.filter(pk=int(pk)).first() if str(pk).isdecimal() else None
    if found is None:
        raise NotFound("not_found", kind="pipeline", pk=pk)
    return found


def stage_choices() -> list[tuple[str, str]]:
    """Return (id, name) of every stage; those of further pipelines say whose they are."""
    stages = list(Stage.objects.select_related("pipeline"))
    several = len({stage.pipeline_id for stage in stages}) > 1
    return [(str(s.pk), f"{s.name} ({s.pipeline})" if several else str(s.name)) for s in stages]


def reason_choices() -> list[tuple[str, str]]:
    return [(reason.code, str(reason.name)) for reason in lost_reasons()]


def reason_by_code(code: str) -> LostReason | None:
    return lost_reasons().filter(code=code).first()


def opportunity_page(viewer: Viewer, pk: int) -> Opportunity:
    """Return one deal with all that its page names, trashed or not. Raises NotFound."""
    rows = visible(viewer, Opportunity, with_trash=True).select_related(
        "account__tier__price_list", "contact", "owner", "stage", "pipeline", "product", "source", "lost_reason"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", kind=Opportunity.KIND, pk=pk)
    return found


def trashed_opportunities(viewer: Viewer) -> QuerySet[Opportunity]:
    return visible(viewer, Opportunity, with_trash=True).filter(deleted_at__isnull=False).order_by("-deleted_at", "pk")


def stage_before(opportunity: Opportunity) -> Stage | None:
    """Return the stage a deal was in before its latest move, if it still belongs to the deal's pipeline."""
    change = opportunity.stage_changes.select_related("from_stage").order_by("-pk").first()
    before = change.from_stage if change else None
    return before if before is not None and before.pipeline_id == opportunity.pipeline_id else None


def closing_stage(pipeline: Pipeline, kind: str) -> Stage:
    """Return the stage that closes deals of a pipeline as won or lost. Raises NotFound where it has none."""
    stage = first_stage(pipeline, kind)
    if stage is None:
        raise NotFound("not_found", kind="stage", pk=kind)
    return stage


def free_code(name: str) -> str:
    """Return a code for a new pipeline that no other has."""
    wanted = name_key(name).replace(" ", "_")[:36] or "pipeline"
    taken = set(Pipeline.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    return next(
        code for number in range(len(taken) + 2) if (code := f"{wanted}_{number}" if number else wanted) not in taken
    )


def reopening_stage(opportunity: Opportunity) -> Stage | None:
    """Return where a closed deal goes on: the stage it was closed from, else the first open one."""
    before = stage_before(opportunity)
    return before if before is not None and before.kind == StageKind.OPEN else first_stage(opportunity.pipeline)


@dataclass(frozen=True, slots=True)
class Customer:
    """Someone a deal may be for: `key` is `account-4` or `contact-7`."""

    key: str
    name: str
    detail: str


def customers_like(viewer: Viewer, text: str) -> list[Customer]:
    """Return the visible accounts and contacts that a text finds."""
    models: dict[str, Any] = {"account": Account, "contact": Contact}
    found = hits(text, lambda kind: visible(viewer, models[kind]) if kind in models else None, limit=8)
    return [Customer(f"{hit.kind}-{hit.record_id}", hit.title, hit.detail) for hit in found]


def customer_by_key(viewer: Viewer, key: str) -> Account | Contact | None:
    """Return the visible account or contact of a key. Raises NotFound for one that is not visible."""
    kind, _dash, pk = key.partition("-")
    if kind == Account.KIND and pk.isdecimal():
        return get_visible(viewer, Account, int(pk))
    return get_visible(viewer, Contact, int(pk)) if kind == Contact.KIND and pk.isdecimal() else None


def customer_key(deal: Opportunity) -> str:
    """Return the key of whom a deal is for, as `customer_by_key` reads it; empty for nobody."""
    if deal.account_id:
        return f"{Account.KIND}-{deal.account_id}"
    return f"{Contact.KIND}-{deal.contact_id}" if deal.contact_id else ""


def tier_by_key(viewer: Viewer, key: str) -> Tier | None:
    """Return the tier by which the customer of a key buys."""
    customer = customer_by_key(viewer, key)
    account = customer.account if isinstance(customer, Contact) else customer
    return account.tier if account else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a price list makes of a product and a quantity: the price of one piece, the sum, and why."""

    unit_price_micro: int
    minor: int
    currency: str
    reason: str
    price_list: str


def proposal(product: Product | None, tier: Tier | None, quantity_milli: int) -> Proposal | None:
    """Return the price that the customer's tier is offered; None without a product or a price."""
    price = price_for(product, tier, quantity_milli) if product else None
    if product is None or price is None:
        return None
    minor = line_total(price.unit_price_micro, quantity_milli, product.currency)
    return Proposal(price.unit_price_micro, minor, product.currency, price.reason, price.price_list)


def better_price(deal: Opportunity) -> Proposal | None:
    """Return what the customer's price list makes of a deal; None where that is its amount, or in another currency."""
    found = proposal(deal.product, _tier_of(deal), deal.quantity_milli)
    if found is None or found.currency != deal.currency or found.minor == deal.amount_minor:
        return None
    return found


def tier_missed(deal: Opportunity) -> Tier | None:
    """Return the customer's tier where the deal is worth less than the least order of that tier."""
    tier = _tier_of(deal)
    return tier if tier and is_below_minimum(deal.worth_minor, tier.minimum_order_minor) else None


def _tier_of(deal: Opportunity) -> Tier | None:
    return deal.account.tier if deal.account else None
