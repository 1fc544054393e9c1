"""Orders, one row a line, and checkouts as files. What is the order's stands on its first row, as shops write it."""

from collections.abc import Iterable, Iterator
from typing import Any

from jualan.core.imports.exporting import Export, batches
from jualan.core.imports.words import names_of
from jualan.people.bulk import people_as_words
from jualan.people.policy import Viewer, visible
from jualan.store.models import Checkout, Order, OrderLine, OrderState, Payment, StockLevel

Row = tuple[int, dict[str, Any], dict[str, Any]]


def order_rows(viewer: Viewer) -> Iterator[Row]:
    owners = people_as_words()
    for batch in batches(visible(viewer, Order).select_related("buyer", "channel", "location")):
        lines, paid = _lines(batch), _paid_on(batch)
        for order in batch:
            first = _order_values(order, owners, paid)
            rows = lines.get(order.pk) or [({}, {})]
            for place, (line, custom) in enumerate(rows):
                shared = (
                    {**first, **line} if place == 0 else {"number": order.number, **line, "currency": order.currency}
                )
                yield order.pk, shared, {**(order.custom if place == 0 else {}), **custom}


def _order_values(order: Order, owners: dict[int, str], paid: dict[int, Any]) -> dict[str, Any]:
    is_order = order.document == Order.Document.ORDER
    buyer = order.buyer
    return {
        "number": order.number,
        "placed_on": (order.placed_on, order.placed_at),
        "customer_name": order.buyer_name,
        "email": buyer.email if buyer else "",
        "phone": buyer.phone if buyer else "",
        "country": order.country,
        "channel": names_of(order.channel.name)[0] if order.channel else "",
        "owner": owners.get(order.owner_id or 0),
        "staff": owners.get(order.staff_id or 0),
        "location": order.location.name if order.location else "",
        "status": order.status,
        "total": order.buyer_pays_minor if is_order else None,
        "currency": order.currency,
        "paid_on": paid.get(order.pk),
        "tags": order.tags,
        "discount": order.discount_minor or None,
        "tax": order.tax_minor or None,
        "shipping": order.shipping_minor or None,
        "refunded": order.refunded_minor if is_order and order.refunded_minor else None,
        "outstanding": order.total_minor - order.received_minor if is_order and order.received_minor else None,
        "terms": "terms" if order.state == OrderState.ON_TERMS else "",
        "ship_to": order.ship_to,
        "ship_to_name": order.ship_to_name,
        "ship_to_phone": order.ship_to_phone,
        "payment_method": order.payment_method,
        "fulfilment_status": order.fulfilment_status,
        "delivered_on": order.delivered_on,
        "due_on": order.due_on,
        "platform_fee": order.platform_fee_minor or None,
        "seller_voucher": order.seller_voucher_minor or None,
        "platform_voucher": order.platform_voucher_minor or None,
    }


def _lines(orders: Iterable[Order]) -> dict[int, list[tuple[dict[str, Any], dict[str, Any]]]]:
    found: dict[int, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    rows = OrderLine.objects.filter(order__in=list(orders)).order_by("order_id", "position")
    for order, sku, title, quantity, price, custom in rows.values_list(
        "order_id", "sku", "title", "quantity_milli", "unit_price_micro", "custom"
    ):
        values = {"sku": sku, "title": title, "quantity": quantity, "unit_price": price}
        found.setdefault(order, []).append((values, custom))
    return found


def _paid_on(orders: Iterable[Order]) -> dict[int, Any]:
    rows = Payment.objects.filter(order__in=list(orders), amount_minor__gt=0, is_day_stated=True).order_by("-pk")
    return dict(rows.values_list("order_id", "paid_on"))


def checkout_rows(viewer: Viewer) -> Iterator[Row]:
    for batch in batches(visible(viewer, Checkout).select_related("contact")):
        for checkout in batch:
            contact = checkout.contact
            values = {
                "number": checkout.number,
                "started_on": (checkout.started_on, checkout.started_at),
                "customer_name": checkout.buyer_name,
                "email": contact.email if contact else "",
                "phone": contact.phone if contact else "",
                "total": checkout.total_minor,
                "currency": checkout.currency,
                "recovered_on": checkout.recovered_on,
            }
            yield checkout.pk, values, checkout.custom


def stock_rows(viewer: Viewer) -> Iterator[Row]:
    for batch in batches(visible(viewer, StockLevel).select_related("product", "location")):
        for level in batch:
            values = {
                "sku": level.product.sku or names_of(level.product.name)[0],
                "location": level.location.name if level.location else "",
                "on_hand": level.on_hand_milli,
                "incoming": level.incoming_milli,
                "expected_on": level.expected_on,
                "as_of": level.as_of,
            }
            yield level.pk, values, level.custom


def payment_rows(viewer: Viewer) -> Iterator[Row]:
    """Payments that were noted one by one; what an order's own file says in sum goes with the orders."""
    for batch in batches(
        visible(viewer, Payment).filter(is_derived=False, order__deleted_at=None).select_related("order")
    ):
        for payment in batch:
            values = {
                "order_number": payment.order.number if payment.order else "",
                "paid_on": payment.paid_on,
                "amount": payment.amount_minor,
                "method": payment.method,
                "reference": payment.reference,
                "currency": payment.currency,
            }
            yield payment.pk, values, payment.custom


ORDERS_EXPORT = Export(
    (
        "number",
        "placed_on",
        "customer_name",
        "email",
        "phone",
        "country",
        "channel",
        "owner",
        "staff",
        "location",
        "status",
        "total",
        "currency",
        "paid_on",
        "tags",
        "sku",
        "title",
        "quantity",
        "unit_price",
        "discount",
        "tax",
        "shipping",
        "refunded",
        "outstanding",
        "terms",
        "ship_to",
        "ship_to_name",
        "ship_to_phone",
        "payment_method",
        "fulfilment_status",
        "delivered_on",
        "due_on",
        "platform_fee",
        "seller_voucher",
        "platform_voucher",
    ),
    order_rows,
)
CHECKOUTS_EXPORT = Export(
    ("number", "started_on", "customer_name", "email", "phone", "total", "currency", "recovered_on"), checkout_rows
)
STOCK_EXPORT = Export(("sku", "location", "on_hand", "incoming", "expected_on", "as_of"), stock_rows)
PAYMENTS_EXPORT = Export(("order_number", "paid_on", "amount", "method", "reference", "currency"), payment_rows)
