"""What a KPI is made of: facts that count or are left out with a reason, and one way of adding them up.

Every KPI entry turns records into facts; the value, each group, the rows and the rows left out all come from the same
facts, so a number and what stands behind it cannot differ.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from statistics import quantiles
from typing import Any

from jualan.core.money import decimal_text

PERIODS = frozenset({"day", "week", "month", "quarter", "year"})


class Unit(StrEnum):
    MONEY = "money"
    RATIO = "ratio"
    DAYS = "days"
    MINUTES = "minutes"
    MONTHS = "months"
    COUNT = "count"


class Shape(StrEnum):
    """How facts become a value: their sum, numerator ÷ denominator, or the median of their measures."""

    SUM = "sum"
    RATIO = "ratio"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Ties:
    """What a fact belongs to, from which every dimension is read. Ids of records, or None."""

    day: dt.date | None = None
    owner: int | None = None
    account: int | None = None
    product: int | None = None
    source: int | None = None
    channel: int | None = None
    campaign: int | None = None
    stage: int | None = None
    stage_label: str = ""
    pipeline: int | None = None
    currency: str = ""
    country: str = ""
    team: int | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One record's part in a KPI. With a `reason` it is left out and has no part. Money in base minor units."""

    kind: str
    id: int
    ties: Ties
    numerator: int = 0
    denominator: int = 0
    measure: int | None = None
    reason: str = ""
    also: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of `--by`, or the whole. `value` is exact: an int, a Fraction, or None for nothing to divide by."""

    value: int | Fraction | None
    numerator: "int | Fraction | Money | None"
    denominator: "int | Money | None"
    rows: int
    also: Mapping[str, Any]
    key: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one question: the whole, its groups, and every fact behind it."""

    code: str
    unit: Unit
    shape: Shape
    currency: str
    whole: Group
    groups: tuple[Group, ...]
    facts: tuple[Fact, ...]
    left_out: Mapping[str, int]


Also = Callable[[Sequence[Fact]], Mapping[str, Any]]


def add_up(
    facts: Sequence[Fact], shape: Shape, *, also: Also | None = None, key: str | None = None, label: str = ""
) -> Group:
    """Return the figure of counted facts."""
    rows = len({(fact.kind, fact.id) for fact in facts})
    beside = dict(also(facts)) if also else {}
    if shape is Shape.MEDIAN:
        measures = sorted(fact.measure for fact in facts if fact.measure is not None)
        return Group(median(measures), None, None, rows, spread(measures) | beside, key, label)
    numerator = sum(fact.numerator for fact in facts)
    if shape is Shape.SUM:
        return Group(numerator, numerator, None, rows, beside, key, label)
    denominator = sum(fact.denominator for fact in facts)
    value = Fraction(numerator, denominator) if denominator else None
    return Group(value, numerator, denominator, rows, beside, key, label)


def median(measures: Sequence[int]) -> Fraction | None:
    """Return the middle of sorted measures, or the mean of the two in the middle."""
    if not measures:
        return None
    middle = len(measures) // 2
    if len(measures) % 2:
        return Fraction(measures[middle])
    return Fraction(measures[middle - 1] + measures[middle], 2)


def spread(measures: Sequence[int]) -> dict[str, Fraction | None]:
    """Return what stands beside every median: mean, p25, p75 and p90 (linear between neighbours)."""
    if not measures:
        return {"mean": None, "p25": None, "p75": None, "p90": None}
    found: dict[str, Fraction | None] = {"mean": Fraction(sum(measures), len(measures))}
    return found | {f"p{part}": percentile(measures, part) for part in (25, 75, 90)}


def percentile(measures: Sequence[int], part: int) -> Fraction:
    """Return a percentile of sorted measures, linear between neighbours."""
    if len(measures) == 1:
        return Fraction(measures[0])
    return Fraction(quantiles([Fraction(m) for m in measures], n=100, method="inclusive")[part - 1])


def count_left_out(facts: Iterable[Fact]) -> dict[str, int]:
    """Return how many records each reason leaves out, most first."""
    records: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for fact in facts:
        if fact.reason:
            records[fact.reason].add((fact.kind, fact.id))
    return dict(sorted(((r, len(ids)) for r, ids in records.items()), key=lambda item: (-item[1], item[0])))


def period_key(day: dt.date, dimension: str) -> str:
    """Return the key of the period a day lies in: 2017-03, 2017-W05, 2017-Q1, 2017."""
    if dimension == "day":
        return day.isoformat()
    if dimension == "week":
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02d}"
    if dimension == "month":
        return f"{day:%Y-%m}"
    if dimension == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return str(day.year)


def previous_period(start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """Return the equal period before: as many whole months where the period is whole months, else as many days."""
    if months := whole_months(start, end):
        return add_months(start, -months), start - dt.timedelta(days=1)
    length = (end - start).days + 1
    return start - dt.timedelta(days=length), start - dt.timedelta(days=1)


def whole_months(start: dt.date, end: dt.date) -> int:
    """Return how many whole calendar months a period is; 0 when it is none."""
    if start.day != 1 or (end + dt.timedelta(days=1)).day != 1 or end < start:
        return 0
    after = end + dt.timedelta(days=1)
    return (after.year - start.year) * 12 + after.month - start.month


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of another month, cut to that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def presets(today: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """Return the periods people ask for most."""
    first = today.replace(day=1)
    quarter = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return {
        "month": (first, today),
        "last_month": (add_months(first, -1), first - dt.timedelta(days=1)),
        "quarter": (quarter, today),
        "year": (dt.date(today.year, 1, 1), today),
        "last_12_months": (add_months(first, -12), first - dt.timedelta(days=1)),
    }


def pro_rata(amount: int, month: dt.date, start: dt.date, end: dt.date) -> Fraction:
    """Return the part of a month's amount that falls into a period, by days."""
    last = add_months(month, 1) - dt.timedelta(days=1)
    days = (min(last, end) - max(month, start)).days + 1
    return Fraction(amount * max(0, days), (last - month).days + 1)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of the base currency beside a value; minor units, perhaps a fraction of one."""

    minor: int | Fraction


def as_json(result: Result) -> dict[str, Any]:
    """Return the JSON of one result, as docs/reference/command-line.md lays down."""
    return {
        "code": result.code,
        **_group_json(result, result.whole),
        "unit": result.unit.value,
        "left_out": [{"reason": reason, "rows": rows} for reason, rows in result.left_out.items()],
        "by": [{"key": group.key, "label": group.label, **_group_json(result, group)} for group in result.groups],
    }


def _group_json(result: Result, group: Group) -> dict[str, Any]:
    return {
        "value": _plain(as_unit(result, group.value), result.currency),
        "numerator": _plain(as_unit(result, group.numerator), result.currency),
        "denominator": _plain(group.denominator, result.currency),
        "rows": group.rows,
        "also": {name: _plain(value, result.currency) for name, value in group.also.items()},
    }


def as_unit(result: Result, value: Any) -> Any:
    """Return a value or numerator as money where the result is money."""
    return Money(value) if result.unit is Unit.MONEY and isinstance(value, int | Fraction) else value


def _plain(value: Any, currency: str) -> Any:
    """Return a value as JSON holds it: money as a decimal string with its currency, fractions as numbers."""
    if isinstance(value, Money):
        return {"amount": _amount(value.minor, currency), "currency": currency}
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    if isinstance(value, Mapping):
        return {name: _plain(part, currency) for name, part in value.items()}
    return value


def _amount(minor: int | Fraction, currency: str) -> str:
    """Return whole minor units at the currency's own decimals, a quotient of money at four."""
    if isinstance(minor, int):
        return decimal_text(minor, currency)
    scaled = minor * 10**4 / 10 ** len(decimal_text(1, currency).partition(".")[2])
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += rest * 2 >= scaled.denominator
    sign = "-" if minor < 0 and whole else ""
    return f"{sign}{whole // 10**4}.{whole % 10**4:04d}"
