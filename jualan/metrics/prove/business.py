"""The raw rows that the figures are made of, each read once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from jualan.metrics.prove.clocks import Clocks
from jualan.metrics.prove.raw import Home, day, moment, rows

Pair = tuple[Fraction | None, int | None]
"""Value and denominator (None where the KPI has none)."""

_COUNTED = ("paid", "partly_paid", "on_terms")


def ratio(above: int, below: int) -> Pair:
    """Return a quotient and what it was divided by; nothing to divide by is no value."""
    return (Fraction(above, below) if below else None), below


@dataclass(slots=False)
class Business:
    """All raw rows that the figures need. What lies after today has not happened."""

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
            if deal["closed"] and deal["closed"] > self.here.today:
                deal |= {"kind": "open", "closed": None}
            found.append(deal | {"reason": reason, "chance": chance})
        return [d for d in found if d["opened"] is None or d["opened"] <= self.here.today]

    @cached_property
    def stages(self) -> Mapping[int, tuple[str, int]]:
        """Kind and place of each stage."""
        return {pk: (kind, place) for pk, kind, place in rows("SELECT id, kind, position FROM pipeline_stage")}

    @cached_property
    def changes(self) -> Mapping[int, list[dict[str, Any]]]:
        """The stage changes of each deal, in the order in which they were recorded."""
        sql = (
            "SELECT opportunity_id, to_stage_id, happened_on, happened_at, cause FROM pipeline_stagechange ORDER BY id"
        )
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for pk, stage, on, at, cause in rows(sql):
            change = {"stage": stage, "on": day(on), "at": moment(at), "is_imported": cause == "imported"}
            if change["on"] is None or change["on"] <= self.here.today:
                found[pk].append(change)
        return found

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

    def placed(self, start: dt.date, end: dt.date) -> list[dict[str, Any]]:
        """Return the counted orders of a period."""
        return [o for o in self.orders.values() if o["counted"] and o["day"] and start <= o["day"] <= end]

    @cached_property
    def order_days(self) -> Mapping[int, list[dt.date]]:
        """The days of each account's counted orders."""
        found: dict[int, list[dt.date]] = defaultdict(list)
        for o in self.placed(dt.date.min, self.here.today):
            if o["account"]:
                found[o["account"]].append(o["day"])
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
            for o in self.placed(dt.date.min, self.here.today)
            if o["account"]
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
        parts = [("order", o["id"], o["account"], o["base"]) for o in self.placed(start, end)]
        parts += [
            ("order", pk, self.orders[pk]["account"], -minor) for pk, on, minor in self.refunds if start <= on <= end
        ]
        parts += [
            ("opportunity", d["id"], d["account"], d["base"])
            for d in self.sold
            if d["base"] is not None and d["closed"] and start <= d["closed"] <= end
        ]
        return parts

    @cached_property
    def leads(self) -> list[dict[str, Any]]:
        """Every living lead; `is_out` ones count in no figure."""
        sql = (
            "SELECT l.id, l.opened_on, l.is_declared, l.declared_on, COALESCE(l.account_id, c.account_id), l.status_kind, "
            "r.kind, l.arrived_at, l.replied_at, l.clock_state FROM leads_lead l "
            "JOIN accounts_contact c ON c.id = l.contact_id "
            "LEFT JOIN leads_disqualifyreason r ON r.id = l.disqualify_reason_id "
            "WHERE l.deleted_at IS NULL AND l.merged_into_id IS NULL"
        )
        found = []
        for pk, opened, declared, declared_on, account, kind, why, arrived, replied, state in rows(sql):
            lead = {"id": pk, "opened": day(opened), "account": account, "state": state}
            lead |= {"declared": (day(declared_on) or day(opened)) if declared else None, "is_declared": bool(declared)}
            lead |= {"arrived": moment(arrived), "replied": moment(replied)}
            found.append(lead | {"is_out": kind == "disqualified" and why in {"spam", "test", "duplicate"}})
        return found

    @cached_property
    def clocks(self) -> Clocks:
        return Clocks(self.here)
