"""The one dashboard: figures of a period beside the equal period before, a trend, a funnel, and tables by group."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from jualan.core.errors import RuleBroken
from jualan.metrics.catalogue import answer, kpi, offered
from jualan.metrics.queries.asking import Asked
from jualan.metrics.rules import Group, Result, add_months, previous_period

HEADLINES = ("revenue", "money_received", "weighted_pipeline")
FIGURES = (
    "win_rate",
    "sales_cycle_days",
    "lead_conversion",
    "response_time",
    "aov",
    "repeat_rate",
    "churn_inactive",
    "cac",
)
COLUMNS = ("revenue", "win_rate", "sales_cycle_days")
REP_COLUMNS = ("revenue", "win_rate", "sales_cycle_days", "response_time")


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with what it was in the equal period before, as a change (a ratio) where both can be told."""

    result: Result
    label: Any
    url: str
    change: Fraction | None


@dataclass(frozen=True, slots=True)
class TableRow:
    label: str
    cells: Sequence[tuple[Result, Group | None, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel: how many reached it, and its share of the first."""

    code: str
    count: int
    share: Fraction
    lost: int
    url: str


def url_of(asked: Asked, **more: str) -> str:
    """Return the address of the panel that opens this number."""
    pairs: list[tuple[str, str]] = [("from", asked.start.isoformat()), ("to", asked.end.isoformat())]
    pairs += [("where", f"{field}={value}") for field, values in asked.where.items() for value in values]
    pairs += [("stage", asked.stage)] if asked.stage else []
    return f"{reverse('metrics:kpi-detail', args=[asked.code])}?{urlencode([*pairs, *more.items()])}"


def tile(asked: Asked) -> Tile:
    """Return a figure and its change against the equal period before."""
    now = answer(asked)
    start, end = previous_period(asked.start, asked.end) if asked.end < asked.cut.day else _same_days_before(asked)
    before = answer(replace(asked, start=start, end=end)).whole.value
    return Tile(now, kpi(asked.code).label, url_of(asked), change(now.whole.value, before))


def _same_days_before(asked: Asked) -> tuple[dt.date, dt.date]:
    """A running month is held against the same days of the last."""
    end = min(asked.end, asked.cut.day)
    month_end = add_months(asked.start, 1) - dt.timedelta(days=1)
    if asked.start.day == 1 and end <= month_end:
        return add_months(asked.start, -1), add_months(end, -1)
    return previous_period(asked.start, end)


def change(now: int | Fraction | None, before: int | Fraction | None) -> Fraction | None:
    """Return (now − before) ÷ before; None where either is unknown or the base is nothing."""
    if now is None or not before:
        return None
    return Fraction(now - before) / abs(Fraction(before))


def tiles(asked: Asked, codes: Sequence[str]) -> list[Tile]:
    """Return the tiles of the KPIs that this person may see and that take the page's filters."""
    known = {entry.code for entry in offered(asked.viewer)}
    found = []
    for code in codes:
        if code in known and set(asked.where) <= set(kpi(code).fields):
            found.append(tile(replace(asked, code=code)))
    return found


def table(asked: Asked, dimension: str, codes: Sequence[str]) -> tuple[list[TableRow], list[tuple[Result, Group, str]]]:
    """Return one row a group over several KPIs, and the row of totals; each cell with the address that opens it."""
    codes = [c for c in codes if dimension in kpi(c).dimensions and set(asked.where) <= set(kpi(c).fields)]
    results = [answer(replace(asked, code=code, by=dimension)) for code in codes]
    labels = {group.key: group.label for result in results for group in result.groups}
    rows = []
    for key, label in sorted(labels.items(), key=lambda item: (item[0] is None, item[1].casefold())):
        cells = [_cell(asked, result, dimension, key) for result in results]
        rows.append(TableRow(label, cells))
    totals = [(result, result.whole, url_of(replace(asked, code=result.code))) for result in results]
    return rows, totals


def _cell(asked: Asked, result: Result, dimension: str, key: str | None) -> tuple[Result, Group | None, str]:
    group = next((g for g in result.groups if g.key == key), None)
    where = {**asked.where, dimension: (key or "",)}
    return result, group, url_of(replace(asked, code=result.code, where=where)) if group else ""


def funnel(asked: Asked) -> list[Step]:
    """Return leads opened in the period → qualified → made a deal → customers, each of the cohort."""
    if set(asked.where) - set(kpi("lead_conversion").fields):
        return []
    base = replace(asked, code="lead_conversion")
    whole = answer(base).whole
    opened = _count(whole.denominator)
    counts = [("opened", opened, base)]
    for stage in ("qualified", "opportunity"):
        one = replace(base, stage=stage)
        counts.append((stage, _count(answer(one).whole.numerator), one))
    counts.append(("customer", _count(whole.numerator), base))
    steps, previous = [], opened
    for code, count, question in counts:
        share = Fraction(count, opened) if opened else Fraction(0)
        steps.append(Step(code, count, share, previous - count, url_of(question)))
        previous = count
    return steps


def _count(value: Any) -> int:
    """Return a count; nothing counts as none."""
    return value if isinstance(value, int) else 0


def trend(asked: Asked) -> tuple[list[dt.date], list[int], list[int]]:
    """Return the days of the period and revenue added up day by day, now and in the equal period before."""
    asked = replace(asked, code="revenue")
    if set(asked.where) - set(kpi("revenue").fields):
        raise RuleBroken("unknown_field", field=", ".join(asked.where), known=kpi("revenue").fields)
    start, end = _same_days_before(asked) if asked.end >= asked.cut.day else previous_period(asked.start, asked.end)
    days = [asked.start + dt.timedelta(days=n) for n in range((min(asked.end, asked.cut.day) - asked.start).days + 1)]
    before = [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]
    now_line = _running(replace(asked, by="day"), days)
    return days, now_line, _running(replace(asked, by="day", start=start, end=end), before)


def _running(asked: Asked, days: Sequence[dt.date]) -> list[int]:
    amounts: Mapping[str | None, Any] = {group.key: group.value for group in answer(asked).groups}
    total, line = 0, []
    for day in days:
        total += int(amounts.get(day.isoformat()) or 0)
        line.append(total)
    return line
