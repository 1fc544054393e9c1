"""Writes abandoned checkouts of files."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from jualan.core.bulk import insert_rows
from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.rates import Rates
from jualan.core.imports.rows import Entry, key_text
from jualan.store.importers.buyers import Buyers, connection_of
from jualan.store.models import Checkout

COLUMNS = (
    "number",
    "connection_id",
    "contact_id",
    "buyer_name",
    "started_on",
    "started_at",
    "recovered_on",
    "currency",
    "rate_micro",
    "total_minor",
    "custom",
)


class CheckoutWriter:
    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.connection = connection_of(run)
        self.buyers = Buyers(run)
        self.rates = Rates(run.base_currency)

    def key(self, entry: Entry) -> str:
        return key_text("number", entry.get("number")) if entry.get("number") else ""

    def write(self, items: Sequence[Item]) -> None:
        for item in items:
            first = {code: value for entry in reversed(item.entries) for code, value in entry.values.items()}
            item.given |= {"first": first, "columns": self._columns(item, first)}
        self.buyers.join(items, with_accounts=False)
        for item in items:
            item.given["columns"]["contact_id"] = item.given["columns"].pop("buyer_id")
        self._insert([item for item in items if item.record_id is None])
        self._update([item for item in items if not item.result])

    def _columns(self, item: Item, first: dict[str, Any]) -> dict[str, Any]:
        started, recovered = first.get("started_on"), first.get("recovered_on")
        currency = first.get("currency") or self.run.options.currency.upper() or self.run.base_currency
        customs = {code: value for entry in reversed(item.entries) for code, value in entry.custom.items()}
        return {
            "number": first.get("number") or f"~{item.row_hash[:12]}-{item.occurrence}",
            "connection_id": self.connection,
            "buyer_id": None,
            "buyer_name": first.get("customer_name", ""),
            "started_on": started.day if started else None,
            "started_at": started.at if started else None,
            "recovered_on": recovered.day if recovered else None,
            "currency": currency,
            "rate_micro": self.rates.rate(currency, started.day if started else self.run.today),
            "total_minor": first.get("total", 0),
            "custom": customs,
        }

    def _insert(self, items: Sequence[Item]) -> None:
        pick = itemgetter(*COLUMNS)
        rows = [pick(item.given["columns"]) for item in items]
        ids = insert_rows(Checkout, COLUMNS, rows, constants={"import_run_id": self.run.run_id})
        for pk, item in zip(ids, items, strict=True):
            item.record_id, item.result = pk, CREATED

    def _update(self, items: Sequence[Item]) -> None:
        before = dict(Checkout.objects.filter(pk__in=[item.record_id for item in items]).values_list("pk", "custom"))
        wanted: dict[int, dict[str, Any]] = {}
        for item in items:
            columns = {
                name: value for name, value in item.given["columns"].items() if value and name != "connection_id"
            }
            if "total" not in item.given["first"]:
                columns.pop("total_minor", None)
            if "custom" in columns:
                columns["custom"] = {**before[item.record_id or 0], **columns["custom"]}
            wanted[item.record_id or 0] = columns
        changed = self.run.journal.change(Checkout, wanted)
        for item in items:
            item.result = UPDATED if item.record_id in changed else UNCHANGED
