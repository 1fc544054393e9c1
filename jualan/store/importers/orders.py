"""Writes orders of files: the document, its lines, what was paid and given back, whose it is and whose credit."""

import datetime as dt
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet, Sum

from jualan.accounts.bulk.places import PlacesByWord
from jualan.accounts.models import Account
from jualan.catalog.bulk import ProductsByWord
from jualan.core.bulk import insert_rows
from jualan.core.events import publish
from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.rates import Rates
from jualan.core.imports.rows import TOLD, Entry, RowRefused, key_text
from jualan.core.imports.words import Ambiguous
from jualan.people.bulk import PeopleByWord
from jualan.store.importers.buyers import Buyers, connection_of
from jualan.store.importers.documents import DocumentFacts, Line, read_document
from jualan.store.importers.order_parts import (
    MONEY_CELLS,
    collected,
    credits_of,
    fulfilment_of,
    kept_state,
    parcel_of,
    payments_of,
    refunds_of,
    tells_parcel_only,
    told_state,
)
from jualan.store.importers.places import LocationsByWord
from jualan.store.models import Order, OrderCredit, OrderLine, Payment, Refund
from jualan.store.rules import OrdersChanged, is_cash_on_delivery

COLUMNS = (
    "number",
    "connection_id",
    "document",
    "account_id",
    "buyer_id",
    "buyer_name",
    "ship_to",
    "ship_to_name",
    "ship_to_phone",
    "country",
    "channel_id",
    "owner_id",
    "staff_id",
    "location_id",
    "placed_on",
    "placed_at",
    "due_on",
    "delivered_on",
    "payment_method",
    "fulfilment_status",
    "fulfilment",
    "status",
    "state",
    "currency",
    "rate_micro",
    "total_minor",
    "merchandise_minor",
    "discount_minor",
    "tax_minor",
    "shipping_minor",
    "seller_voucher_minor",
    "platform_voucher_minor",
    "platform_fee_minor",
    "received_minor",
    "refunded_minor",
    "tags",
    "custom",
)
AS_WRITTEN = (
    "buyer_name",
    "ship_to",
    "ship_to_name",
    "ship_to_phone",
    "country",
    "channel_id",
    "location_id",
    "staff_id",
    "placed_on",
    "placed_at",
    "due_on",
    "delivered_on",
    "payment_method",
    "fulfilment_status",
    "fulfilment",
    "tags",
    "account_id",
    "buyer_id",
)
"""Columns that a later file sets where it fills them."""
LINE_COLUMNS = (
    "order_id",
    "position",
    "product_id",
    "sku",
    "title",
    "quantity_milli",
    "unit_price_micro",
    "total_minor",
    "custom",
)
PAYMENT_COLUMNS = ("order_id", "amount_minor", "currency", "rate_micro", "paid_on", "is_day_stated")
REFUND_COLUMNS = (
    "order_id",
    "amount_minor",
    "merchandise_minor",
    "currency",
    "rate_micro",
    "refunded_on",
    "is_day_stated",
)
CREDIT_COLUMNS = ("order_id", "user_id", "share_bps")


class OrderWriter:
    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.connection = connection_of(run)
        self.buyers = Buyers(run)
        self.owners = PeopleByWord(run)
        self.places = PlacesByWord(run)
        self.locations = LocationsByWord(run)
        self.products = ProductsByWord()
        self.rates = Rates(run.base_currency)

    def key(self, entry: Entry) -> str:
        return key_text("number", entry.get("number")) if entry.get("number") else ""

    def write(self, items: Sequence[Item]) -> None:
        self._find_known(items)
        before = self._before([item.record_id for item in items if item.record_id is not None])
        for item in items:
            self._work_out(item, before.get(item.record_id or 0))
        open_items = [item for item in items if not item.is_refused]
        self.buyers.join(open_items)
        self._set_owners(open_items)
        new = [item for item in open_items if item.record_id is None]
        self._insert(new)
        self._update([item for item in open_items if not item.result], before)
        accounts = {item.given["columns"]["account_id"] for item in open_items if item.result != UNCHANGED} - {None}
        if accounts:
            publish(OrdersChanged(tuple(sorted(accounts))))

    def _find_known(self, items: Sequence[Item]) -> None:
        """An order of the same shop and number that came another way is the same order."""
        wanted = {item.get("number"): item for item in items if item.record_id is None and item.get("number")}
        rows = Order.objects.filter(connection=self.connection, number__in=wanted, deleted_at=None)
        for number, pk in rows.values_list("number", "pk"):
            wanted[number].record_id = pk

    def _before(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        return {row["pk"]: row for row in Order.objects.filter(pk__in=ids).values("pk", *COLUMNS)}

    def _work_out(self, item: Item, before: dict[str, Any] | None) -> None:
        """Add the document up and note what it says; rows that contradict it are refused.

        A word that an order bears already keeps the meaning it has there, unless a meaning is told now.
        """
        rows = [{**entry.values, "row": entry.row} for entry in item.entries]
        currency = next((row["currency"] for row in rows if "currency" in row), "")
        currency = currency or self.run.options.currency.upper() or self.run.base_currency
        first = {code: value for row in reversed(rows) for code, value in row.items()}
        parcel = parcel_of(first, before)
        facts = read_document(
            rows,
            currency=currency,
            is_marked_plain=self.run.file_facts["has_plain_numbers"],
            told_state=told_state(first.get("status" + TOLD, "")) or kept_state(first, before, parcel),
            has_terms="terms" in first,
            parcel=parcel,
            of_lines=self.run.columns.spec.of_lines if self.run.columns.spec else frozenset(),
        )
        if facts.contradicts_total:
            item.refuse("quantity_negative", "quantity", _written(self.run, item.entries[0], "quantity"))
            return
        for conflict in facts.conflicts:
            entry = next(entry for entry in item.entries if entry.row == conflict.row)
            entry.refused = RowRefused(
                "conflict", conflict.field, str(entry.cells and _written(self.run, entry, conflict.field))
            )
        self._tell_doubts(item, facts)
        if not facts.is_word_known:
            self.run.tally.note_made("status", facts.status, "paid", rows=1)
        item.given |= {"first": first, "facts": facts, "parcel": parcel}
        try:
            item.given["columns"] = self._columns(item, first, facts, currency)
        except Ambiguous as word:
            item.refuse("ambiguous_channel", "channel", word)
            return
        if before is not None and tells_parcel_only(item):
            item.given["columns"] |= collected(parcel, before)

    def _tell_doubts(self, item: Item, facts: DocumentFacts) -> None:
        number = str(item.get("number"))
        if not number and not any(entry.warnings for entry in item.entries):
            self.run.tally.warn("number_missing", str(item.entries[0].row))
        if any(line.unit_price_micro < 0 < line.quantity_milli for line in facts.lines):
            self.run.tally.warn("amount_negative", number)
        if facts.differs_from_total:
            self.run.tally.warn("total_differs", number)

    def _columns(self, item: Item, first: dict[str, Any], facts: DocumentFacts, currency: str) -> dict[str, Any]:
        placed = first.get("placed_on")
        if not placed and "paid_on" not in first and (facts.received or facts.refund):
            self.run.tally.warn("no_day_of_payment", str(first.get("number", "")))
        day: dt.date | None = placed.day if placed else None
        return {
            "number": first.get("number") or f"~{item.row_hash[:12]}-{item.occurrence}",
            "connection_id": self.connection,
            "document": facts.kind,
            "account_id": None,
            "buyer_id": None,
            "buyer_name": first.get("customer_name", ""),
            "ship_to": first.get("ship_to", ""),
            "ship_to_name": first.get("ship_to_name", ""),
            "ship_to_phone": first.get("ship_to_phone", ""),
            "country": first.get("country", ""),
            "channel_id": self.places.channel(first["channel"]) if first.get("channel") else None,
            "owner_id": None,
            "staff_id": None,
            "location_id": self.locations.location(first["location"]) if first.get("location") else None,
            "placed_on": day,
            "placed_at": placed.at if placed else None,
            "due_on": first["due_on"].day if "due_on" in first else None,
            "delivered_on": first["delivered_on"].day if "delivered_on" in first else None,
            "payment_method": first.get("payment_method", ""),
            "fulfilment_status": first.get("fulfilment_status", ""),
            "fulfilment": fulfilment_of(first),
            "status": facts.status,
            "state": facts.state,
            "currency": currency,
            "rate_micro": self.rates.rate(currency, day or self.run.today),
            "total_minor": facts.total,
            "merchandise_minor": facts.merchandise,
            "discount_minor": facts.discount,
            "tax_minor": facts.tax,
            "shipping_minor": facts.shipping,
            "seller_voucher_minor": facts.seller_voucher,
            "platform_voucher_minor": facts.platform_voucher,
            "platform_fee_minor": facts.platform_fee,
            "received_minor": facts.received if day or "paid_on" in first else 0,
            "refunded_minor": facts.refund if day or "paid_on" in first else 0,
            "tags": first.get("tags", ""),
            "custom": _shared_customs(item.entries),
        }

    def _set_owners(self, items: Sequence[Item]) -> None:
        """The owner a file names; else who served at the till, else the account's at order time."""
        accounts = {item.given["columns"]["account_id"] for item in items} - {None}
        owners = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "owner_id"))
        for item in items:
            columns, first = item.given["columns"], item.given["first"]
            columns["staff_id"] = self._person(item, "staff")
            owner = self._person(item, "owner") if first.get("owner") else columns["staff_id"]
            columns["owner_id"] = owner or owners.get(columns["account_id"])

    def _person(self, item: Item, code: str) -> int | None:
        word = item.given["first"].get(code)
        try:
            return self.owners.owner(word) if word else None
        except Ambiguous:
            item.refuse("ambiguous_owner", code, word)
            return None

    def _insert(self, items: Sequence[Item]) -> None:
        items = [item for item in items if not item.is_refused]
        pick = itemgetter(*COLUMNS)
        rows = [pick(item.given["columns"]) for item in items]
        ids = insert_rows(
            Order, COLUMNS, rows, constants={"import_run_id": self.run.run_id, "origin": _origin(self.run)}
        )
        lines, payments, refunds, credited = [], [], [], []
        for pk, item in zip(ids, items, strict=True):
            item.record_id, item.result = pk, CREATED
            lines += self._lines(item)
            payments += payments_of(item)
            refunds += refunds_of(item)
            credited += credits_of(item)
        insert_rows(OrderLine, LINE_COLUMNS, lines)
        insert_rows(Payment, PAYMENT_COLUMNS, payments, constants=self._derived())
        insert_rows(Refund, REFUND_COLUMNS, refunds, constants={"import_run_id": self.run.run_id})
        insert_rows(OrderCredit, CREDIT_COLUMNS, credited)

    def _derived(self) -> dict[str, Any]:
        return {"import_run_id": self.run.run_id, "is_derived": True}

    def _lines(self, item: Item) -> list[tuple[Any, ...]]:
        customs = _line_customs(item.entries, item.given["columns"]["custom"])
        facts: DocumentFacts = item.given["facts"]
        found = []
        for position, line in enumerate(facts.lines, start=1):
            product = self._product(line)
            found.append(
                (
                    item.record_id,
                    position,
                    product,
                    line.sku,
                    line.title,
                    line.quantity_milli,
                    line.unit_price_micro,
                    line.total_minor,
                    customs.get(line.row, {}),
                )
            )
        return found

    def _product(self, line: Line) -> int | None:
        found = self.products.find(line.sku, line.title)
        if found is None and (line.sku or line.title):
            self.run.tally.warn("unknown_product", line.sku or line.title)
        return found

    def _update(self, items: Sequence[Item], before: dict[int, dict[str, Any]]) -> None:
        """Say anew what the file says of orders that were there; what its cells leave open stays."""
        items = [item for item in items if not item.is_refused]
        self._leave_what_people_noted(items)
        wanted = {item.record_id or 0: self._wanted(item, before[item.record_id or 0]) for item in items}
        changed = self.run.journal.change(Order, wanted)
        for item in items:
            pk = item.record_id or 0
            changed |= {pk} if self._replace_parts(item, wanted[pk], before[pk]) else set()
            item.result = UPDATED if item.record_id in changed else UNCHANGED

    def _leave_what_people_noted(self, items: Sequence[Item]) -> None:
        """Money that was noted one by one is part of what a file says was received or given back, not beside it."""
        ids = [item.record_id for item in items]
        stated = Payment.objects.filter(order__in=ids, is_derived=False).values_list("order")
        back = Refund.objects.filter(order__in=ids, import_run=None)
        received = dict(stated.filter(amount_minor__gt=0).annotate(Sum("amount_minor")))
        repaid = dict(stated.filter(amount_minor__lt=0).annotate(Sum("amount_minor")))
        refunded = dict(back.values_list("order").annotate(Sum("amount_minor")))
        for item in items:
            columns = item.given["columns"]
            for name, noted in (("received_minor", received), ("refunded_minor", refunded)):
                by_hand = noted.get(item.record_id, 0)
                columns[name] = max(columns[name], by_hand)
                item.given[name] = columns[name] - by_hand
            item.given["repaid_minor"] = max(0, columns["refunded_minor"] + repaid.get(item.record_id, 0))

    def _wanted(self, item: Item, before: dict[str, Any]) -> dict[str, Any]:
        """The columns that the filled cells of a document set on one that is known."""
        columns, first = item.given["columns"], item.given["first"]
        found = {name: columns[name] for name in AS_WRITTEN if columns[name]}
        if columns["custom"]:
            found["custom"] = {**before["custom"], **columns["custom"]}
        if first.get("owner"):
            found["owner_id"] = columns["owner_id"]
        if item.given["facts"].lines or MONEY_CELLS & first.keys():
            found |= self._money(item)
        elif tells_parcel_only(item):
            found |= {name: columns[name] for name in ("state", "received_minor")}
        return found

    def _money(self, item: Item) -> dict[str, Any]:
        """Amounts and state as the file says them now; a file without lines leaves the merchandise of known lines."""
        columns, first = item.given["columns"], item.given["first"]
        names = ["state", "status", "currency", "rate_micro", "received_minor", "refunded_minor", "document"]
        if item.given["facts"].lines or not OrderLine.objects.filter(order_id=item.record_id or 0).exists():
            names += ["total_minor", "merchandise_minor", "discount_minor", "tax_minor", "shipping_minor"]
            names += ["seller_voucher_minor", "platform_voucher_minor"]
        if "platform_fee" in first:
            names.append("platform_fee_minor")
        if "status" not in first:
            names.remove("status")
            if not is_cash_on_delivery(item.given["parcel"].method):
                names.remove("state")
        if "currency" not in first:
            names.remove("currency")
        return {name: columns[name] for name in names}

    def _replace_parts(self, item: Item, wanted: dict[str, Any], before: dict[str, Any]) -> bool:
        """Lines, payments and refunds that a later file states otherwise replace those of the earlier one."""
        pk, journal = item.record_id or 0, self.run.journal
        is_changed = False
        if item.given["facts"].lines:
            lines = self._lines(item)
            rows = OrderLine.objects.filter(order_id=pk).order_by("position")
            if list(rows.values_list(*LINE_COLUMNS)) != lines:
                journal.remove(OrderLine, rows.values_list("pk", flat=True))
                journal.add(OrderLine, LINE_COLUMNS, lines)
                is_changed = True
        if wanted.get("staff_id", before["staff_id"]) != before["staff_id"]:
            journal.remove(OrderCredit, OrderCredit.objects.filter(order=pk).values_list("pk", flat=True))
            journal.add(OrderCredit, CREDIT_COLUMNS, credits_of(item))
            is_changed = True
        moved = {
            name for name in ("received_minor", "refunded_minor") if wanted.get(name, before[name]) != before[name]
        }
        if moved or (item.key and "received_minor" in wanted):
            is_changed |= self._state_anew(
                Payment.objects.filter(order=pk, is_derived=True), PAYMENT_COLUMNS, payments_of(item), **self._derived()
            )
            if not tells_parcel_only(item):
                is_changed |= self._state_anew(
                    Refund.objects.filter(order=pk, import_run__isnull=False),
                    REFUND_COLUMNS,
                    refunds_of(item),
                    import_run_id=self.run.run_id,
                )
        return is_changed

    def _state_anew(
        self, known: QuerySet[Any], columns: Sequence[str], stated: Sequence[tuple[Any, ...]], **constants: Any
    ) -> bool:
        if sorted(known.values_list(*columns), key=str) == sorted(stated, key=str):
            return False
        self.run.journal.remove(known.model, known.values_list("pk", flat=True))
        self.run.journal.add(known.model, columns, stated, **constants)
        return True


def announce_removal(order_ids: Sequence[int]) -> None:
    """What accounts bought is added up anew once orders are gone."""
    accounts = Order.objects.filter(pk__in=order_ids, account__isnull=False).values_list("account_id", flat=True)
    if found := tuple(sorted(set(accounts))):
        publish(OrdersChanged(found))


def _written(run: RunContext, entry: Entry, code: str) -> str:
    column = run.columns.column_of(code)
    return entry.cells[run.columns.header.index(column)] if column in run.columns.header else str(entry.get(code))


def _shared_customs(entries: Sequence[Entry]) -> dict[str, Any]:
    """Custom values that are the document's: one value wherever the cell is filled."""
    seen: dict[str, set[Any]] = {}
    for entry in entries:
        for code, value in entry.custom.items():
            seen.setdefault(code, set()).add(value)
    return {code: next(iter(values)) for code, values in seen.items() if len(values) == 1}


def _line_customs(entries: Sequence[Entry], shared: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Row → the custom values that differ from line to line."""
    if len(entries) == 1:
        return {}
    return {
        entry.row: {code: value for code, value in entry.custom.items() if code not in shared}
        for entry in entries
        if entry.custom
    }


def _origin(run: RunContext) -> str:
    return Order.Origin.SHOP.value if run.format != "plain" else Order.Origin.IMPORT.value
