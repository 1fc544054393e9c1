"""What lies where, from files: one level a product, location and day; a later day is a further row."""

from collections.abc import Sequence
from typing import Any

from jualan.catalog.bulk import ProductsByWord
from jualan.core.bulk import insert_rows
from jualan.core.events import publish
from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.rows import Entry, key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.normalise import name_key
from jualan.store.importers.places import LocationsByWord
from jualan.store.models import StockLevel
from jualan.store.rules import StockChanged

COLUMNS = ("product_id", "location_id", "as_of", "on_hand_milli", "incoming_milli", "expected_on", "custom")
WHOSE = ("product_id", "location_id", "as_of")


class StockWriter:
    """A file without a day speaks of the day it is imported."""

    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.products = ProductsByWord()
        self.locations = LocationsByWord(run)

    def key(self, entry: Entry) -> str:
        if not entry.get("sku"):
            return ""
        day = entry.get("as_of", None)
        return key_text("stock", entry.get("sku"), name_key(entry.get("location")), day.day if day else "")

    def write(self, items: Sequence[Item]) -> None:
        for item in items:
            self._work_out(item)
        open_items = [item for item in items if not item.is_refused]
        self._find_known(open_items)
        new: dict[Any, Item] = {}
        for item in open_items:
            if item.record_id is None and new.setdefault(_whose(item), item) is not item:
                item.refuse("stock_twice", "sku", item.get("sku"))
        rows = [tuple(item.given[name] for name in COLUMNS) for item in new.values()]
        ids = insert_rows(StockLevel, COLUMNS, rows, constants={"import_run_id": self.run.run_id})
        for pk, item in zip(ids, new.values(), strict=True):
            item.record_id, item.result = pk, CREATED
        self._update([item for item in open_items if not item.result])
        if changed := {item.given["product_id"] for item in open_items if item.result in {CREATED, UPDATED}}:
            publish(StockChanged(tuple(sorted(changed))))

    def _work_out(self, item: Item) -> None:
        product = self.products.find(item.get("sku"))
        if product is None:
            item.refuse("product_unknown", "sku", item.get("sku"))
            return
        try:
            location = self.locations.location(item.get("location")) if item.get("location") else None
        except Ambiguous as word:
            item.refuse("ambiguous_location", "location", word)
            return
        day, expected = item.get("as_of", None), item.get("expected_on", None)
        item.given |= {
            "product_id": product,
            "location_id": location,
            "as_of": day.day if day else self.run.today,
            "on_hand_milli": item.get("on_hand", 0),
            "incoming_milli": item.get("incoming", 0),
            "expected_on": expected.day if expected else None,
            "custom": item.custom,
        }

    def _find_known(self, items: Sequence[Item]) -> None:
        """The level of this product, place and day; what a file without a day said on an earlier one stays."""
        days = {item.given["as_of"] for item in items}
        rows = StockLevel.objects.filter(as_of__in=days, deleted_at=None).values_list("pk", *WHOSE)
        known = {tuple(row): pk for pk, *row in rows}
        for item in items:
            item.record_id = known.get(_whose(item))

    def _update(self, items: Sequence[Item]) -> None:
        before = dict(StockLevel.objects.filter(pk__in=[item.record_id for item in items]).values_list("pk", "custom"))
        told = {"on_hand": "on_hand_milli", "incoming": "incoming_milli", "expected_on": "expected_on"}
        wanted = {}
        for item in items:
            pk = item.record_id or 0
            wanted[pk] = {column: item.given[column] for code, column in told.items() if code in item.values}
            if item.custom:
                wanted[pk]["custom"] = {**before[pk], **item.custom}
        changed = self.run.journal.change(StockLevel, wanted)
        for item in items:
            item.result = UPDATED if item.record_id in changed else UNCHANGED


def _whose(item: Item) -> tuple[Any, ...]:
    return tuple(item.given[name] for name in WHOSE)


def announce_removal(stock_ids: Sequence[int]) -> None:
    """What lies of a product is added up anew once levels are gone."""
    products = StockLevel.objects.filter(pk__in=stock_ids).values_list("product_id", flat=True)
    if found := tuple(sorted(set(products))):
        publish(StockChanged(found))
