"""The figures of deals again, from raw rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from jualan.metrics.prove.business import Business, Pair, ratio
from jualan.metrics.prove.raw import day, half_away, middle, rows

_NOT_RATED = {"invalid", "duplicate"}


def win_rate(b: Business, start: dt.date, end: dt.date) -> Pair:
    closed = [
        d for d in b.deals
        if d["kind"] != "open" and d["closed"] and start <= d["closed"] <= end and d["reason"] not in _NOT_RATED
    ]  # fmt: skip
    return ratio(sum(d["kind"] == "won" for d in closed), len(closed))


def win_rate_cohort(b: Business, start: dt.date, end: dt.date) -> Pair:
    opened = [d for d in b.deals if d["opened"] and start <= d["opened"] <= end and d["reason"] not in _NOT_RATED]
    return ratio(sum(d["kind"] == "won" for d in opened), len(opened))


def _days_to_win(b: Business, start: dt.date, end: dt.date, begun: Mapping[int, dt.date | None]) -> list[int]:
    won = [d for d in b.deals if d["kind"] == "won" and d["closed"] and start <= d["closed"] <= end]
    spans = [(d["closed"], begun.get(d["id"])) for d in won]
    return [(closed - opened).days for closed, opened in spans if opened and opened <= closed]


def sales_cycle_days(b: Business, start: dt.date, end: dt.date) -> Pair:
    return middle(_days_to_win(b, start, end, {d["id"]: d["opened"] for d in b.deals})), None


def lead_to_won_days(b: Business, start: dt.date, end: dt.date) -> Pair:
    sql = "SELECT c.opportunity_id, l.opened_on FROM leads_leadconversion c JOIN leads_lead l ON l.id = c.lead_id ORDER BY c.id DESC"
    return middle(_days_to_win(b, start, end, {pk: day(on) for pk, on in rows(sql)})), None


def pipeline_value(b: Business, start: dt.date, end: dt.date) -> Pair:
    del start
    return Fraction(sum(_worth(d) or 0 for d in _open(b, end))), None


def weighted_pipeline(b: Business, start: dt.date, end: dt.date) -> Pair:
    del start
    rated = [d for d in _open(b, end) if d["chance"] is not None]
    return Fraction(sum(half_away(Fraction((_worth(d) or 0) * d["chance"], 10_000)) for d in rated)), None


def _open(b: Business, end: dt.date) -> list[dict[str, Any]]:
    return [d for d in b.deals if d["kind"] == "open" and (d["expected"] is None or d["expected"] <= end)]


def _worth(deal: Mapping[str, Any]) -> int | None:
    found: int | None = deal["base"] if deal["amount"] is not None else deal["estimate"]
    return found


def stage_conversion(b: Business, start: dt.date, end: dt.date) -> Pair:
    """Of the open stages that deals entered in the period: how many were gone beyond, to a later open stage or a win."""
    above = below = 0
    for d in b.deals:
        changes = b.changes.get(d["id"], [])
        if all(change["is_imported"] for change in changes):
            is_in = d["opened"] is None or start <= d["opened"] <= end
            below += is_in
            above += is_in and d["kind"] == "won"
            continue
        seen = set()
        for place, change in enumerate(changes):
            stage, on = change["stage"], change["on"]
            if b.stages[stage][0] == "open" and stage not in seen and on and start <= on <= end:
                seen.add(stage)
                below += 1
                above += any(_beyond(b, stage, later["stage"]) for later in changes[place + 1 :])
    return ratio(above, below)


def _beyond(b: Business, stage: int, other: int) -> bool:
    kind, place = b.stages[other]
    return kind == "won" or (kind == "open" and place > b.stages[stage][1])


def time_in_stage(b: Business, start: dt.date, end: dt.date) -> Pair:
    """Whole days of all stays of known length in stages that deals have left, the last time in the period."""
    return middle([days for d in b.deals for left, days in _stays(b, d["id"]) if left and start <= left <= end]), None


def _stays(b: Business, deal: int) -> Iterator[tuple[dt.date | None, int]]:
    """Yield (day left, whole days) of each open stage that a deal was in and is in no more."""
    seconds: dict[int, int] = defaultdict(int)
    left: dict[int, dt.date | None] = {}
    changes = b.changes.get(deal, [])
    for entry, exit_ in pairwise(changes):
        if b.stages[entry["stage"]][0] == "open" and entry["at"] and exit_["at"]:
            seconds[entry["stage"]] += max(0, int((exit_["at"] - entry["at"]).total_seconds()))
            left[entry["stage"]] = exit_["on"]
    for stage, spent in seconds.items():
        if stage != changes[-1]["stage"]:
            yield left[stage], spent // 86_400
