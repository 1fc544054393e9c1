"""Reads of orders, checkouts and what customers bought."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Prefetch, QuerySet, Sum

from jualan.catalog.queries import product_by_id
from jualan.catalog.rules import is_below_minimum
from jualan.core.money import to_base
from jualan.core.workspace import base_currency
from jualan.people.policy import Viewer, get_visible, visible
from jualan.store.models import (
    Checkout,
    CustomerStatistics,
    Fulfilment,
    Location,
    Order,
    OrderLine,
    Payment,
    Refund,
    StockLevel,
)
from jualan.store.rules import COUNTED, Bought


def orders(viewer: Viewer) -> QuerySet[Order]:
    """Return visible documents with what a list row shows."""
    return visible(viewer, Order).select_related("account__tier", "buyer", "owner", "staff", "channel", "location")


def order_by_id(viewer: Viewer, pk: int) -> Order:
    """Return one order; its lines, payments and refunds come along."""
    get_visible(viewer, Order, pk)
    lines = Prefetch("lines", OrderLine.objects.select_related("product").order_by("position"))
    return orders(viewer).prefetch_related(lines, "payments", "refunds", "credits__user").get(pk=pk)


def minimum_missed(order: Order) -> int | None:
    """Return the least an order of this customer's tier is worth, where this one is worth less; base minor units."""
    tier = order.account.tier if order.account else None
    worth = to_base(order.merchandise_minor, order.rate_micro, order.currency, base_currency())
    if tier is None or order.document != Order.Document.ORDER or not is_below_minimum(worth, tier.minimum_order_minor):
        return None
    return tier.minimum_order_minor


def orders_of(viewer: Viewer, account_id: int) -> QuerySet[Order]:
    return orders(viewer).filter(account_id=account_id).order_by("-placed_on", "-pk")


def checkouts(viewer: Viewer) -> QuerySet[Checkout]:
    return visible(viewer, Checkout).select_related("contact")


def statistics_of(account_id: int) -> CustomerStatistics | None:
    return CustomerStatistics.objects.filter(account_id=account_id).first()


def bought_by(account_ids: Collection[int]) -> dict[int, list[Bought]]:
    """Return the counted orders of accounts in base money; orders without a rate are left out."""
    base = base_currency()
    rows = Order.objects.filter(
        account_id__in=account_ids,
        document=Order.Document.ORDER,
        state__in=COUNTED,
        merchandise_minor__gt=0,
        placed_on__isnull=False,
        deleted_at__isnull=True,
    ).values_list("pk", "account_id", "placed_on", "merchandise_minor", "rate_micro", "currency")
    refunds = dict(
        Refund.objects.filter(order__account_id__in=account_ids)
        .values_list("order")
        .annotate(s=Sum("merchandise_minor"))
    )
    found: dict[int, list[Bought]] = defaultdict(list)
    for pk, account_id, placed_on, merchandise, rate, currency in rows:
        amount = to_base(merchandise, rate, currency, base)
        if amount is not None and placed_on is not None:
            refunded = to_base(refunds.get(pk, 0), rate, currency, base) or 0
            found[account_id].append(Bought(placed_on, amount, refunded))
    return found


def returned_parcels(account_ids: Collection[int]) -> dict[int, int]:
    """Return how many parcels of accounts came back to the sender."""
    rows = Order.objects.filter(account_id__in=account_ids, fulfilment=Fulfilment.RETURNED, deleted_at=None)
    return {pk: number for pk, number in rows.values_list("account_id").annotate(n=Count("pk")) if pk}


def stock_of(product_ids: Collection[int]) -> list[StockLevel]:
    """Return the newest level of each product and place, places by name; nothing where none was ever counted."""
    rows = StockLevel.objects.filter(product_id__in=product_ids, deleted_at=None).select_related("location")
    newest = {(row.product_id, row.location_id): row for row in rows.order_by("as_of", "pk")}
    return sorted(newest.values(), key=lambda row: (row.product_id, row.location.name_key if row.location else ""))


def location_choices() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Location.objects.order_by("name_key").values_list("pk", "name")]


def product_stock(viewer: Viewer, pk: int) -> list[StockLevel]:
    """Return where a visible product lies now; raises NotFound."""
    return stock_of([product_by_id(viewer, pk).pk])


def stock_levels(viewer: Viewer) -> QuerySet[StockLevel]:
    return visible(viewer, StockLevel).select_related("product", "location")


def payments(viewer: Viewer) -> QuerySet[Payment]:
    """Return the payments of visible orders, those too that are only known in sum."""
    return visible(viewer, Payment).filter(order__deleted_at=None).select_related("order")


def order_search_rows(first: int, last: int) -> list[tuple[int, str, str, str]]:
    """Return the search text of living documents in a range of ids."""
    rows = Order.objects.filter(pk__range=(first, last), deleted_at=None)
    fields = rows.values_list("pk", "number", "account__name", "buyer_name", "tags")
    return [(pk, number, account or buyer, f"{buyer} {tags}") for pk, number, account, buyer, tags in fields]


def checkout_by_id(viewer: Viewer, pk: int) -> Checkout:
    return get_visible(viewer, Checkout, pk)
