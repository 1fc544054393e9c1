"""KPIs of growth and of what a customer costs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from jualan.core.errors import RuleBroken
from jualan.core.money import to_base
from jualan.core.workspace import base_currency
from jualan.metrics.kpis.entry import CUSTOMER, Kpi, with_group
from jualan.metrics.kpis.sales import sales_cycle_days
from jualan.metrics.kpis.store import SALE, WHERE, new_revenue, revenue
from jualan.metrics.models import CostEntry
from jualan.metrics.policy import COSTS
from jualan.metrics.queries.asking import Asked
from jualan.metrics.queries.dimensions import Book
from jualan.metrics.queries.sales import declared_customers, first_sales
from jualan.metrics.rules import Fact, Group, Money, Shape, Ties, Unit, add_months, median, pro_rata, whole_months
from jualan.people.policy import visible
from jualan.pipeline.models import Opportunity
from jualan.store.models import Order


def sales_growth(asked: Asked, book: Book) -> list[Fact]:
    """Revenue of the period above the line as its own, revenue of the months before as `before`."""
    start, end = _before(asked)
    own, earlier = (
        replace(asked, by=_without_time(asked)),
        replace(asked, start=start, end=end, by=_without_time(asked)),
    )
    facts = [_mark(fact, "now", fact.ties) for fact in revenue(own, book)]
    if asked.by == "month":
        return facts + _each_against_its_own(asked, book)
    return facts + [_mark(fact, "before", fact.ties) for fact in revenue(earlier, book) if not fact.reason]


def _without_time(asked: Asked) -> str:
    return "" if asked.by == "month" else asked.by


def _month_end(day: dt.date) -> dt.date:
    return add_months(day.replace(day=1), 1) - dt.timedelta(days=1)


def _before(asked: Asked) -> tuple[dt.date, dt.date]:
    """Return the months before; a period cut at today is held against the same days of the last.

    Raises RuleBroken('whole_months') for a period that is not whole months.
    """
    months = whole_months(asked.start, _month_end(asked.end))
    is_cut = asked.end != _month_end(asked.end)
    if asked.start.day != 1 or not months or (is_cut and asked.end != asked.cut.day):
        raise RuleBroken("whole_months")
    end = add_months(asked.end, -months) if is_cut else asked.start - dt.timedelta(days=1)
    return add_months(asked.start, -months), end


def _each_against_its_own(asked: Asked, book: Book) -> list[Fact]:
    """Return the revenue of each month before, filed under the month it is held against."""
    found = []
    for place in range(whole_months(asked.start, _month_end(asked.end))):
        start = add_months(asked.start, place)
        end = min(_month_end(start), asked.end)
        one = replace(asked, start=start, end=end, by="")
        before = _before(one)
        for fact in revenue(replace(one, start=before[0], end=before[1]), book):
            if not fact.reason:
                found.append(_mark(fact, "before", replace(fact.ties, day=start), is_only_by=True))
    whole = _before(asked)
    for fact in revenue(replace(asked, start=whole[0], end=whole[1], by=""), book):
        if not fact.reason:
            found.append(_mark(fact, "before", replace(fact.ties, day=None), is_only_whole=True))
    return found


def _mark(fact: Fact, part: str, ties: Ties, *, is_only_by: bool = False, is_only_whole: bool = False) -> Fact:
    also = {part: fact.numerator, "is_only_by": is_only_by, "is_only_whole": is_only_whole}
    return replace(fact, ties=ties, also=also)


def grow(asked: Asked, book: Book, group: Group, facts: Sequence[Fact]) -> Group:
    """Return (now − before) ÷ before; only the present period's records are its rows."""
    del book
    skip = "is_only_whole" if group.key is not None and asked.by == "month" else "is_only_by"
    used = [fact for fact in facts if not fact.also.get(skip)]
    now = sum(fact.also.get("now", 0) for fact in used)
    before = sum(fact.also.get("before", 0) for fact in used)
    rows = len({(fact.kind, fact.id) for fact in used if "now" in fact.also})
    also: dict[str, Any] = {"revenue": Money(now), "before": Money(before)}
    if group.key is None:
        also |= _beside(asked, Book(), now)
    value = Fraction(now - before, before) if before else None
    return with_group(
        group, value=value, numerator=Money(now - before), denominator=Money(before), rows=rows, also=also
    )


def _beside(asked: Asked, book: Book, now: int) -> dict[str, Any]:
    """Return growth on the same months a year before, and growth of revenue per working day."""
    own = replace(asked, by="")
    year = replace(own, start=add_months(own.start, -12), end=add_months(own.end, -12))
    if own.end == _month_end(own.end):
        year = replace(year, end=_month_end(year.end))
    last = sum(f.numerator for f in revenue(year, book) if not f.reason and book.passes(f, asked.where))
    return {"year_on_year": Fraction(now - last, last) if last else None}


def cac(asked: Asked, book: Book) -> list[Fact]:
    """Costs of the period above the line, new customers below it. Costs without a channel are shared by a stated key."""
    costs = _costs(asked, asked.start, asked.end)
    lag = _lag(asked, book)
    lagged = _costs(asked, asked.start - dt.timedelta(days=lag), asked.end - dt.timedelta(days=lag))
    found = [_cost_fact(cost, minor, "cost") for cost, minor in costs]
    found += [_cost_fact(cost, minor, "lagged") for cost, minor in lagged]
    return found + _new_customers(asked, book)


_Cost = tuple[int, str, int | None, int | None, str, str]


def _costs(asked: Asked, start: dt.date, end: dt.date) -> list[tuple[_Cost, Fraction]]:
    """Return each cost with its part in a period, in base minor units; (id, kind, channel, team, currency, reason)."""
    base = base_currency()
    fields = ("pk", "month", "kind", "channel_id", "team_id", "amount_minor", "rate_micro", "currency", "created_at")
    rows = visible(asked.viewer, CostEntry).filter(month__lte=end, month__gte=add_months(start.replace(day=1), -1))
    found = []
    for pk, month, kind, channel, team, minor, rate, currency, created in rows.values_list(*fields):
        amount = to_base(minor, rate, currency, base)
        part = pro_rata(amount or 0, month, start, end)
        if asked.cut.was_known(created) and (part or (amount is None and start <= month <= end)):
            found.append(((pk, kind, channel, team, currency, "no_rate" if amount is None else ""), part))
    return found


def _cost_fact(cost: _Cost, minor: Fraction, part: str) -> Fact:
    pk, kind, channel, team, currency, reason = cost
    ties = Ties(channel=channel, team=team, currency=currency)
    return Fact("cost", pk, ties, reason=reason if part == "cost" else "", also={part: minor, "cost_kind": kind})


def _lag(asked: Asked, book: Book) -> int:
    """Return the median cycle, in whole days, of deals won in the period; 0 without any."""
    cycles = sorted(f.measure for f in sales_cycle_days(replace(asked, by="", where={}), book) if f.measure is not None)
    return int(median(cycles) or 0)


def _new_customers(asked: Asked, book: Book) -> list[Fact]:
    """Return one fact a customer whose first sale (or declared day) lies in the period."""
    del book
    firsts = {account: day for account, (day, _kind, _id) in first_sales(asked.cut).items()}
    for account, day in declared_customers().items():
        firsts[account] = min(day, firsts.get(account, day))
    channels = _first_channels(asked)
    return [
        Fact("account", account, Ties(day=day, account=account, channel=channels.get(account)), 0, 1)
        for account, day in firsts.items()
        if asked.covers(day)
    ]


def _first_channels(asked: Asked) -> Mapping[int, int | None]:
    """Return the channel of each account's first sale: its order's, or its deal's source's."""
    firsts = first_sales(asked.cut)
    orders = dict(Order.objects.values_list("pk", "channel_id"))
    deals = dict(Opportunity.objects.values_list("pk", "source__channel_id"))
    return {a: (orders if kind == "order" else deals).get(pk) for a, (_day, kind, pk) in firsts.items()}


def cost_per_customer(asked: Asked, book: Book, group: Group, facts: Sequence[Fact]) -> Group:
    """Return loaded cost ÷ new customers; a group also bears its part of the costs that name no group."""
    del asked, book
    new = len({fact.id for fact in facts if fact.kind == "account"})
    cost, lagged, media = (_sum(facts, part, kinds) for part, kinds in _LINES)
    also = {"media": _per(media, new), "loaded": _per(cost, new), "loaded_lag": _per(lagged, new)}
    also["new_customers"] = new  # type: ignore[assignment] # a count beside money
    value = cost / new if new else None
    numerator = int(cost) if cost.denominator == 1 else cost
    return with_group(group, value=value, numerator=numerator, denominator=new, also=also)


_LINES = (("cost", None), ("lagged", None), ("cost", "media"))


def _sum(facts: Sequence[Fact], part: str, kind: str | None) -> Fraction:
    return sum(
        (fact.also.get(part, Fraction(0)) for fact in facts if kind is None or fact.also.get("cost_kind") == kind),
        Fraction(0),
    )


def _per(cost: Fraction, new: int) -> Money | None:
    return Money(cost / new) if new else None


def share_costs(
    asked: Asked, book: Book, groups: Mapping[Any, list[Fact]], unnamed: Sequence[Fact]
) -> Mapping[Any, list[Fact]]:
    """Share the costs that name no group over the groups, by new customers or by new revenue."""
    weights = _weights(asked, book, groups)
    whole = sum(weights.values())
    if not whole:
        return groups
    shared = {}
    for key, facts in groups.items():
        parts = [
            replace(
                fact,
                also={
                    **fact.also,
                    **{p: fact.also[p] * weights[key] / whole for p in ("cost", "lagged") if p in fact.also},
                },
            )
            for fact in unnamed
        ]
        shared[key] = facts + parts
    return shared


def _weights(asked: Asked, book: Book, groups: Mapping[Any, Sequence[Fact]]) -> dict[Any, Fraction]:
    if asked.cost_key == "revenue":
        money: dict[Any, Fraction] = {key: Fraction(0) for key in groups}
        for fact in new_revenue(asked, book):
            key = book.key(asked.by, fact.ties)
            if key in money and not fact.reason:
                money[key] += fact.numerator
        return {key: max(Fraction(0), minor) for key, minor in money.items()}
    return {key: Fraction(len({f.id for f in facts if f.kind == "account"})) for key, facts in groups.items()}


ENTRIES = (
    Kpi(
        code="sales_growth",
        label=_("Growth"),
        rule=_("Revenue of the month minus revenue of the month before, divided by revenue of the month before."),
        unit=Unit.RATIO,
        shape=Shape.RATIO,
        facts=sales_growth,
        dimensions=("month", *(d for d in SALE if d not in {"day", "week", "month", "quarter", "year"})),
        finish=grow,
        where=WHERE,
    ),
    Kpi(
        code="cac",
        label=_("Cost of a new customer"),
        rule=_("Media, sales pay, commission, tools and overhead of the period divided by its new customers."),
        unit=Unit.MONEY,
        shape=Shape.RATIO,
        facts=cac,
        dimensions=("channel", *CUSTOMER),
        finish=cost_per_customer,
        flags=frozenset({"cost_key"}),
        permission=COSTS,
    ),
)
