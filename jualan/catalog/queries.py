"""Reads of products and prices; what a product costs is selected only for those who may see it."""

from django.db.models import Count, QuerySet

from jualan.catalog.models import Category, Price, PriceList, Product, Tier
from jualan.catalog.policy import COST
from jualan.catalog.rules import ListTerms, UnitPrice, unit_price
from jualan.core.errors import NotFound
from jualan.core.workspace import base_currency
from jualan.people.policy import Viewer, allowed, get_visible, visible


def products(viewer: Viewer) -> QuerySet[Product]:
    """Return visible products; without the permission the cost column is not selected."""
    rows = visible(viewer, Product).select_related("category")
    return rows if allowed(viewer, COST) else rows.defer("cost_micro")


def product_by_id(viewer: Viewer, pk: int, *, with_trash: bool = False) -> Product:
    return get_visible(viewer, Product, pk, with_trash=with_trash)


def price_lists(viewer: Viewer) -> QuerySet[PriceList]:
    return visible(viewer, PriceList).order_by("code")


def counted_price_lists(viewer: Viewer) -> QuerySet[PriceList]:
    """Return the price lists with `price_count`, how many prices of its own each holds."""
    return price_lists(viewer).annotate(price_count=Count("prices"))


def categories() -> QuerySet[Category]:
    return Category.objects.order_by("name_key")


def tiers() -> QuerySet[Tier]:
    return Tier.objects.select_related("price_list")


def terms_of(tier: Tier | None, product: Product) -> ListTerms | None:
    """Return the tier's price list as it treats one product."""
    if tier is None or tier.price_list is None or tier.price_list.currency != product.currency:
        return None
    prices = tier.price_list.prices.filter(product=product).values_list("from_quantity_milli", "unit_price_micro")
    return ListTerms(tier.price_list.code, tier.price_list.discount_bps, tuple(prices))


def price_for(product: Product, tier: Tier | None, quantity_milli: int) -> UnitPrice | None:
    """Return what a customer of this tier pays for one piece of this quantity; None = no price known."""
    return unit_price(product.price_micro, quantity_milli, terms_of(tier, product))


def product_search_rows(first: int, last: int) -> list[tuple[int, str, str, str]]:
    """Return the search text of living products in a range of ids; names in every language find them."""
    rows = Product.objects.filter(pk__range=(first, last), deleted_at=None).values_list("pk", "sku", "name")
    return [(pk, str(name), sku, " ".join(_all_languages(name))) for pk, sku, name in rows]


def _all_languages(name: object) -> list[str]:
    data = getattr(name, "data", name)
    return [str(text) for text in data.values()] if isinstance(data, dict) else [str(data)]


def tier_choices() -> list[tuple[str, str]]:
    return [(str(tier.pk), str(tier.name)) for tier in Tier.objects.all()]


def category_choices() -> list[tuple[str, str]]:
    return [(str(category.pk), str(category.name)) for category in categories()]


def prices_of(product: Product) -> QuerySet[Price]:
    """Return every price of a product over all lists."""
    return product.prices.select_related("price_list").order_by("price_list__code", "from_quantity_milli")


def price_by_id(viewer: Viewer, pk: int) -> Price:
    """Return one price of a list that the viewer sees."""
    found = Price.objects.filter(pk=pk, price_list__in=visible(viewer, PriceList)).select_related("product").first()
    if found is None:
        raise NotFound("not_found", kind="price", pk=pk)
    return found


def price_list_by_id(viewer: Viewer, pk: int) -> PriceList:
    return get_visible(viewer, PriceList, pk)


def price_list_choices(viewer: Viewer) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row.name)) for row in price_lists(viewer)]


def tier_by_id(pk: int) -> Tier:
    found = Tier.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", kind="tier", pk=pk)
    return found


def currency() -> str:
    """Return the currency that new prices are in."""
    return base_currency()


def product_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (id, name) of every visible product that is sold, by name."""
    rows = visible(viewer, Product).filter(is_active=True).order_by("name_key").values_list("pk", "name", "sku")
    return [(str(pk), f"{name} ({sku})" if sku else str(name)) for pk, name, sku in rows]
