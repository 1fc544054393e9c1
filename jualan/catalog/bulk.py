"""Products, categories and tiers that files name. Products are never made of a word; categories and tiers are."""

from collections.abc import Iterable

from jualan.catalog.models import Category, Product, ProductAlias, Tier
from jualan.core.bulk import insert_rows
from jualan.core.imports.items import RunContext
from jualan.core.imports.outcome import Made, record_label
from jualan.core.imports.stopped import WrongUse
from jualan.core.imports.words import Words, code_of, names_of
from jualan.core.normalise import name_key


class ProductsByWord:
    """Products of a run by SKU, name or another name they are called by."""

    def __init__(self) -> None:
        rows = list(Product.objects.filter(deleted_at=None).values_list("pk", "sku", "name"))
        self._skus = {sku: pk for pk, sku, _name in rows if sku}
        self._names: dict[str, list[int]] = {}
        for pk, _sku, name in rows:
            for word in names_of(name):
                self._names.setdefault(name_key(word), []).append(pk)
        self._aliases = dict(ProductAlias.objects.values_list("name_key", "product_id"))

    def with_sku(self, sku: str) -> int | None:
        return self._skus.get(sku)

    def named(self, name: str) -> list[int]:
        return self._names.get(name_key(name), [])

    def find(self, *words: str) -> int | None:
        """The product that the first telling word names, as SKU, as name or as alias; nothing where several bear it."""
        for word in filter(None, words):
            if word in self._skus:
                return self._skus[word]
            found = self.named(word)
            if len(found) == 1:
                return found[0]
            if name_key(word) in self._aliases:
                return self._aliases[name_key(word)]
        return None

    def note(self, pk: int, sku: str, name: str) -> None:
        """Let later rows find a product that was just written."""
        if sku:
            self._skus[sku] = pk
        if pk not in self._names.setdefault(name_key(name), []):
            self._names[name_key(name)].append(pk)


class CategoriesByWord:
    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._words = Words(Category)

    def category(self, word: str) -> int:
        return self._words.find_or(word, self._make)

    def _make(self, word: str) -> int:
        pk = insert_rows(Category, ("name", "name_key"), [(word, name_key(word))])[0]
        self._run.tally.note_made("category", word, record=record_label(Category, pk))
        return pk


class TiersByWord:
    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._words = Words(Tier, more=("code",))

    def tier(self, word: str) -> int:
        return self._words.find_or(word, self._make)

    def _make(self, word: str) -> int:
        codes = Tier.objects.values_list("code", flat=True)
        row = (code_of(word, codes)[:40], word, name_key(word), len(codes))
        pk = insert_rows(Tier, ("code", "name", "name_key", "position"), [row])[0]
        self._run.tally.note_made("tier", word, record=record_label(Tier, pk))
        return pk


def product_aliases() -> dict[str, str]:
    """What files call products by other names → the product's own name, so that a row reads the same either way."""
    rows = ProductAlias.objects.select_related("product")
    return {row.name_key: names_of(row.product.name)[0] for row in rows}


def add_product_aliases(pairs: Iterable[tuple[str, str]]) -> list[Made]:
    """Let files call products by other names, and say which of them are new; `WrongUse` where there is no such product."""
    made = []
    products = ProductsByWord()
    have = dict(ProductAlias.objects.values_list("name_key", "product_id"))
    for old, new in pairs:
        pk = products.find(new)
        if pk is None:
            raise WrongUse("alias_unknown", kind="product", name=new)
        if have.get(name_key(old)) != pk:
            alias, is_new = ProductAlias.objects.update_or_create(name_key=name_key(old), defaults={"product_id": pk})
            have[name_key(old)] = pk
            made += [Made("alias", old, new, record=record_label(ProductAlias, alias.pk))] if is_new else []
    return made
