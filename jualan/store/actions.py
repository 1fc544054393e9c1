"""Writes of orders: taken by hand, paid, refunded, cancelled; what customers bought kept up."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum

from jualan.accounts.actions import customer_account
from jualan.catalog.models import Product
from jualan.core import records
from jualan.core.errors import RuleBroken
from jualan.core.events import publish
from jualan.core.money import line_total
from jualan.core.normalise import name_key
from jualan.core.workspace import base_currency, rate_on, today
from jualan.people.policy import SYSTEM, Viewer, require
from jualan.store.models import (
    CustomerStatistics,
    Fulfilment,
    Location,
    Order,
    OrderCredit,
    OrderLine,
    OrderState,
    Payment,
    ProductStock,
    Refund,
    StockLevel,
)
from jualan.store.policy import EDIT
from jualan.store.queries import bought_by, returned_parcels, stock_of
from jualan.store.rules import OrdersChanged, Parcel, StockChanged, is_cash_on_delivery, state_of_received, statistics


def take_order(values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], *, actor: Viewer) -> Order:
    """Write an order by hand. `lines` hold product, title, sku, quantity_milli and unit_price_micro.

    A buyer without an account gets a one-person account. Totals follow from the lines, discount, tax and shipping.
    """
    require(actor, EDIT)
    if not lines:
        raise RuleBroken("order_empty")
    currency = values.get("currency") or base_currency()
    placed_on = values.get("placed_on") or today()
    made = [_line(position, line, currency) for position, line in enumerate(lines, 1)]
    merchandise = sum(line.total_minor for line in made)
    merchandise -= values.get("discount_minor", 0) + values.get("seller_voucher_minor", 0)
    if merchandise < 0:
        raise RuleBroken("discount_too_high")
    facts = {"origin": Order.Origin.MANUAL, "state": OrderState.OUTSTANDING, "owner": actor.user, **values}
    buyer = facts.get("buyer")
    if facts.get("account") is None and buyer is not None:
        facts["account"] = customer_account(buyer, actor=actor)
    order = Order(**facts | {"currency": currency, "placed_on": placed_on, "merchandise_minor": merchandise})
    order.rate_micro = rate_on(currency, placed_on)
    order.total_minor = merchandise + order.tax_minor + order.shipping_minor
    if is_cash_on_delivery(order.payment_method):
        order.state = OrderState.ON_TERMS
    with transaction.atomic():
        records.create(order, actor)
        for line in made:
            line.order = order
        OrderLine.objects.bulk_create(made)
        if (credited := order.staff or order.owner) is not None:
            OrderCredit.objects.create(order=order, user=credited)
        _announce([order])
    return order


def _line(position: int, line: Mapping[str, Any], currency: str) -> OrderLine:
    total = line_total(line["unit_price_micro"], line["quantity_milli"], currency)
    return OrderLine(position=position, total_minor=total, **line)


def parcel_of(order: Order) -> Parcel:
    return Parcel(order.payment_method, order.fulfilment, order.delivered_on)


def _announce(orders: Iterable[Order]) -> None:
    if accounts := tuple(sorted({order.account_id for order in orders if order.account_id})):
        publish(OrdersChanged(accounts))


def take_payment(
    order: Order,
    amount_minor: int,
    *,
    paid_on: dt.date | None = None,
    method: str = "",
    reference: str = "",
    actor: Viewer,
) -> Payment:
    """Note money received for an order; the order is paid once nothing is left.

    Refuses nothing, overpayment, and money for a parcel that pays on delivery and is not delivered.
    """
    require(actor, EDIT)
    if parcel_of(order).is_collected_later:
        raise RuleBroken("not_delivered")
    if amount_minor <= 0 or order.received_minor + amount_minor > order.total_minor:
        raise RuleBroken("payment_amount", left_minor=order.total_minor - order.received_minor)
    day = paid_on or today()
    with transaction.atomic():
        payment = Payment.objects.create(
            order=order,
            amount_minor=amount_minor,
            currency=order.currency,
            rate_micro=rate_on(order.currency, day),
            paid_on=day,
            method=method,
            reference=reference,
        )
        received = order.received_minor + amount_minor
        state = state_of_received(order.state, received, order.total_minor)
        records.change(order, actor, {"received_minor": received, "state": state}, verb="payment_taken")
        _announce([order])
    return payment


def send_parcel(order: Order, *, actor: Viewer) -> None:
    """Note that the parcel is on its way."""
    require(actor, EDIT)
    records.change(order, actor, {"fulfilment": Fulfilment.SENT}, verb="sent")


def deliver_order(order: Order, *, delivered_on: dt.date | None = None, actor: Viewer) -> None:
    """Note that the parcel arrived; what it pays on delivery came in on that day."""
    require(actor, EDIT)
    day = delivered_on or today()
    with transaction.atomic():
        records.change(order, actor, {"delivered_on": day, "fulfilment": Fulfilment.DELIVERED}, verb="delivered")
        left = order.total_minor - order.received_minor
        if is_cash_on_delivery(order.payment_method) and left > 0:
            take_payment(order, left, paid_on=day, method=order.payment_method, actor=actor)


def return_parcel(order: Order, *, actor: Viewer) -> None:
    """Note that the parcel came back to the sender; what it would have paid on delivery is no sale."""
    require(actor, EDIT)
    came_back = Parcel(order.payment_method, Fulfilment.RETURNED)
    state = came_back.state(order.state)
    records.change(
        order, actor, {"fulfilment": Fulfilment.RETURNED, "delivered_on": None, "state": state}, verb="returned"
    )
    _announce([order])


def refund_order(
    order: Order,
    amount_minor: int,
    *,
    merchandise_minor: int | None = None,
    refunded_on: dt.date | None = None,
    actor: Viewer,
) -> Refund:
    """Give money back for an order. Unless split, it comes off the merchandise first. Refuses more than was received."""
    require(actor, EDIT)
    if amount_minor <= 0 or order.refunded_minor + amount_minor > order.received_minor:
        raise RuleBroken("refund_amount", left_minor=order.received_minor - order.refunded_minor)
    day = refunded_on or today()
    taken = sum(order.refunds.values_list("merchandise_minor", flat=True))
    share = min(amount_minor, order.merchandise_minor - taken) if merchandise_minor is None else merchandise_minor
    money = {"currency": order.currency, "rate_micro": rate_on(order.currency, day)}
    with transaction.atomic():
        refund = Refund.objects.create(
            order=order, amount_minor=amount_minor, merchandise_minor=share, refunded_on=day, **money
        )
        Payment.objects.create(order=order, amount_minor=-amount_minor, paid_on=day, method="refund", **money)
        refunded = order.refunded_minor + amount_minor
        records.change(order, actor, {"refunded_minor": refunded}, verb="refunded")
        _announce([order])
    return refund


def cancel_order(order: Order, *, actor: Viewer) -> None:
    """Cancel an order that nothing was received for."""
    require(actor, EDIT)
    if order.received_minor > order.refunded_minor:
        raise RuleBroken("order_paid")
    records.change(order, actor, {"state": OrderState.CANCELLED, "status": "cancelled"}, verb="cancelled")
    _announce([order])


def trash_order(order: Order, *, actor: Viewer) -> None:
    require(actor, EDIT)
    records.trash(order, actor)
    _announce([order])


def restore_order(order: Order, *, actor: Viewer) -> None:
    require(actor, EDIT)
    records.restore(order, actor)
    _announce([order])


def rebuild_statistics(account_ids: Sequence[int]) -> None:
    """Make anew what accounts bought and what came back; an account with neither has no row."""
    bought, returned = bought_by(account_ids), returned_parcels(account_ids)
    rows = []
    for account_id in bought | returned:
        figures = statistics(bought.get(account_id, ()))
        rows.append(
            CustomerStatistics(
                account_id=account_id,
                orders=figures.orders,
                spent_minor=figures.spent_minor,
                first_order_on=figures.first_order_on,
                last_order_on=figures.last_order_on,
                usual_gap_days=figures.usual_gap_days,
                expected_on=figures.expected_on,
                returned_parcels=returned.get(account_id, 0),
            )
        )
    with transaction.atomic():
        CustomerStatistics.objects.filter(account_id__in=account_ids).delete()
        CustomerStatistics.objects.bulk_create(rows, batch_size=1000)


def make_location(name: str, *, actor: Viewer) -> Location:
    """Return the place of this name, made if there is none."""
    require(actor, EDIT)
    found = Location.objects.filter(name_key=name_key(name)).first()
    return found or records.create(Location(name=name.strip(), name_key=name_key(name)), actor)


def count_stock(
    product: Product,
    levels: Mapping[str, Any],
    *,
    location: Location | None,
    as_of: dt.date | None = None,
    actor: Viewer,
) -> StockLevel:
    """Write down what lies of a product at a place on a day. `levels`: on_hand_milli, incoming_milli, expected_on."""
    require(actor, EDIT)
    day = as_of or today()
    with transaction.atomic():
        level = StockLevel.objects.filter(product=product, location=location, as_of=day, deleted_at=None).first()
        if level is None:
            level = records.create(StockLevel(product=product, location=location, as_of=day, **levels), actor)
        else:
            records.change(level, actor, levels)
        publish(StockChanged((product.pk,)))
    return level


def rebuild_stock(product_ids: Sequence[int]) -> None:
    """Make anew what lies of products over all places; one that was never counted has no row."""
    rows: dict[int, ProductStock] = {}
    for level in stock_of(product_ids):
        stock = rows.setdefault(
            level.product_id, ProductStock(product_id=level.product_id, on_hand_milli=0, incoming_milli=0)
        )
        stock.on_hand_milli += level.on_hand_milli
        stock.incoming_milli += level.incoming_milli
        if level.incoming_milli and level.expected_on:
            stock.expected_on = min(stock.expected_on or level.expected_on, level.expected_on)
    with transaction.atomic():
        ProductStock.objects.filter(product_id__in=product_ids).delete()
        ProductStock.objects.bulk_create(rows.values(), batch_size=1000)


def recount_received(order_ids: Sequence[int]) -> None:
    """Add up what orders received from their payments, after some of them went with their import."""
    paid = Payment.objects.filter(order_id__in=order_ids, amount_minor__gt=0)
    received = dict(paid.values_list("order").annotate(Sum("amount_minor")))
    orders = list(Order.objects.filter(pk__in=order_ids))
    for order in orders:
        order.received_minor = received.get(order.pk, 0)
        order.state = state_of_received(order.state, order.received_minor, order.total_minor)
        if order.import_run_id is None:
            told = {"received_minor": [None, order.received_minor], "state": [None, order.state]}
            records.audit("payment_removed", order, SYSTEM, told)
    Order.objects.bulk_update(orders, ["received_minor", "state"], batch_size=500)
    _announce(orders)
