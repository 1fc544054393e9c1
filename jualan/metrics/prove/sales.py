"""The figures of money and customers again, from raw rows."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from jualan.metrics.prove.business import Business, Pair, ratio
from jualan.metrics.prove.raw import day, rows


def revenue(b: Business, start: dt.date, end: dt.date) -> Pair:
    return Fraction(_revenue(b, start, end)), None


def _revenue(b: Business, start: dt.date, end: dt.date) -> int:
    return sum(part[3] for part in b.revenue_parts(start, end))


def new_revenue(b: Business, start: dt.date, end: dt.date) -> Pair:
    return Fraction(sum(part[3] for part in b.revenue_parts(start, end) if part[2] and _is_first(b, part))), None


def repeat_revenue(b: Business, start: dt.date, end: dt.date) -> Pair:
    return Fraction(sum(part[3] for part in b.revenue_parts(start, end) if part[2] and not _is_first(b, part))), None


def _is_first(b: Business, part: tuple[str, int, int | None, int]) -> bool:
    first = b.firsts.get(part[2] or 0)
    return first is not None and first[2:] == part[:2]


def sales_growth(b: Business, start: dt.date, end: dt.date) -> Pair:
    """Revenue of whole months against as many before; a month cut at its day against the same days of the last."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    is_whole = (end + dt.timedelta(days=1)).day == 1
    until = start - dt.timedelta(days=1) if is_whole else months_before(end, months)
    now, before = _revenue(b, start, end), _revenue(b, months_before(start, months), until)
    return ratio(now - before, before)[0], before


def months_before(on: dt.date, months: int) -> dt.date:
    """Return the same day so many months before, or that month's last."""
    first = on.replace(day=1)
    for _month in range(months):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    after = (first + dt.timedelta(days=31)).replace(day=1)
    return min(first + dt.timedelta(days=on.day - 1), after - dt.timedelta(days=1))


def money_received(b: Business, start: dt.date, end: dt.date) -> Pair:
    sql = (
        "SELECT p.paid_on, p.amount_minor, p.rate_micro, p.currency FROM store_payment p LEFT JOIN store_order o "
        "ON o.id = p.order_id WHERE (o.id IS NULL OR (o.deleted_at IS NULL AND o.state <> 'test'))"
    )
    found = [(day(on), b.here.to_base(minor, rate, currency)) for on, minor, rate, currency in rows(sql)]
    return Fraction(sum(minor for on, minor in found if on and minor is not None and start <= on <= end)), None


def aov(b: Business, start: dt.date, end: dt.date) -> Pair:
    placed = b.placed(start, end)
    return ratio(sum(o["base"] for o in placed), len(placed))


def repeat_rate(b: Business, start: dt.date, end: dt.date) -> Pair:
    cohort = [days for days in b.order_days.values() if start <= min(days) <= end]
    return ratio(sum(len(days) > 1 for days in cohort), len(cohort))


def churn_inactive(b: Business, start: dt.date, end: dt.date) -> Pair:
    active = [days for days in b.order_days.values() if min(days) < start]
    return ratio(sum(not any(start <= d <= end for d in days) for days in active), len(active))


def cac(b: Business, start: dt.date, end: dt.date) -> Pair:
    """Each month's costs by the days of it that lie in the period, over the customers whose first day lies in it."""
    new = sum(start <= on <= end for on in _customers_since(b).values())
    cost = _cost(b, start, end)
    return (cost / new if new else None), new


def _cost(b: Business, start: dt.date, end: dt.date) -> Fraction:
    found = Fraction(0)
    sql = "SELECT month, amount_minor, rate_micro, currency FROM metrics_costentry WHERE deleted_at IS NULL"
    for month, minor, rate, currency in rows(sql):
        first = day(month) or dt.date.min
        days = [first + dt.timedelta(days=place) for place in range(31)]
        days = [on for on in days if on.month == first.month]
        found += Fraction(
            (b.here.to_base(minor, rate, currency) or 0) * sum(start <= on <= end for on in days), len(days)
        )
    return found


def _customers_since(b: Business) -> Mapping[int, dt.date]:
    sql = (
        "SELECT id, customer_since_on FROM accounts_account "
        "WHERE customer_since_on IS NOT NULL AND merged_into_id IS NULL AND deleted_at IS NULL"
    )
    found = {pk: sale[0] for pk, sale in b.firsts.items()}
    for pk, on in rows(sql):
        stated = day(on) or dt.date.max
        if stated <= b.here.today:
            found[pk] = min(stated, found.get(pk, stated))
    return found
