"""Writes of orders: taken by hand, paid, refunded, cancelled; what customers bought kept up."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from jualan.accounts.actions import customer_account
from jualan.core import records
from jualan.core.errors import RuleBroken
from jualan.core.events import publish
from jualan.core.money import line_total
from jualan.core.workspace import base_currency, rate_on, today
from jualan.people.policy import Viewer, require
from jualan.store.models import CustomerStatistics, Order, OrderCredit, OrderLine, OrderState, Payment, Refund
from jualan.store.policy import EDIT
from jualan.store.queries import bought_by
from jualan.store.rules import OrdersChanged, statistics


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
    merchandise = sum(line.total_minor for line in made) - values.get("discount_minor", 0)
    if merchandise < 0:
        raise RuleBroken("discount_too_high")
    facts = {"origin": Order.Origin.MANUAL, "state": OrderState.OUTSTANDING, "owner": actor.user, **values}
    buyer = facts.get("buyer")
    if facts.get("account") is None and buyer is not None:
        facts["account"] = customer_account(buyer, actor=actor)
    order = Order(**facts | {"currency": currency, "placed_on": placed_on, "merchandise_minor": merchandise})
    order.rate_micro = rate_on(currency, placed_on)
    order.total_minor = merchandise + order.tax_minor + order.shipping_minor
    with transaction.atomic():
        records.create(order, actor)
        for line in made:
            line.order = order
        OrderLine.objects.bulk_create(made)
        if order.owner is not None:
            OrderCredit.objects.create(order=order, user=order.owner)
        _announce([order])
    return order


def _line(position: int, line: Mapping[str, Any], currency: str) -> OrderLine:
    total = line_total(line["unit_price_micro"], line["quantity_milli"], currency)
    return OrderLine(position=position, total_minor=total, **line)


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
    """Note money received for an order; the order is paid once nothing is left. Refuses nothing and overpayment."""
    require(actor, EDIT)
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
        state = OrderState.PAID if received >= order.total_minor else OrderState.PARTLY_PAID
        records.change(order, actor, {"received_minor": received, "state": state}, verb="payment_taken")
        _announce([order])
    return payment


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
    """Make anew what accounts bought; an account without counted orders has no row."""
    bought = bought_by(account_ids)
    rows = []
    for account_id, orders in bought.items():
        figures = statistics(orders)
        rows.append(
            CustomerStatistics(
                account_id=account_id,
                orders=figures.orders,
                spent_minor=figures.spent_minor,
                first_order_on=figures.first_order_on,
                last_order_on=figures.last_order_on,
                usual_gap_days=figures.usual_gap_days,
                expected_on=figures.expected_on,
            )
        )
    with transaction.atomic():
        CustomerStatistics.objects.filter(account_id__in=account_ids).delete()
        CustomerStatistics.objects.bulk_create(rows, batch_size=1000)
