"""Deals as they stood at a moment."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jualan.metrics.queries.asking import Asked, Cut, read_once
from jualan.metrics.queries.dimensions import Book
from jualan.metrics.rules import Ties
from jualan.people.policy import visible
from jualan.pipeline.models import Opportunity, OpportunityCredit, Stage, StageChange


@dataclass(frozen=True, slots=True)
class Deal:
    """One deal at the cut. `stage` None = open, but where is not known. Money in base minor units."""

    id: int
    kind: str
    stage: int | None
    pipeline: int
    opened_on: dt.date | None
    closed_on: dt.date | None
    expected_on: dt.date | None
    base_minor: int | None
    estimate_minor: int | None
    has_amount: bool
    owner: int | None
    account: int | None
    product: int | None
    source: int | None
    currency: str
    lost_kind: str
    custom: Mapping[str, Any]
    is_trashed: bool

    def ties(self, day: dt.date | None, owner: int | None = None, **more: Any) -> Ties:
        """Return what the deal belongs to on a day of its life."""
        facts = {
            "day": day,
            "owner": owner or self.owner,
            "account": self.account,
            "product": self.product,
            "source": self.source,
            "stage": self.stage,
            "pipeline": self.pipeline,
            "currency": self.currency,
            "custom": self.custom,
        }
        return Ties(**{**facts, **more})


_FIELDS = (
    "pk",
    "stage_kind",
    "stage_id",
    "pipeline_id",
    "opened_on",
    "closed_on",
    "expected_close_on",
    "base_minor",
    "estimate_minor",
    "amount_minor",
    "owner_id",
    "account_id",
    "product_id",
    "source_id",
    "currency",
    "lost_reason__kind",
    "custom",
    "deleted_at",
    "created_at",
    "won_at",
)


@read_once
def deals(asked: Asked, book: Book) -> list[Deal]:
    """Return every visible deal that was known and had begun at the cut; trashed ones marked."""
    rows = visible(asked.viewer, Opportunity, with_trash=True).values_list(*_FIELDS)
    cut = asked.cut
    standing = None if cut.is_now else _standing(cut)
    found = []
    for row in rows.iterator(5000):
        (pk, kind, stage, pipeline, opened, closed, expected, base, estimate, amount, owner) = row[:11]
        account, product, source, currency, lost_kind, custom, deleted, created, won_at = row[11:]
        if not cut.was_known(created) or (opened is not None and opened > cut.day):
            continue
        if standing is not None:
            kind, stage, closed = standing.get(pk, ("open", None, None))
            owner = book.owner_on("opportunity", pk, cut.day, owner)
        elif closed is not None and not cut.has_happened(closed, won_at):
            kind, stage, closed = "open", None, None
        found.append(
            Deal(pk, kind, stage, pipeline, opened, closed, expected, base, estimate, amount is not None, owner,
                 account, product, source, currency, lost_kind or "", custom, deleted is not None)
        )  # fmt: skip
    return found


def _standing(cut: Cut) -> dict[int, tuple[str, int | None, dt.date | None]]:
    """Return kind, stage and closing day of each deal by its last change that had happened and was known."""
    found: dict[int, tuple[str, int | None, dt.date | None]] = {}
    fields = ("opportunity_id", "to_stage_id", "to_stage__kind", "happened_on", "happened_at", "recorded_at")
    for pk, stage, kind, on, at, recorded in StageChange.objects.order_by("pk").values_list(*fields).iterator(5000):
        if cut.has_happened(on, at) and cut.was_known(recorded):
            found[pk] = (kind, stage, on if kind != "open" else None)
    return found


@read_once
def deal_credits() -> Mapping[int, Sequence[tuple[int, int]]]:
    """Return (user, basis points) of each credited win."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, user, bps in OpportunityCredit.objects.order_by("pk").values_list("opportunity_id", "user_id", "share_bps"):
        found[pk].append((user, bps))
    return found


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of a deal in a stage; `left_on` None = still there."""

    stage: int
    entered_on: dt.date | None
    entered_at: dt.datetime | None
    left_at: dt.datetime | None
    next_stage: int | None
    cause: str


@read_once
def stays(asked: Asked) -> dict[int, list[Stay]]:
    """Return every deal's stays in order, as at the cut."""
    changes: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    fields = ("opportunity_id", "to_stage_id", "happened_on", "happened_at", "recorded_at", "cause")
    rows = (
        StageChange.objects.filter(opportunity__in=visible(asked.viewer, Opportunity))
        if not asked.viewer.is_system
        else StageChange.objects.filter(opportunity__deleted_at=None)
    )
    for pk, *change in rows.order_by("pk").values_list(*fields).iterator(5000):
        _stage, on, at, recorded, _cause = change
        if asked.cut.has_happened(on, at) and asked.cut.was_known(recorded):
            changes[pk].append(tuple(change))
    return {pk: _stays(rows) for pk, rows in changes.items()}


def _stays(changes: Sequence[tuple[Any, ...]]) -> list[Stay]:
    found = []
    for place, (stage, on, at, _recorded, cause) in enumerate(changes):
        after = changes[place + 1] if place + 1 < len(changes) else None
        found.append(Stay(stage, on, at, after[2] if after else None, after[0] if after else None, cause))
    return found


def stage_order() -> dict[int, tuple[str, int, int | None]]:
    """Return (kind, position, probability in basis points) of every stage."""
    rows = Stage.objects.values_list("pk", "kind", "position", "probability_bps")
    return {pk: (kind, position, bps) for pk, kind, position, bps in rows}
