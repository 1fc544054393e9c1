"""Payments one by one, from files: each belongs to an order and is part of what its own file says was received."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jualan.core.bulk import insert_rows
from jualan.core.events import publish
from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.rates import Rates
from jualan.core.imports.rows import Entry, key_text
from jualan.core.models import AuditEntry
from jualan.core.normalise import name_key
from jualan.store.models import Order, Payment
from jualan.store.rules import OrdersChanged, PaymentsRemoved, state_of_received

COLUMNS = ("order_id", "amount_minor", "currency", "rate_micro", "paid_on", "method", "reference", "custom")
DERIVED_COLUMNS = ("order_id", "amount_minor", "currency", "rate_micro", "paid_on", "is_day_stated", "is_derived")
NEEDED = ("order_number", "paid_on", "amount")


@dataclass(slots=True)
class _Moved:
    """What came in and went back of an order, one by one, before a chunk is written. Minor units."""

    received: int = 0
    repaid: int = 0
    derived: list[Payment] = field(default_factory=list)


class PaymentWriter:
    """Takes what a payment brings out of what was only known in sum, so that no money is counted twice."""

    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.rates = Rates(run.base_currency)

    def key(self, entry: Entry) -> str:
        if not entry.get("order_number"):
            return ""
        if entry.get("reference"):
            return key_text("payment", entry.get("order_number"), entry.get("reference"))
        paid = entry.get("paid_on", None)
        facts = (paid.day if paid else "", entry.get("amount"), name_key(entry.get("method")))
        return key_text("payment", entry.get("order_number"), *facts)

    def write(self, items: Sequence[Item]) -> None:
        orders = self._orders({item.get("order_number") for item in items})
        for item in items:
            self._work_out(item, orders.get(item.get("order_number"), []))
        open_items = [item for item in items if not item.is_refused]
        mine = {order.pk: order for item in open_items if (order := item.given["order"])}
        before = _moved(mine)
        self._insert([item for item in open_items if item.record_id is None])
        self._update([item for item in open_items if not item.result])
        changed = {item.given["order"].pk for item in open_items if item.result != UNCHANGED}
        self._settle([mine[pk] for pk in sorted(changed)], before)

    def _orders(self, numbers: Iterable[str]) -> dict[str, list[Order]]:
        found: dict[str, list[Order]] = defaultdict(list)
        rows = Order.objects.filter(number__in=set(numbers) - {""}, document=Order.Document.ORDER, deleted_at=None)
        for order in rows.select_related("connection").order_by("pk"):
            found[order.number].append(order)
        return found

    def _work_out(self, item: Item, named: Sequence[Order]) -> None:
        """Find the order: that of the file's own shop, else the only one of this number."""
        missing = next((code for code in NEEDED if code not in item.values), "")
        if missing or not item.get("amount", 0):
            item.refuse(f"{missing or 'amount'}_missing", missing or "amount")
            return
        own = [order for order in named if order.connection and order.connection.system == self.run.system] or named
        if len(own) != 1:
            reason = "ambiguous_order" if own else "unknown_order"
            item.refuse(reason, "order_number", item.get("order_number"))
            return
        order, day = own[0], item.get("paid_on").day
        if item.get("currency", order.currency) != order.currency:
            item.refuse("currency_other", "currency", item.get("currency"))
            return
        item.given |= {"order": order, "columns": self._columns(item, order, day)}

    def _columns(self, item: Item, order: Order, day: dt.date) -> dict[str, Any]:
        return {
            "order_id": order.pk,
            "amount_minor": item.values["amount"],
            "currency": order.currency,
            "rate_micro": self.rates.rate(order.currency, day),
            "paid_on": day,
            "method": item.get("method"),
            "reference": item.get("reference"),
            "custom": item.custom,
        }

    def _insert(self, items: Sequence[Item]) -> None:
        rows = [tuple(item.given["columns"][name] for name in COLUMNS) for item in items]
        ids = insert_rows(Payment, COLUMNS, rows, constants={"import_run_id": self.run.run_id})
        for pk, item in zip(ids, items, strict=True):
            item.record_id, item.result = pk, CREATED

    def _update(self, items: Sequence[Item]) -> None:
        wanted = {
            item.record_id or 0: {name: value for name, value in item.given["columns"].items() if value}
            for item in items
        }
        changed = self.run.journal.change(Payment, wanted)
        for item in items:
            item.result = UPDATED if item.record_id in changed else UNCHANGED

    def _settle(self, orders: Sequence[Order], before: dict[int, _Moved]) -> None:
        """Say anew what is received of each order; what is still known only in sum shrinks by what came one by one."""
        after = _moved([order.pk for order in orders])
        changes: dict[int, dict[str, Any]] = {}
        for order in orders:
            old, new = before[order.pk], after[order.pk]
            received = new.received + self._shrink(new.derived, new.received - old.received, 1)
            self._shrink(new.derived, new.repaid - old.repaid, -1)
            state = state_of_received(order.state, received, order.total_minor)
            changes[order.pk] = {"received_minor": received, "state": state}
        self._write_down(orders, changes)
        self.run.change("order", self.run.journal.change(Order, changes))
        if accounts := {order.account_id for order in orders if order.account_id}:
            publish(OrdersChanged(tuple(sorted(accounts))))

    def _write_down(self, orders: Sequence[Order], changes: dict[int, dict[str, Any]]) -> None:
        """Orders that people typed tell in their own audit what a file changed of their money."""
        rows = [
            (
                "payment_taken",
                Order.KIND,
                order.pk,
                {name: [getattr(order, name), value] for name, value in new.items()},
            )
            for order in orders
            if order.import_run_id is None and (new := changes[order.pk])
        ]
        constants = {"actor_id": self.run.actor_id}
        insert_rows(AuditEntry, ("verb", "kind", "record_id", "changes"), rows, constants=constants)

    def _shrink(self, derived: Sequence[Payment], by: int, sign: int) -> int:
        """Take an amount from the payments in (sign 1) or back (-1) that were worked out; return what is left of them."""
        known = [payment for payment in derived if payment.amount_minor * sign > 0]
        whole = sum(abs(payment.amount_minor) for payment in known)
        left = max(0, whole - by)
        if known and left != whole:
            self.run.journal.remove(Payment, [payment.pk for payment in known])
            first = known[0]
            row = (
                first.order_id,
                sign * left,
                first.currency,
                first.rate_micro,
                first.paid_on,
                first.is_day_stated,
                True,
            )
            rows = [row] if left else []
            self.run.journal.add(Payment, DERIVED_COLUMNS, rows, import_run_id=first.import_run_id)
        return left


def _moved(order_ids: Iterable[int]) -> dict[int, _Moved]:
    found = {pk: _Moved() for pk in order_ids}
    for payment in Payment.objects.filter(order__in=list(found)).order_by("pk"):
        moved = found[payment.order_id or 0]
        if payment.is_derived:
            moved.derived.append(payment)
        elif payment.amount_minor > 0:
            moved.received += payment.amount_minor
        else:
            moved.repaid -= payment.amount_minor
    return found


def announce_removal(payment_ids: Sequence[int]) -> None:
    """What orders received is added up anew once payments are gone."""
    orders = Payment.objects.filter(pk__in=payment_ids, order__isnull=False).values_list("order_id", flat=True)
    if found := tuple(sorted(set(orders))):
        publish(PaymentsRemoved(found))
