"""Each record against its own facts."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils.module_loading import import_string

from jualan.core.imports.facts import stored_facts
from jualan.core.wiring import wired
from jualan.metrics.prove import shop
from jualan.metrics.prove.raw import Difference, Home, day, half_away, home, places, rows

Check = Callable[[Home], Iterator[Difference | None]]
"""Yields None for each thing found right, a Difference for each found wrong."""


def stage_changes(here: Home) -> Iterator[Difference | None]:
    """A deal's stage and closing day are those of its last change; changes follow on one another."""
    kinds = dict(rows("SELECT id, kind FROM pipeline_stage"))
    history: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    fields = "opportunity_id, from_stage_id, to_stage_id, happened_on, happened_at, cause"
    for pk, *change in rows(f"SELECT {fields} FROM pipeline_stagechange ORDER BY id"):  # noqa: S608 a constant
        history[pk].append(tuple(change))
    deals = rows("SELECT id, stage_id, stage_kind, closed_on, won_at FROM pipeline_opportunity")
    for pk, stage, kind, closed, won_at in deals:
        record, changes = f"opportunity {pk}", history.get(pk, [])
        if not changes:
            yield Difference("stage_change_missing", record, "a stage change", None)
            continue
        yield from _chain(record, changes, here)
        _before, last, on, _at, _cause = changes[-1]
        yield _same("stage", record, last, stage)
        yield _same("stage_kind", record, kinds.get(last), kind)
        yield _same("closed_on", record, None if kinds.get(last) == "open" else day(on), day(closed))
        if won_at is not None:
            yield _same("won_at", record, here.day_of(won_at), day(closed))


def _chain(record: str, changes: list[tuple[Any, ...]], here: Home) -> Iterator[Difference | None]:
    previous = None
    for before, after, on, at, _cause in changes:
        yield _same("stage_change_missing", record, previous, before)
        if at is not None and on is not None:
            yield _same("stage_change_day", record, here.day_of(at), day(on))
        previous = after


def _same(check: str, record: str, expected: Any, found: Any) -> Difference | None:
    return None if expected == found else Difference(check, record, expected, found)


def deal_worth(here: Home) -> Iterator[Difference | None]:
    """A deal's amount in base is its stated amount at its stored rate; an estimate stands only without an amount."""
    fields = "id, amount_minor, currency, rate_micro, base_minor, estimate_minor"
    for pk, amount, currency, rate, base, estimate in rows(f"SELECT {fields} FROM pipeline_opportunity"):  # noqa: S608
        record = f"opportunity {pk}"
        expected = None if amount is None else here.to_base(amount, rate, currency)
        yield _same("deal_worth", record, expected, base)
        if amount is not None:
            yield _same("estimate_beside_amount", record, None, estimate)


def order_totals(here: Home) -> Iterator[Difference | None]:
    """A line is price × quantity rounded once; merchandise is the lines less the discount and the seller's voucher."""
    del here
    sums: dict[int, int] = defaultdict(int)
    fields = "l.id, l.order_id, l.quantity_milli, l.unit_price_micro, l.total_minor, o.currency, o.id"
    sql = f"SELECT {fields} FROM store_orderline l LEFT JOIN store_order o ON o.id = l.order_id"  # noqa: S608
    for pk, order, quantity, price, total, currency, owner in rows(sql):
        if owner is None:
            yield Difference("line_orphaned", f"order line {pk}", f"order {order}", None)
            continue
        exact = Fraction(price * quantity * 10 ** places(currency), 10**9)
        yield _same("line_total", f"order line {pk}", half_away(exact), total)
        sums[order] += total
    fields = (
        "id, document, merchandise_minor, discount_minor + seller_voucher_minor, tax_minor, shipping_minor, total_minor"
    )
    for pk, document, merchandise, discount, tax, shipping, total in rows(f"SELECT {fields} FROM store_order"):  # noqa: S608
        record = f"order {pk}"
        if pk in sums and document == "order":
            yield _same("merchandise", record, sums[pk] - discount, merchandise)
        elif pk not in sums and document == "order":
            yield _same("merchandise", record, total - tax - shipping, merchandise)


def money_moved(here: Home) -> Iterator[Difference | None]:
    """What a document says was received and given back is the sum of its payments and refunds."""
    del here
    received = dict(rows("SELECT order_id, SUM(amount_minor) FROM store_payment WHERE amount_minor > 0 GROUP BY 1"))
    refunded = dict(rows("SELECT order_id, SUM(amount_minor) FROM store_refund GROUP BY 1"))
    for pk, got, back in rows("SELECT id, received_minor, refunded_minor FROM store_order"):
        yield _same("received", f"order {pk}", int(received.get(pk, 0)), got)
        yield _same("refunded", f"order {pk}", int(refunded.get(pk, 0)), back)


def credits_whole(here: Home) -> Iterator[Difference | None]:
    """Credits of a win or an order add up to 100 %."""
    del here
    for table, column in (("pipeline_opportunitycredit", "opportunity_id"), ("store_ordercredit", "order_id")):
        for pk, whole in rows(f"SELECT {column}, SUM(share_bps) FROM {table} GROUP BY 1"):  # noqa: S608 two constants
            yield _same("credit", f"{column.removesuffix('_id')} {pk}", 10_000, int(whole))


def lead_statuses(here: Home) -> Iterator[Difference | None]:
    """A lead's status is that of its last change; it is converted by a deal or by a file's word, and only so."""
    del here
    kinds = dict(rows("SELECT id, kind FROM leads_leadstatus"))
    last = dict(rows("SELECT lead_id, to_status_id FROM leads_leadstatuschange ORDER BY id"))
    linked = {pk for (pk,) in rows("SELECT DISTINCT lead_id FROM leads_leadconversion")}
    for pk, status, kind, declared in rows("SELECT id, status_id, status_kind, is_declared FROM leads_lead"):
        record = f"lead {pk}"
        yield _same("lead_status_kind", record, kinds.get(status), kind)
        if pk in last:
            yield _same("lead_status", record, last[pk], status)
        if kind == "converted" and pk not in linked and not declared:
            yield Difference("lead_converted_by_nothing", record, "a deal or a declared conversion", None)
        else:
            yield None


def customer_statistics(here: Home) -> Iterator[Difference | None]:
    """What an account is said to have bought is the sum of its counted orders."""
    back = dict(rows("SELECT order_id, SUM(merchandise_minor) FROM store_refund GROUP BY 1"))
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    sql = (
        "SELECT id, account_id, merchandise_minor, rate_micro, currency FROM store_order WHERE document = 'order' AND "
        "state IN ('paid', 'partly_paid', 'on_terms') AND merchandise_minor > 0 AND deleted_at IS NULL "
        "AND placed_on IS NOT NULL AND account_id IS NOT NULL"
    )
    for pk, account, merchandise, rate, currency in rows(sql):
        amount = here.to_base(merchandise, rate, currency)
        if amount is not None:
            sums[account][0] += 1
            sums[account][1] += amount - (here.to_base(int(back.get(pk, 0)), rate, currency) or 0)
    stored = {
        pk: [n, spent]
        for pk, n, spent in rows(
            "SELECT account_id, orders, spent_minor FROM store_customerstatistics WHERE orders > 0"
        )
    }
    for pk in sums.keys() | stored.keys():
        yield _same("customer_statistics", f"account {pk}", sums.get(pk), stored.get(pk))


def identities(here: Home) -> Iterator[Difference | None]:
    """The e-mail and phone shown of a living contact are among its keys."""
    del here
    keys = set(rows("SELECT contact_id, kind, value FROM accounts_identitykey WHERE contact_id IS NOT NULL"))
    sql = "SELECT id, email, phone FROM accounts_contact WHERE merged_into_id IS NULL AND deleted_at IS NULL"
    for pk, email, phone in rows(sql):
        for kind, value in (("email", email), ("phone", phone)):
            if value and (pk, kind, value) not in keys:
                yield Difference("identity_key", f"contact {pk}", value, None)
            else:
                yield None


def imported_facts(here: Home) -> Iterator[Difference | None]:
    """Imported values are those of the import, or an audit entry says who changed them since."""
    del here
    changed: dict[tuple[str, int], set[str]] = defaultdict(set)
    sql = "SELECT kind, record_id, changes FROM core_auditentry WHERE record_id IS NOT NULL AND verb <> 'created'"
    for kind, pk, changes in rows(sql):
        changed[(kind, pk)] |= set(json.loads(changes) if isinstance(changes, str) else changes)
    for spec in map(import_string, wired("imports", "KINDS")):
        if not spec.facts:
            continue
        stored = dict(rows("SELECT record_id, facts_hash FROM core_importedrecord WHERE kind = %s", spec.record))
        model = apps.get_model(wired("kinds", "KINDS")[spec.record])
        now = stored_facts(model, spec.facts, stored)
        for pk, expected in stored.items():
            if pk not in now:
                yield Difference("imported_record_missing", f"{spec.record} {pk}", "a row", None)
            elif not changed.get((spec.record, pk)):
                yield _same("imported_values", f"{spec.record} {pk}", expected, now[pk])


_REPLAYED = {
    "opportunity": ("pipeline_opportunity", ("amount_minor", "currency", "opened_on", "closed_on")),
    "lead": ("leads_lead", ("value_minor", "opened_on")),
    "order": ("store_order", ("total_minor", "merchandise_minor", "received_minor", "refunded_minor", "placed_on")),
    "product": ("catalog_product", ("price_micro", "cost_micro", "currency")),
    "cost": ("metrics_costentry", ("amount_minor", "month")),
}


def audited_values(here: Home) -> Iterator[Difference | None]:
    """Money and days of a record made here are those that its audit entries, replayed, end with."""
    del here
    for kind, (table, columns) in _REPLAYED.items():
        replayed: dict[int, dict[str, Any]] = {}
        sql = (
            "SELECT record_id, verb, changes FROM core_auditentry WHERE kind = %s AND record_id IS NOT NULL ORDER BY id"
        )
        for pk, verb, changes in rows(sql, kind):
            found = json.loads(changes) if isinstance(changes, str) else changes
            if verb == "created" and found:
                replayed[pk] = {}
            if pk in replayed:
                replayed[pk].update({name: pair[1] for name, pair in found.items() if name in columns})
        for pk, *values in rows(f"SELECT id, {', '.join(columns)} FROM {table}"):  # noqa: S608 constants of this page
            for name, value in zip(columns, values, strict=True) if pk in replayed else ():
                if name in replayed[pk]:
                    yield _same("audited_value", f"{kind} {pk} {name}", str(replayed[pk][name]), str(value)[:32])


def foreign_keys(here: Home) -> Iterator[Difference | None]:
    """Every row points at rows that exist (PostgreSQL sees to it by itself)."""
    del here
    if connection.vendor != "sqlite":
        return
    for table, rowid, parent, _number in rows("PRAGMA foreign_key_check"):
        yield Difference("foreign_key", f"{table} {rowid}", parent, None)


CHECKS: tuple[Check, ...] = (
    stage_changes,
    deal_worth,
    order_totals,
    money_moved,
    credits_whole,
    lead_statuses,
    customer_statistics,
    identities,
    imported_facts,
    audited_values,
    foreign_keys,
    *shop.CHECKS,
)


def prove_records() -> tuple[int, list[Difference]]:
    """Return how many things were checked and what was found wrong."""
    here, checked, found = home(), 0, []
    for check in CHECKS:
        for outcome in check(here):
            checked += 1
            if outcome is not None:
                found.append(outcome)
    return checked, found
