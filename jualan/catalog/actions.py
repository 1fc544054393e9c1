"""Writes of products, prices and tiers."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from jualan.catalog.models import Category, Price, PriceList, Product, ProductAlias, Tier
from jualan.catalog.policy import COST, EDIT
from jualan.catalog.rules import PriceChanged
from jualan.core import records
from jualan.core.errors import RuleBroken
from jualan.core.events import publish
from jualan.core.models import Batch
from jualan.core.normalise import name_key
from jualan.people.policy import Viewer, require


def add_product(values: Mapping[str, Any], *, actor: Viewer) -> Product:
    """Add a product. Refuses an empty name, a SKU that is taken, a cost from someone who may not see it."""
    require(actor, EDIT)
    _check(values, actor)
    product = Product(**values, name_key=name_key(_plain_name(values["name"])))
    records.create(product, actor)
    if isinstance(values["name"], Mapping):
        product.refresh_from_db(fields=["name"])  # so that it reads in the language of the screen
    return product


def change_product(product: Product, values: dict[str, Any], *, actor: Viewer, version: int | None = None) -> None:
    """Change a product; a new list price is announced to whoever estimates by it."""
    require(actor, EDIT)
    _check(values, actor, product)
    if "name" in values:
        values["name_key"] = name_key(_plain_name(values["name"]))
    with transaction.atomic():
        changed = records.change(product, actor, values, version=version)
        if {"price_micro", "currency"} & set(changed):
            publish(PriceChanged(product.pk))


def _plain_name(name: Any) -> str:
    """Return the English text of a name given as text or per language."""
    data = getattr(name, "data", name)
    return (data.get("en") or next(iter(data.values()), "")) if isinstance(data, dict) else str(data)


def _check(values: Mapping[str, Any], actor: Viewer, product: Product | None = None) -> None:
    if "cost_micro" in values:
        require(actor, COST)
    if "name" in values and not name_key(_plain_name(values["name"])):
        raise RuleBroken("name_missing")
    sku = values.get("sku")
    others = Product.objects.exclude(pk=product.pk) if product else Product.objects.all()
    if sku and others.filter(sku=sku, deleted_at__isnull=True).exists():
        raise RuleBroken("sku_taken", sku=sku)


def make_category(name: str, *, actor: Viewer) -> Category:
    """Return the category of this name, made if there is none."""
    found = Category.objects.filter(name_key=name_key(name)).first()
    return found or records.create(Category(name=name.strip(), name_key=name_key(name)), actor)


def add_price_list(code: str, name: Any, currency: str, *, discount_bps: int = 0, actor: Viewer) -> PriceList:
    require(actor, EDIT)
    if PriceList.objects.filter(code=code).exists():
        raise RuleBroken("code_taken", code=code)
    return records.create(PriceList(code=code, name=name, currency=currency, discount_bps=discount_bps), actor)


def set_price(
    price_list: PriceList, product: Product, unit_price_micro: int, *, from_quantity_milli: int = 0, actor: Viewer
) -> Price:
    """State the price of a product in a list from a quantity on."""
    require(actor, EDIT)
    key = {"price_list": price_list, "product": product, "from_quantity_milli": from_quantity_milli}
    found = Price.objects.filter(**key).first()
    if found is None:
        return records.create(Price(**key, unit_price_micro=unit_price_micro), actor)
    records.change(found, actor, {"unit_price_micro": unit_price_micro})
    return found


def remove_price(price: Price, *, actor: Viewer) -> None:
    require(actor, EDIT)
    with transaction.atomic():
        records.audit("price_removed", price.price_list, actor, {"product": price.product_id})
        price.delete()


def make_tier(code: str, name: Any, *, price_list: PriceList | None = None, actor: Viewer) -> Tier:
    """Return the tier of this code, made if there is none."""
    require(actor, EDIT)
    found = Tier.objects.filter(code=code).first()
    if found:
        return found
    tier = Tier(
        code=code, name=name, name_key=name_key(_plain_name(name)), price_list=price_list, position=Tier.objects.count()
    )
    return records.create(tier, actor)


def change_tier(
    tier: Tier, *, price_list: PriceList | None, minimum_order_minor: int | None = None, actor: Viewer
) -> None:
    """Give a tier its price list and the least an order is worth (base minor units; None leaves it)."""
    require(actor, EDIT)
    if minimum_order_minor is not None and minimum_order_minor < 0:
        raise RuleBroken("amount_negative")
    least = {} if minimum_order_minor is None else {"minimum_order_minor": minimum_order_minor}
    records.change(tier, actor, {"price_list": price_list, **least})


def add_alias(product: Product, name: str, *, actor: Viewer) -> ProductAlias:
    """Let files call a product by another name."""
    require(actor, EDIT)
    found = ProductAlias.objects.filter(name_key=name_key(name)).first()
    return found or records.create(ProductAlias(product=product, name_key=name_key(name)), actor)


def bulk_trash(product: Product, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "delete" over a selection."""
    del value
    require(actor, EDIT)
    records.change(product, actor, {"deleted_at": timezone.now()}, verb="trashed", batch=batch)


def trash_product(product: Product, *, actor: Viewer) -> None:
    require(actor, EDIT)
    records.trash(product, actor)


def restore_product(product: Product, *, actor: Viewer) -> None:
    require(actor, EDIT)
    records.restore(product, actor)
