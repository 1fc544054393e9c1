"""Every KPI again, from raw rows, over a period that ends no later than today."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from jualan.metrics.prove.raw import Home, day, half_away, middle, moment, rows

Pair = tuple[Fraction | None, int | None]
"""Value and denominator (None where the KPI has none)."""

_COUNTED = ("paid", "partly_paid", "on_terms")


@dataclass(slots=False)
class Business:
    """All raw rows that the figures need, each read once."""

    here: Home

    @cached_property
    def deals(self) -> list[dict[str, Any]]:
        sql = (
            "SELECT o.id, o.stage_kind, o.opened_on, o.closed_on, o.expected_close_on, o.base_minor, o.estimate_minor, "
            "o.amount_minor, o.account_id, r.kind, s.probability_bps FROM pipeline_opportunity o "
            "JOIN pipeline_stage s ON s.id = o.stage_id LEFT JOIN pipeline_lostreason r ON r.id = o.lost_reason_id "
            "WHERE o.deleted_at IS NULL AND o.merged_into_id IS NULL"
        )
        found = []
        for pk, kind, opened, closed, expected, base, estimate, amount, account, reason, chance in rows(sql):
            deal = {"id": pk, "kind": kind, "opened": day(opened), "closed": day(closed), "expected": day(expected)}
            deal |= {"base": base, "estimate": estimate, "amount": amount, "account": account}
            found.append(deal | {"reason": reason, "chance": chance})
        return [d for d in found if d["opened"] is None or d["opened"] <= self.here.today]

    @cached_property
    def orders(self) -> dict[int, dict[str, Any]]:
        sql = (
            "SELECT id, document, state, placed_on, merchandise_minor, rate_micro, currency, account_id, placed_at "
            "FROM store_order WHERE deleted_at IS NULL"
        )
        found = {}
        for pk, document, state, placed, merchandise, rate, currency, account, at in rows(sql):
            base = self.here.to_base(merchandise, rate, currency)
            counted = document == "order" and state in _COUNTED and merchandise > 0 and base is not None
            stands = counted or (document == "credit_note" and state in _COUNTED)
            found[pk] = {"id": pk, "day": day(placed), "base": base, "account": account, "counted": counted}
            found[pk] |= {"stands": stands, "at": moment(at), "state": state}
        return found

    @cached_property
    def refunds(self) -> list[tuple[int, dt.date, int]]:
        sql = "SELECT order_id, refunded_on, merchandise_minor, rate_micro, currency FROM store_refund"
        found = [(pk, day(on), self.here.to_base(minor, rate, currency)) for pk, on, minor, rate, currency in rows(sql)]
        return [
            (pk, on, minor)
            for pk, on, minor in found
            if on and minor and pk in self.orders and self.orders[pk]["stands"]
        ]

    @cached_property
    def sold(self) -> list[dict[str, Any]]:
        """Won deals that no counted order stands for."""
        sql = (
            "SELECT l.opportunity_id FROM pipeline_opportunityorder l JOIN store_order o ON o.id = l.order_id "
            "WHERE o.state IN ('paid', 'partly_paid', 'on_terms') AND o.deleted_at IS NULL"
        )
        linked = {pk for (pk,) in rows(sql)}
        return [deal for deal in self.deals if deal["kind"] == "won" and deal["id"] not in linked]

    @cached_property
    def firsts(self) -> dict[int, tuple[Any, ...]]:
        """The first sale of each account: (day, seconds, kind, id)."""
        sales = [
            (o["day"], o["at"].timestamp() if o["at"] else 0.0, "order", o["id"], o["account"])
            for o in self.orders.values()
            if o["counted"] and o["account"] and o["day"] and o["day"] <= self.here.today
        ]
        sales += [
            (d["closed"], 0.0, "opportunity", d["id"], d["account"]) for d in self.sold if d["account"] and d["closed"]
        ]
        found: dict[int, tuple[Any, ...]] = {}
        for sale in sorted(sales):
            found.setdefault(sale[4], sale[:4])
        return found

    def revenue_parts(self, start: dt.date, end: dt.date) -> list[tuple[str, int, int | None, int]]:
        """Return (kind, id, account, amount) of every part of revenue; refunds are negative."""
        parts = [
            ("order", o["id"], o["account"], o["base"])
            for o in self.orders.values()
            if o["counted"] and o["day"] and start <= o["day"] <= end
        ]
        parts += [
            ("order", pk, self.orders[pk]["account"], -minor) for pk, on, minor in self.refunds if start <= on <= end
        ]
        parts += [
            ("opportunity", d["id"], d["account"], d["base"])
            for d in self.sold
            if d["base"] is not None and d["closed"] and start <= d["closed"] <= end
        ]
        return parts


def _share(amount: int, bps: int) -> int:
    return half_away(Fraction(amount * bps, 10_000))


def win_rate(b: Business, start: dt.date, end: dt.date) -> Pair:
    closed = [
        d for d in b.deals
        if d["kind"] != "open" and d["closed"] and start <= d["closed"] <= end and d["reason"] not in {"invalid", "duplicate"}
    ]  # fmt: skip
    won = sum(d["kind"] == "won" for d in closed)
    return (Fraction(won, len(closed)) if closed else None), len(closed)


def win_rate_cohort(b: Business, start: dt.date, end: dt.date) -> Pair:
    opened = [
        d
        for d in b.deals
        if d["opened"] and start <= d["opened"] <= end and d["reason"] not in {"invalid", "duplicate"}
    ]
    won = sum(d["kind"] == "won" for d in opened)
    return (Fraction(won, len(opened)) if opened else None), len(opened)


def sales_cycle_days(b: Business, start: dt.date, end: dt.date) -> Pair:
    days = [
        (d["closed"] - d["opened"]).days
        for d in b.deals
        if d["kind"] == "won"
        and d["opened"]
        and d["closed"]
        and start <= d["closed"] <= end
        and d["opened"] <= d["closed"]
    ]
    return middle(days), None


def lead_to_won_days(b: Business, start: dt.date, end: dt.date) -> Pair:
    sql = "SELECT c.opportunity_id, l.opened_on FROM leads_leadconversion c JOIN leads_lead l ON l.id = c.lead_id ORDER BY c.id DESC"
    opened = {pk: day(on) for pk, on in rows(sql)}
    days = []
    for d in b.deals:
        begun = opened.get(d["id"])
        if d["kind"] == "won" and d["closed"] and start <= d["closed"] <= end and begun and begun <= d["closed"]:
            days.append((d["closed"] - begun).days)
    return middle(days), None


def pipeline_value(b: Business, start: dt.date, end: dt.date) -> Pair:
    del start
    return Fraction(sum(_worth(d) or 0 for d in _open(b, end))), None


def weighted_pipeline(b: Business, start: dt.date, end: dt.date) -> Pair:
    del start
    return Fraction(sum(_share(_worth(d) or 0, d["chance"]) for d in _open(b, end) if d["chance"] is not None)), None


def _open(b: Business, end: dt.date) -> list[dict[str, Any]]:
    return [d for d in b.deals if d["kind"] == "open" and (d["expected"] is None or d["expected"] <= end)]


def _worth(deal: Mapping[str, Any]) -> int | None:
    found: int | None = deal["base"] if deal["amount"] is not None else deal["estimate"]
    return found


def revenue(b: Business, start: dt.date, end: dt.date) -> Pair:
    return Fraction(sum(part[3] for part in b.revenue_parts(start, end))), None


def new_revenue(b: Business, start: dt.date, end: dt.date) -> Pair:
    return Fraction(sum(part[3] for part in b.revenue_parts(start, end) if part[2] and _is_first(b, part))), None


def repeat_revenue(b: Business, start: dt.date, end: dt.date) -> Pair:
    return Fraction(sum(part[3] for part in b.revenue_parts(start, end) if part[2] and not _is_first(b, part))), None


def _is_first(b: Business, part: tuple[str, int, int | None, int]) -> bool:
    first = b.firsts.get(part[2] or 0)
    return first is not None and first[2:] == part[:2]


def money_received(b: Business, start: dt.date, end: dt.date) -> Pair:
    sql = (
        "SELECT p.paid_on, p.amount_minor, p.rate_micro, p.currency FROM store_payment p LEFT JOIN store_order o "
        "ON o.id = p.order_id WHERE (o.id IS NULL OR (o.deleted_at IS NULL AND o.state <> 'test'))"
    )
    found = [(day(on), b.here.to_base(minor, rate, currency)) for on, minor, rate, currency in rows(sql)]
    return Fraction(sum(minor for on, minor in found if on and minor is not None and start <= on <= end)), None


def _placed(b: Business, start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    return [o for o in b.orders.values() if o["counted"] and o["day"] and start <= o["day"] <= end]


def aov(b: Business, start: dt.date, end: dt.date) -> Pair:
    placed = _placed(b, start, end)
    return (Fraction(sum(o["base"] for o in placed), len(placed)) if placed else None), len(placed)


def _by_account(b: Business) -> Mapping[int, list[dt.date]]:
    found: dict[int, list[dt.date]] = defaultdict(list)
    for o in _placed(b, dt.date.min, b.here.today):
        if o["account"]:
            found[o["account"]].append(o["day"])
    return found


def repeat_rate(b: Business, start: dt.date, end: dt.date) -> Pair:
    cohort = [days for days in _by_account(b).values() if start <= min(days) <= end]
    return (Fraction(sum(len(days) > 1 for days in cohort), len(cohort)) if cohort else None), len(cohort)


def churn_inactive(b: Business, start: dt.date, end: dt.date) -> Pair:
    active = [days for days in _by_account(b).values() if min(days) < start]
    gone = sum(not any(start <= d <= end for d in days) for days in active)
    return (Fraction(gone, len(active)) if active else None), len(active)


def lead_conversion(b: Business, start: dt.date, end: dt.date) -> Pair:
    sql = (
        "SELECT l.id, l.opened_on, l.is_declared, l.declared_on, COALESCE(l.account_id, c.account_id), l.status_kind, r.kind "
        "FROM leads_lead l JOIN accounts_contact c ON c.id = l.contact_id LEFT JOIN leads_disqualifyreason r "
        "ON r.id = l.disqualify_reason_id WHERE l.deleted_at IS NULL AND l.merged_into_id IS NULL"
    )
    won = {d["id"] for d in b.deals if d["kind"] == "won"}
    sold = {lead for lead, deal in rows("SELECT lead_id, opportunity_id FROM leads_leadconversion") if deal in won}
    leads = [
        (pk, day(on), declared, day(on2), account, kind, why) for pk, on, declared, on2, account, kind, why in rows(sql)
    ]
    sold |= _ordered(b, [(pk, on, account) for pk, on, _d, _d2, account, _k, _w in leads])
    above = below = 0
    for pk, on, declared, declared_on, _account, kind, why in leads:
        is_out = kind == "disqualified" and why in {"spam", "test", "duplicate"}
        if on is None or not start <= on <= end or is_out:
            continue
        below += 1
        above += pk in sold or bool(declared and (declared_on or on) <= b.here.today)
    return (Fraction(above, below) if below else None), below


def _ordered(b: Business, leads: list[tuple[int, dt.date | None, int | None]]) -> set[int]:
    """Return the leads that a counted order of their account within 180 days is credited to."""
    opened: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    for pk, on, account in leads:
        if on and account:
            opened[account].append((on, pk))
    found = set()
    for account, days in _by_account(b).items():
        for placed in days:
            before = [item for item in opened.get(account, ()) if 0 <= (placed - item[0]).days <= 180]
            if before:
                found.add(max(before)[1])
    return found


FIGURES: Mapping[str, Callable[[Business, dt.date, dt.date], Pair]] = {
    "win_rate": win_rate,
    "win_rate_cohort": win_rate_cohort,
    "sales_cycle_days": sales_cycle_days,
    "lead_to_won_days": lead_to_won_days,
    "pipeline_value": pipeline_value,
    "weighted_pipeline": weighted_pipeline,
    "revenue": revenue,
    "new_revenue": new_revenue,
    "repeat_revenue": repeat_revenue,
    "money_received": money_received,
    "aov": aov,
    "repeat_rate": repeat_rate,
    "churn_inactive": churn_inactive,
    "lead_conversion": lead_conversion,
}


def periods(here: Home) -> list[tuple[dt.date, dt.date]]:
    """Return the periods that are proven: everything, the last year of facts, and its last whole month."""
    ends = [
        day(rows(f"SELECT {which}({column}) FROM {table}")[0][0])  # noqa: S608 constants of this page
        for which in ("MIN", "MAX")
        for table, column in _DAYS
    ]
    known = sorted(d for d in ends if d and d <= here.today)
    if not known:
        return []
    first, last = known[0], known[-1]
    month = last.replace(day=1) - dt.timedelta(days=1)
    return [(first, last), (max(first, last - dt.timedelta(days=364)), last), (month.replace(day=1), month)]


_DAYS = (
    ("store_order", "placed_on"),
    ("store_payment", "paid_on"),
    ("store_refund", "refunded_on"),
    ("pipeline_opportunity", "opened_on"),
    ("pipeline_opportunity", "closed_on"),
    ("leads_lead", "opened_on"),
)
