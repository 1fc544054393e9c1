"""The figures of leads again, from raw rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from jualan.metrics.prove.business import Business, Pair, ratio
from jualan.metrics.prove.raw import middle, rows

_CREDIT_DAYS = 180


def _opened(b: Business, start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    return [d for d in b.leads if not d["is_out"] and d["opened"] and start <= d["opened"] <= end]


def lead_conversion(b: Business, start: dt.date, end: dt.date) -> Pair:
    sold, opened = _converted(b), _opened(b, start, end)
    return ratio(sum(lead["id"] in sold for lead in opened), len(opened))


def lead_conversion_period(b: Business, start: dt.date, end: dt.date) -> Pair:
    counting = {lead["id"] for lead in b.leads if not lead["is_out"] and not _is_to_come(b, lead)}
    days = [on for pk, on in _converted(b).items() if pk in counting]
    return ratio(sum(on is not None and start <= on <= end for on in days), len(_opened(b, start, end)))


def _is_to_come(b: Business, lead: Mapping[str, Any]) -> bool:
    return lead["opened"] is not None and lead["opened"] > b.here.today


def _converted(b: Business) -> dict[int, dt.date | None]:
    """Return the leads that became paying customers, with the day: by a won deal, else an order, else a file's word."""
    stated = {lead["id"]: lead["declared"] for lead in b.leads if lead["is_declared"]}
    found = {pk: on for pk, on in stated.items() if on is None or on <= b.here.today}
    return found | _ordered(b) | _won(b)


def _won(b: Business) -> dict[int, dt.date | None]:
    closed = {d["id"]: d["closed"] for d in b.deals if d["kind"] == "won"}
    days: dict[int, list[dt.date]] = defaultdict(list)
    for lead, deal in rows("SELECT lead_id, opportunity_id FROM leads_leadconversion"):
        if deal in closed:
            days[lead] += [closed[deal]] if closed[deal] else []
    return {lead: min(known, default=None) for lead, known in days.items()}


def _ordered(b: Business) -> dict[int, dt.date | None]:
    """Return the first counted order of each lead's account that is credited to it: the latest lead within 180 days."""
    opened: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    for lead in b.leads:
        if lead["opened"] and lead["account"]:
            opened[lead["account"]].append((lead["opened"], lead["id"]))
    found: dict[int, dt.date | None] = {}
    for account in opened.keys() & b.order_days.keys():
        for placed in sorted(b.order_days[account]):
            before = [item for item in opened[account] if 0 <= (placed - item[0]).days <= _CREDIT_DAYS]
            if before:
                found.setdefault(max(before)[1], placed)
    return found


def response_time(b: Business, start: dt.date, end: dt.date) -> Pair:
    """Working minutes from arrival to reply, counted anew; leads that wait have none."""
    now = dt.datetime.now(dt.UTC)
    answered = [
        lead for lead in _opened(b, start, end) if lead["arrived"] and lead["replied"] and lead["replied"] <= now
    ]
    minutes = [b.clocks.minutes(lead["id"], lead["state"], lead["arrived"], lead["replied"]) for lead in answered]
    return middle(minutes), None
