"""Products from files, and from the two layouts in which Shopify writes them (one row a variant, more rows for pictures)."""

from collections.abc import Sequence
from typing import Any

from jualan.catalog.bulk import CategoriesByWord, ProductsByWord
from jualan.catalog.models import Product
from jualan.catalog.rules import PriceChanged
from jualan.core.bulk import insert_rows
from jualan.core.events import publish
from jualan.core.imports.items import CREATED, REPEATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.mapping import Columns, FieldSpec, FieldType, FormatSpec, KindSpec
from jualan.core.imports.rows import Entry, key_text
from jualan.core.imports.words import names_of
from jualan.core.normalise import name_key

SHOPIFY = FormatSpec(
    name="shopify",
    signatures=(
        frozenset({"handle", "title", "variantsku", "variantprice"}),
        frozenset({"urlhandle", "title", "sku", "price"}),
    ),
    columns={
        "sku": Columns(("variantsku", "sku")),
        "name": Columns(("title",)),
        "handle": Columns(("handle", "urlhandle")),
        "variant": Columns(
            ("option1value", "option2value", "option3value"),
            " / ",
        ),
        "category": Columns(("type", "productcategory")),
        "price": Columns(("variantprice", "price")),
        "cost": Columns(("costperitem",)),
        "currency": Columns(("currency",)),
    },
)

PRODUCTS = KindSpec(
    kind="products",
    record="product",
    model="jualan.catalog.models.Product",
    writer="jualan.catalog.importers.products.ProductWriter",
    export="jualan.catalog.importers.exports.PRODUCTS_EXPORT",
    needs=("sku", "name"),
    keys=(("sku",), ("name",)),
    facts=("sku", "currency", "price_micro", "cost_micro"),
    joins_by_name=True,
    formats=(SHOPIFY,),
    fields=(
        FieldSpec("sku", FieldType.ID, ("productcode", "productid", "itemcode", "stockcode", "code", "barcode", "kod", "kodproduk"), longest=120),
        FieldSpec("name", synonyms=("product", "productname", "title", "item", "itemname", "description", "produk", "nama", "namaproduk", "barang")),
        FieldSpec("category", synonyms=("series", "productcategory", "producttype", "type", "family", "group", "kategori", "jenis"), longest=200),
        FieldSpec("price", FieldType.UNIT_PRICE, ("salesprice", "unitprice", "listprice", "sellingprice", "retailprice", "regularprice", "harga", "hargajualan")),
        FieldSpec("cost", FieldType.UNIT_PRICE, ("costprice", "unitcost", "costperitem", "purchaseprice", "kos", "hargakos")),
        FieldSpec("currency", FieldType.CURRENCY, ("currencycode", "matawang")),
        FieldSpec("handle", FieldType.ID),
        FieldSpec("variant"),
    ),
)  # fmt: skip

DEFAULT_VARIANT = "Default Title"


class ProductWriter:
    """Joins by SKU, else by a name that one product bears; a SKU is never given twice."""

    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.products = ProductsByWord()
        self.categories = CategoriesByWord(run)
        self.titles: dict[str, str] = {}
        """Title of each handle: only a product's first row has it."""

    def key(self, entry: Entry) -> str:
        self._name_variant(entry)
        if sku := entry.get("sku"):
            return key_text("sku", sku)
        return key_text("name", name_key(entry.get("name"))) if entry.get("name") else ""

    def _name_variant(self, entry: Entry) -> None:
        """A variant is named by its product and its options; a row without SKU and price is only a further picture."""
        handle = entry.values.pop("handle", "")
        variant = entry.values.pop("variant", "")
        if not handle:
            return
        title = self.titles.setdefault(handle, entry.get("name"))
        is_picture = not entry.get("sku") and "price" not in entry.values
        if title and not is_picture:
            entry.values["name"] = title if variant in {"", DEFAULT_VARIANT} else f"{title} - {variant}"
        if is_picture:
            entry.values.clear()
            entry.custom.clear()

    def write(self, items: Sequence[Item]) -> None:
        changed: dict[int, dict[str, Any]] = {}
        new: dict[str, tuple[Item, tuple[Any, ...]]] = {}
        for item in items:
            if not item.values:
                item.result = REPEATED
                continue
            if item.get("sku") in new:  # the same SKU again: the row goes on with the product just read
                self._insert(list(new.values()))
                new.clear()
            pk = item.record_id or self._find(item)
            if _is_negative(item) or item.is_refused:
                continue
            if pk is None:
                new[item.get("sku") or item.key] = (item, self._row(item))
            else:
                item.record_id = pk
                changed[pk] = changed.get(pk, {}) | self._wanted(item)
        self._insert(list(new.values()))
        self._update(items, changed)

    def _find(self, item: Item) -> int | None:
        """The product a row means: its SKU; else its name, where that product has no other SKU."""
        sku, name = item.get("sku"), item.get("name")
        if sku and (found := self.products.with_sku(sku)) is not None:
            return found
        named = [pk for pk in self.products.named(name) if pk not in item.others] if name else []
        if sku and named:
            named = list(Product.objects.filter(pk__in=named, sku="").values_list("pk", flat=True))
        if len(named) > 1:
            item.refuse("ambiguous_name", "name", name)
        if len(named) == 1:
            item.others.add(named[0])
            return named[0]
        return None

    def _row(self, item: Item) -> tuple[Any, ...]:
        name = item.get("name") or item.get("sku")
        category = self.categories.category(item.get("category")) if item.get("category") else None
        return (
            item.get("sku"),
            name,
            name_key(name),
            category,
            item.get("currency") or self.run.options.currency.upper() or self.run.base_currency,
            item.get("price", None),
            item.get("cost", None),
            item.custom,
        )

    def _insert(self, new: Sequence[tuple[Item, tuple[Any, ...]]]) -> None:
        columns = ("sku", "name", "name_key", "category_id", "currency", "price_micro", "cost_micro", "custom")
        constants = {"import_run_id": self.run.run_id}
        ids = insert_rows(Product, columns, [row for _item, row in new], constants=constants)
        for pk, (item, row) in zip(ids, new, strict=True):
            item.record_id, item.result = pk, CREATED
            item.others.add(pk)
            self.products.note(pk, row[0], row[1])

    def _wanted(self, item: Item) -> dict[str, Any]:
        columns = {"sku": "sku", "price": "price_micro", "cost": "cost_micro", "currency": "currency"}
        wanted = {column: item.values[code] for code, column in columns.items() if code in item.values}
        if name := item.get("name"):
            wanted |= {"name": name, "name_key": name_key(name)}
        if category := item.get("category"):
            wanted["category_id"] = self.categories.category(category)
        return wanted | ({"custom": item.custom} if item.custom else {})

    def _update(self, items: Sequence[Item], changed: dict[int, dict[str, Any]]) -> None:
        _beside_what_is_there(changed)
        moved = self.run.journal.change(Product, changed)
        for pk in sorted(moved):
            if {"price_micro", "currency"} & set(changed[pk]):
                publish(PriceChanged(pk))
        for item in items:
            if item.record_id in changed and not item.result:
                item.result = UPDATED if item.record_id in moved else UNCHANGED


def _is_negative(item: Item) -> bool:
    for code in ("price", "cost"):
        if item.get(code, 0) < 0:
            item.refuse("amount_negative", code, item.get(code))
    return item.is_refused


def _beside_what_is_there(changed: dict[int, dict[str, Any]]) -> None:
    """Custom values are added to those the record has; a name it bears in some language leaves its translations."""
    for pk, name, custom in Product.objects.filter(pk__in=changed).values_list("pk", "name", "custom"):
        wanted = changed[pk]
        if "custom" in wanted:
            wanted["custom"] = {**custom, **wanted["custom"]}
        if "name" in wanted and wanted["name"] in names_of(name):
            del wanted["name"], wanted["name_key"]
