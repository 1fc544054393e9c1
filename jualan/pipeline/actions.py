"""Writes of pipelines and opportunities. A deal changes its stage through `move_stage` and no other door."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from jualan.accounts.actions import add_contact, customer_account
from jualan.accounts.models import Account
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import note_change
from jualan.catalog.queries import price_for
from jualan.core import records
from jualan.core.errors import RuleBroken
from jualan.core.events import publish
from jualan.core.models import Batch
from jualan.core.money import line_total, to_base
from jualan.core.normalise import name_key
from jualan.core.workspace import base_currency, rate_on, today, workspace_day
from jualan.people.actions import change_owner
from jualan.people.models import User
from jualan.people.policy import Viewer, require, require_edit
from jualan.pipeline.models import (
    LostReason,
    Opportunity,
    OpportunityCredit,
    OpportunityOrder,
    Pipeline,
    Stage,
    StageChange,
    StageKind,
)
from jualan.pipeline.policy import ASSIGN, EDIT, SETUP
from jualan.pipeline.queries import better_price, customer_by_key, default_pipeline, first_stage, last_position
from jualan.pipeline.ready import NewStage, ReadyPipeline
from jualan.pipeline.rules import Kind, Move, OpportunityWon, category_for, refusal_of, unmet_criteria

_MONEY = {"amount_minor", "currency", "product", "quantity_milli", "account"}


def add_opportunity(
    values: Mapping[str, Any],
    *,
    actor: Viewer,
    owner: User | None = None,
    stage: Stage | None = None,
    happened_at: dt.datetime | None = None,
) -> Opportunity:
    """Add a deal in the first open stage (or the one given), opened today unless said otherwise."""
    require(actor, EDIT)
    if not name_key(values.get("name", "")):
        raise RuleBroken("name_missing")
    start = stage or first_stage(default_pipeline())
    if start is None or start.kind != StageKind.OPEN:
        raise RuleBroken("stage_not_open")
    holder = owner or actor.user
    moment = happened_at or timezone.now()
    began_on = values.get("opened_on") or workspace_day(moment)
    opportunity = Opportunity(
        **{"currency": base_currency(), "opened_on": today(), **values},
        owner=holder,
        first_owner=holder,
        pipeline=start.pipeline,
        stage=start,
        stage_kind=start.kind,
        stage_since_on=began_on,
        forecast_category=category_for(start.probability_bps),
    )
    for field, value in _worth(opportunity).items():
        setattr(opportunity, field, value)
    with transaction.atomic():
        records.create(opportunity, actor)
        known = moment if workspace_day(moment) == began_on else None
        _record_move(opportunity, None, start, known, actor, on=began_on)
    return opportunity


@transaction.atomic
def add_opportunity_for(
    customer: tuple[str, str], values: Mapping[str, Any], *, actor: Viewer, stage: Stage | None = None
) -> Opportunity:
    """Add a deal for a customer (key, typed name); where only a name is given its contact is added too: both or neither."""
    return add_opportunity({**values, **_customer_columns(customer, actor)}, actor=actor, stage=stage)


@transaction.atomic
def change_opportunity_for(
    customer: tuple[str, str],
    opportunity: Opportunity,
    values: Mapping[str, Any],
    *,
    actor: Viewer,
    version: int | None = None,
) -> None:
    """Change a deal's facts and whom it is for (key, typed name): all or nothing. An empty customer changes nobody."""
    values = {**values, **_customer_columns(customer, actor)}
    change_opportunity(opportunity, values, actor=actor, version=version)


def _customer_columns(customer: tuple[str, str], actor: Viewer) -> dict[str, Any]:
    key, name = customer
    found = customer_by_key(actor, key)
    if isinstance(found, Account):
        return {"account": found}
    if found is None and name:
        found = add_contact(actor, PersonFacts(full_name=name)).contact
    return {"contact": found, "account": found.account} if found else {}


def _worth(opportunity: Opportunity) -> dict[str, int | None]:
    """Return the stored rate, the amount in base, and the estimate where no amount is stated."""
    day = opportunity.opened_on or today()
    rate = rate_on(opportunity.currency, day)
    if opportunity.amount_minor is not None:
        base = to_base(opportunity.amount_minor, rate, opportunity.currency, base_currency())
        return {"rate_micro": rate, "base_minor": base, "estimate_minor": None}
    return {"rate_micro": rate, "base_minor": None, "estimate_minor": _estimate(opportunity)}


def _estimate(opportunity: Opportunity) -> int | None:
    """Return what the customer's own price list (else the list price) makes of product × quantity, in base."""
    product = opportunity.product
    if product is None:
        return None
    tier = opportunity.account.tier if opportunity.account else None
    price = price_for(product, tier, opportunity.quantity_milli)
    if price is None:
        return None
    amount = line_total(price.unit_price_micro, opportunity.quantity_milli, product.currency)
    return to_base(amount, rate_on(product.currency, today()), product.currency, base_currency())


def change_opportunity(
    opportunity: Opportunity, values: dict[str, Any], *, actor: Viewer, version: int | None = None
) -> None:
    """Change a deal's facts; money follows from amount, product, quantity and customer. Stage and owner have own doors."""
    require_edit(actor, opportunity)
    if "name" in values and not name_key(values["name"]):
        raise RuleBroken("name_missing")
    with transaction.atomic():
        changed = records.change(opportunity, actor, values, version=version)
        if _MONEY & set(changed):
            records.change(opportunity, actor, _worth(opportunity), verb="worth_changed")


def use_price(opportunity: Opportunity, *, actor: Viewer) -> bool:
    """Take what the customer's price list proposes as the deal's amount; says whether there was anything to take."""
    found = better_price(opportunity)
    if found is not None:
        change_opportunity(opportunity, {"amount_minor": found.minor}, actor=actor)
    return found is not None


def reestimate(opportunity: Opportunity, *, actor: Viewer) -> None:
    """Work the estimate out again after a price changed; a stated amount stays."""
    if opportunity.amount_minor is None and opportunity.stage_kind == StageKind.OPEN:
        records.change(opportunity, actor, {"estimate_minor": _estimate(opportunity)}, verb="worth_changed")


def move_stage(
    opportunity: Opportunity,
    stage: Stage,
    *,
    actor: Viewer,
    lost_reason: LostReason | None = None,
    lost_note: str = "",
    happened_at: dt.datetime | None = None,
    version: int | None = None,
) -> StageChange | None:
    """Move a deal to a stage: forward, back, won, lost, reopened. Returns the stage change; None if it stands there.

    Raises RuleBroken `lost_reason_missing`, `reopen_first`, `criteria_unmet` or `other_pipeline`, and StaleRecord.
    """
    require_edit(actor, opportunity)
    before = opportunity.stage
    if before.pk == stage.pk:
        return None
    _refuse(opportunity, stage, lost_reason)
    moment = happened_at or timezone.now()
    day = workspace_day(moment)
    with transaction.atomic():
        values = _standing(opportunity, stage, day, moment, lost_reason, lost_note)
        records.change(opportunity, actor, values, verb="moved", version=version)
        fact = _record_move(opportunity, before, stage, moment, actor, on=day)
        facts = {"code": "stage", "from": before.pk, "to": stage.pk}
        note_change(opportunity, facts, actor=actor, happened_at=moment)
        if StageKind.WON in {before.kind, stage.kind}:
            _settle_win(opportunity, is_won=stage.kind == StageKind.WON, actor=actor)
    return fact


def _refuse(opportunity: Opportunity, stage: Stage, lost_reason: LostReason | None) -> None:
    if stage.pipeline_id != opportunity.pipeline_id:
        raise RuleBroken("other_pipeline")
    before = opportunity.stage
    move = Move(
        from_kind=Kind(before.kind),
        to_kind=Kind(stage.kind),
        is_forward=stage.position > before.position,
        has_lost_reason=lost_reason is not None,
        unmet=unmet_criteria(before.exit_criteria, opportunity.criteria_met),
    )
    if code := refusal_of(move):
        raise RuleBroken(code, unmet=move.unmet)


def _standing(
    opportunity: Opportunity,
    stage: Stage,
    day: dt.date,
    moment: dt.datetime,
    lost_reason: LostReason | None,
    lost_note: str,
) -> dict[str, Any]:
    """Return the columns of a deal that follow from the stage it enters."""
    is_open, is_lost = stage.kind == StageKind.OPEN, stage.kind == StageKind.LOST
    values: dict[str, Any] = {
        "stage": stage,
        "stage_kind": stage.kind,
        "stage_since_on": day,
        "closed_on": None if is_open else day,
        "won_at": moment if stage.kind == StageKind.WON else None,
        "lost_reason": lost_reason if is_lost else None,
        "lost_note": lost_note if is_lost else "",
    }
    if is_open and opportunity.forecast_category == category_for(opportunity.stage.probability_bps):
        values["forecast_category"] = category_for(stage.probability_bps)
    return values


def _record_move(
    opportunity: Opportunity,
    before: Stage | None,
    after: Stage,
    moment: dt.datetime | None,
    actor: Viewer,
    *,
    on: dt.date,
) -> StageChange:
    previous = opportunity.stage_changes.order_by("-pk").first()
    stay = None
    if moment is not None and previous is not None and previous.happened_at is not None:
        stay = max(0, int((moment - previous.happened_at).total_seconds()))
    is_reopened = before is not None and before.kind != StageKind.OPEN and after.kind == StageKind.OPEN
    return StageChange.objects.create(
        opportunity=opportunity,
        from_stage=before,
        to_stage=after,
        cause=StageChange.Cause.REOPENED if is_reopened else StageChange.Cause.MOVED,
        happened_on=on,
        happened_at=moment,
        seconds_in_previous=stay,
        by_id=actor.pk,
    )


def _settle_win(opportunity: Opportunity, *, is_won: bool, actor: Viewer) -> None:
    """Write the credit of a win and make its buyer a customer; announce the win, or that it was taken back."""
    if is_won:
        set_credits(opportunity, [(opportunity.owner, 10_000)] if opportunity.owner else [], actor=actor)
        if opportunity.account is None and opportunity.contact is not None:
            account = customer_account(opportunity.contact, actor=actor)
            records.change(opportunity, actor, {"account": account}, verb="account_made")
    publish(OpportunityWon(opportunity.pk, opportunity.account_id, is_reopened=not is_won))


def set_credits(opportunity: Opportunity, shares: Sequence[tuple[User, int]], *, actor: Viewer) -> None:
    """State whose the win is, in basis points that add up to 10,000 (or nobody's: a house account)."""
    if shares and sum(bps for _user, bps in shares) != 10_000:
        raise RuleBroken("credit_not_whole")
    before = list(opportunity.credits.values_list("user_id", "share_bps"))
    after = [(user.pk, bps) for user, bps in shares]
    if before == after:
        return
    opportunity.credits.all().delete()
    OpportunityCredit.objects.bulk_create(
        [OpportunityCredit(opportunity=opportunity, user_id=pk, share_bps=bps) for pk, bps in after]
    )
    records.audit("credited", opportunity, actor, {"credits": [before, after]})


def tick_criterion(opportunity: Opportunity, code: str, *, is_met: bool, actor: Viewer) -> None:
    """Tick an exit criterion of the present stage, or take the tick back."""
    require_edit(actor, opportunity)
    met = [c for c in opportunity.criteria_met if c != code] + ([code] if is_met else [])
    records.change(opportunity, actor, {"criteria_met": met})


def assign_opportunity(
    opportunity: Opportunity, owner: User | None, *, actor: Viewer, batch: Batch | None = None
) -> None:
    """Hand a deal to someone else; past wins stay credited as they were."""
    require(actor, ASSIGN, opportunity)
    change_owner(opportunity, owner, actor=actor, batch=batch)


def link_order(opportunity: Opportunity, order: Any, *, actor: Viewer) -> OpportunityOrder:
    """State that a deal and an order are one sale."""
    require_edit(actor, opportunity)
    found = OpportunityOrder.objects.filter(opportunity=opportunity, order=order).first()
    return found or records.create(OpportunityOrder(opportunity=opportunity, order=order), actor)


def trash_opportunity(opportunity: Opportunity, *, actor: Viewer) -> None:
    require_edit(actor, opportunity)
    records.trash(opportunity, actor)


def restore_opportunity(opportunity: Opportunity, *, actor: Viewer) -> None:
    require_edit(actor, opportunity)
    records.restore(opportunity, actor)


def add_pipeline(code: str, name: Any, *, actor: Viewer, stages: Sequence[NewStage] = ()) -> Pipeline:
    """Add a pipeline with these stages; without any a first, a won and a lost one, so that it can be used at once."""
    require(actor, SETUP)
    if Pipeline.objects.filter(code=code).exists():
        raise RuleBroken("code_taken", code=code)
    with transaction.atomic():
        pipeline = records.create(Pipeline(code=code, name=name, position=Pipeline.objects.count()), actor)
        for stage in stages or [stage for stage in DEFAULT_STAGES if stage[0] in {"new", "won", "lost"}]:
            _make_stage(pipeline, *stage)
    return pipeline


def add_stage(pipeline: Pipeline, name: Any, *, kind: str = StageKind.OPEN, actor: Viewer, **columns: Any) -> Stage:
    """Add a stage before the closed ones of its pipeline. Refuses a name that the pipeline has."""
    require(actor, SETUP)
    plain = name.get("en", "") if isinstance(name, dict) else str(name)
    if pipeline.stages.filter(name_key=name_key(plain)).exists():
        raise RuleBroken("name_taken", name=plain)
    stage = Stage(
        pipeline=pipeline,
        code=name_key(plain).replace(" ", "_")[:64],
        name=name,
        name_key=name_key(plain),
        kind=kind,
        position=last_position(pipeline) + 1,
        **columns,
    )
    with transaction.atomic():
        records.create(stage, actor)
        order_stages(pipeline)
    return stage


def order_stages(pipeline: Pipeline) -> None:
    """Number a pipeline's stages anew: open ones in their order, then won, then lost."""
    rank = {StageKind.OPEN: 0, StageKind.WON: 1, StageKind.LOST: 2}
    stages = sorted(pipeline.stages.all(), key=lambda s: (rank[StageKind(s.kind)], s.position, s.pk))
    for place, stage in enumerate(stages, 1):
        if stage.position != place:
            Stage.objects.filter(pk=stage.pk).update(position=place)


def change_stage(stage: Stage, values: dict[str, Any], *, actor: Viewer) -> None:
    """Change a stage's name, chance, stale days, card limit or exit criteria; its kind only while it is unused."""
    require(actor, SETUP)
    if values.get("kind", stage.kind) != stage.kind and stage.opportunities.exists():
        raise RuleBroken("stage_in_use")
    with transaction.atomic():
        records.change(stage, actor, values)
        order_stages(stage.pipeline)


def shift_stage(stage: Stage, by: int, *, actor: Viewer) -> None:
    """Move a stage one place to the front (-1) or to the back (+1) among the stages of its kind."""
    require(actor, SETUP)
    same = list(stage.pipeline.stages.filter(kind=stage.kind).order_by("position", "pk"))
    here = next(place for place, other in enumerate(same) if other.pk == stage.pk)
    if not 0 <= here + by < len(same):
        return
    other = same[here + by]
    with transaction.atomic():
        first, second = stage.position, other.position
        records.change(stage, actor, {"position": second})
        records.change(other, actor, {"position": first})
        order_stages(stage.pipeline)


def rename_pipeline(pipeline: Pipeline, name: Any, *, actor: Viewer) -> None:
    require(actor, SETUP)
    records.change(pipeline, actor, {"name": name})


def bulk_assign(opportunity: Opportunity, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "assign" over a selection; `value` is the id of the new owner."""
    assign_opportunity(opportunity, User.objects.get(pk=int(value)) if value else None, actor=actor, batch=batch)


def bulk_stage(opportunity: Opportunity, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "move" over a selection; `value` is the id of an open stage. Closing has its own doors."""
    require_edit(actor, opportunity)
    stage = Stage.objects.get(pk=int(value))
    if stage.kind != StageKind.OPEN or opportunity.stage_kind != StageKind.OPEN:
        raise RuleBroken("reopen_first")
    before = opportunity.stage
    if before.pk == stage.pk:
        return
    _refuse(opportunity, stage, None)
    moment = timezone.now()
    day = workspace_day(moment)
    values = _standing(opportunity, stage, day, moment, None, "")
    records.change(opportunity, actor, values, verb="moved", batch=batch)
    records.journal_created(batch, _record_move(opportunity, before, stage, moment, actor, on=day))


def bulk_trash(opportunity: Opportunity, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "delete" over a selection."""
    del value
    require_edit(actor, opportunity)
    records.change(opportunity, actor, {"deleted_at": timezone.now()}, verb="trashed", batch=batch)


DEFAULT_STAGES: Sequence[NewStage] = (
    ("new", {"en": "New", "ms": "Baharu"}, "open", 1000, 7),
    ("qualified", {"en": "Qualified", "ms": "Layak"}, "open", 3000, 10),
    ("quote_sent", {"en": "Quote sent", "ms": "Sebut harga dihantar"}, "open", 4500, 14),
    ("negotiation", {"en": "Negotiation", "ms": "Rundingan"}, "open", 6000, 14),
    ("verbal_yes", {"en": "Verbal yes", "ms": "Setuju lisan"}, "open", 9000, 10),
    ("won", {"en": "Won", "ms": "Berjaya"}, "won", 10_000, None),
    ("lost", {"en": "Lost", "ms": "Tak jadi"}, "lost", 0, None),
)
DEFAULT_REASONS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "price": ({"en": "Price", "ms": "Harga"}, "normal"),
    "competitor": ({"en": "Bought elsewhere", "ms": "Beli dengan pesaing"}, "normal"),
    "slow_reply": ({"en": "We answered too late", "ms": "Kita lambat balas"}, "normal"),
    "no_answer": ({"en": "No answer", "ms": "Tiada jawapan"}, "normal"),
    "no_budget": ({"en": "No budget", "ms": "Tiada bajet"}, "normal"),
    "no_stock": ({"en": "Out of stock", "ms": "Tiada stok"}, "normal"),
    "invalid": ({"en": "Not a real enquiry", "ms": "Bukan pertanyaan sebenar"}, "invalid"),
    "duplicate": ({"en": "Duplicate", "ms": "Rekod pendua"}, "duplicate"),
}


def _make_stage(
    pipeline: Pipeline, code: str, name: Mapping[str, str], kind: str, bps: int | None, stale: int | None
) -> Stage:
    return Stage.objects.create(
        pipeline=pipeline,
        code=code,
        name=dict(name),
        name_key=name_key(name["en"]),
        kind=kind,
        position=last_position(pipeline) + 1,
        probability_bps=bps,
        stale_days=stale,
    )


def make_default_pipeline() -> None:
    """Give a new home one pipeline and the usual reasons for losing; does nothing once there is a pipeline."""
    if Pipeline.objects.exists():
        return
    pipeline = Pipeline.objects.create(code="sales", name={"en": "Sales", "ms": "Jualan"}, is_default=True)
    for stage in DEFAULT_STAGES:
        _make_stage(pipeline, *stage)
    for position, (code, (name, kind)) in enumerate(DEFAULT_REASONS.items()):
        LostReason.objects.create(
            code=code, name=dict(name), name_key=name_key(name["en"]), kind=kind, position=position
        )


def take_ready_pipeline(ready: ReadyPipeline, *, actor: Viewer) -> Pipeline:
    """Make a ready pipeline with its stages; the second time it is there already and nothing happens."""
    require(actor, SETUP)
    there = Pipeline.objects.filter(code=ready.code).first()
    return there or add_pipeline(ready.code, dict(ready.name), actor=actor, stages=ready.stages)
