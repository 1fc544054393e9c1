"""Leads as they stood at a moment, with their conversion."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jualan.leads.models import Lead, LeadConversion, LeadStatusChange
from jualan.metrics.queries.asking import Asked, read_once
from jualan.metrics.queries.deals import deals
from jualan.metrics.queries.dimensions import Book
from jualan.metrics.queries.sales import sales
from jualan.metrics.rules import Ties
from jualan.people.policy import SYSTEM, visible

CONVERSION_DAYS = 180
"""A counted order of the account within so many days of a lead's opening is that lead's conversion."""

_LEFT_OUT = frozenset({"spam", "test", "duplicate"})


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a lead became a paying customer: `basis` deal, order or declared; the day may be unknown when declared."""

    basis: str
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """One lead at the cut. `reason` says why it counts nowhere ('' = it counts)."""

    id: int
    reason: str
    opened_on: dt.date | None
    owner: int | None
    account: int | None
    source: int | None
    campaign: int | None
    custom: Mapping[str, Any]
    conversion: Conversion | None
    qualified_on: dt.date | None
    is_qualified: bool
    deal_on: dt.date | None
    has_deal: bool
    arrived_at: dt.datetime | None
    replied_at: dt.datetime | None
    reply_minutes: int | None
    reply_due_at: dt.datetime | None
    clock_state: str

    def ties(self, day: dt.date | None) -> Ties:
        return Ties(day=day, owner=self.owner, account=self.account, source=self.source, campaign=self.campaign, custom=self.custom)  # fmt: skip


_FIELDS = (
    "pk",
    "opened_on",
    "first_owner_id",
    "account_id",
    "contact__account_id",
    "source_id",
    "campaign_id",
    "custom",
    "status_kind",
    "is_declared",
    "declared_on",
    "qualified_on",
    "disqualify_reason__kind",
    "deleted_at",
    "created_at",
    "arrived_at",
    "replied_at",
    "reply_minutes",
    "reply_due_at",
    "clock_state",
)


@read_once
def leads(asked: Asked, book: Book) -> list[LeadFacts]:
    """Return every visible lead that had been opened and was known at the cut."""
    del book
    rows = list(visible(asked.viewer, Lead, with_trash=True).values_list(*_FIELDS).iterator(5000))
    wins = _wins(asked)
    ordered = _orders_of_leads(asked, rows)
    deal_days = _deal_days(asked)
    statuses = None if asked.cut.is_now else _statuses(asked)
    found = []
    for row in rows:
        pk, opened, owner, account, contact_account, source, campaign, custom, status = row[:9]
        declared, declared_on, qualified_on, reason_kind, deleted, created, arrived, replied = row[9:17]
        minutes, due, state = row[17:]
        if not asked.cut.was_known(created) or not asked.cut.has_happened(opened, arrived):
            continue
        status = statuses.get(pk, status) if statuses is not None else status
        conversion = wins.get(pk) or ordered.get(pk)
        if conversion is None and declared:
            day = declared_on or opened
            conversion = Conversion("declared", day) if asked.cut.has_happened(day) else None
        answered = replied is not None and asked.cut.has_happened(None, replied)
        found.append(
            LeadFacts(
                id=pk,
                reason="trashed"
                if deleted
                else reason_kind
                if status == "disqualified" and reason_kind in _LEFT_OUT
                else "",
                opened_on=opened,
                owner=owner,
                account=account or contact_account,
                source=source,
                campaign=campaign,
                custom=custom,
                conversion=conversion,
                qualified_on=qualified_on,
                is_qualified=_is_qualified(asked, status, qualified_on, conversion, pk in deal_days),
                deal_on=deal_days.get(pk),
                has_deal=pk in deal_days,
                arrived_at=arrived,
                replied_at=replied if answered else None,
                reply_minutes=minutes if answered else None,
                reply_due_at=due,
                clock_state=state,
            )
        )
    return found


def _is_qualified(
    asked: Asked, status: str, qualified_on: dt.date | None, conversion: Conversion | None, has_deal: bool
) -> bool:
    if qualified_on is not None:
        return asked.cut.has_happened(qualified_on)
    return has_deal or conversion is not None or status in {"qualified", "converted"}


def _wins(asked: Asked) -> dict[int, Conversion]:
    """Return the first won deal of each lead, as at the cut."""
    everything = Asked("", dt.date.min, dt.date.max, SYSTEM, cut=asked.cut)
    won = {d.id: d.closed_on for d in deals(everything, Book()) if d.kind == "won" and not d.is_trashed}
    found: dict[int, Conversion] = {}
    for lead, deal in LeadConversion.objects.order_by("pk").values_list("lead_id", "opportunity_id"):
        if deal in won:
            day = won[deal]
            before = found.get(lead)
            if before is None or (day is not None and (before.day is None or day < before.day)):
                found[lead] = Conversion("deal", day)
    return found


def _deal_days(asked: Asked) -> dict[int, dt.date | None]:
    """Return when each lead was made an opportunity, as at the cut."""
    rows = LeadConversion.objects.order_by("-pk").values_list("lead_id", "happened_on", "created_at")
    return {lead: day for lead, day, recorded in rows if asked.cut.has_happened(day) and asked.cut.was_known(recorded)}


def _orders_of_leads(asked: Asked, rows: list[tuple[Any, ...]]) -> dict[int, Conversion]:
    """Return the first counted order within 180 days of opening, credited to the latest such lead of the account only."""
    opened: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    for row in rows:
        account = row[3] or row[4]
        if account and row[1] and row[13] is None:
            opened[account].append((row[1], row[0]))
    if not opened:
        return {}
    everything = Asked("", dt.date.min, dt.date.max, SYSTEM, cut=asked.cut)
    found: dict[int, Conversion] = {}
    counted = [s for s in sales(everything).values() if not s.reason and s.account in opened and s.day]
    for sale in sorted(counted, key=lambda s: (s.day, s.id)):
        day = sale.day or dt.date.min
        before = [item for item in opened[sale.account or 0] if 0 <= (day - item[0]).days <= CONVERSION_DAYS]
        if before:
            found.setdefault(max(before)[1], Conversion("order", day))
    return found


def _statuses(asked: Asked) -> dict[int, str]:
    """Return the kind of status each lead had at the cut."""
    fields = ("lead_id", "to_status__kind", "happened_on", "happened_at", "recorded_at")
    found: dict[int, str] = {}
    for lead, kind, on, at, recorded in LeadStatusChange.objects.order_by("pk").values_list(*fields).iterator(5000):
        if asked.cut.has_happened(on, at) and asked.cut.was_known(recorded):
            found[lead] = kind
    return found
