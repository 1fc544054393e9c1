"""Orders, payments, stock and checkouts over REST (read only: shops and files write them)."""

import datetime as dt
from typing import Any

from ninja import Query, Router, Schema

from jualan.core.api import PROBLEMS, Listing, page_of
from jualan.people.middleware import PersonRequest
from jualan.people.policy import get_visible
from jualan.store import queries
from jualan.store.models import Checkout, Order, Payment, StockLevel

router = Router()


class LineOut(Schema):
    position: int
    sku: str
    title: str
    quantity_milli: int
    unit_price_micro: int
    total_minor: int


class OrderOut(Schema):
    id: int
    number: str
    document: str
    account_id: int | None
    placed_on: dt.date | None
    status: str
    state: str
    currency: str
    total_minor: int
    merchandise_minor: int
    seller_voucher_minor: int
    platform_voucher_minor: int
    platform_fee_minor: int
    received_minor: int
    refunded_minor: int
    location: str
    staff_id: int | None
    payment_method: str
    fulfilment_status: str
    fulfilment: str
    delivered_on: dt.date | None
    due_on: dt.date | None
    ship_to_name: str
    ship_to_phone: str
    version: int

    @staticmethod
    def resolve_location(order: Order) -> str:
        return order.location.name if order.location else ""


class PaymentOut(Schema):
    id: int
    order_id: int
    order_number: str
    paid_on: dt.date
    amount_minor: int
    currency: str
    method: str
    reference: str
    is_derived: bool

    @staticmethod
    def resolve_order_number(payment: Payment) -> str:
        return payment.order.number if payment.order else ""


class PaymentPage(Schema):
    items: list[PaymentOut]
    next: int | None


class CreditOut(Schema):
    user_id: int
    share_bps: int


class OrderWhole(OrderOut):
    lines: list[LineOut]
    payments: list[PaymentOut]
    credits: list[CreditOut]


class StockOut(Schema):
    id: int
    product_id: int
    sku: str
    location: str
    as_of: dt.date
    on_hand_milli: int
    incoming_milli: int
    expected_on: dt.date | None

    @staticmethod
    def resolve_sku(level: StockLevel) -> str:
        return level.product.sku

    @staticmethod
    def resolve_location(level: StockLevel) -> str:
        return level.location.name if level.location else ""


class StockPage(Schema):
    items: list[StockOut]
    next: int | None


class OrderPage(Schema):
    items: list[OrderOut]
    next: int | None


class CheckoutOut(Schema):
    id: int
    number: str
    contact_id: int | None
    started_on: dt.date | None
    recovered_on: dt.date | None
    currency: str
    total_minor: int


class CheckoutPage(Schema):
    items: list[CheckoutOut]
    next: int | None


@router.get("/orders", response={200: OrderPage, **PROBLEMS}, tags=["orders"], summary="List orders")
def list_orders(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(queries.orders(request.viewer), listing)


@router.get("/orders/{pk}", response={200: OrderWhole, **PROBLEMS}, tags=["orders"], summary="One order with its lines")
def get_order(request: PersonRequest, pk: int) -> Order:
    return queries.order_by_id(request.viewer, pk)


@router.get("/payments", response={200: PaymentPage, **PROBLEMS}, tags=["orders"], summary="List payments of orders")
def list_payments(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(queries.payments(request.viewer), listing)


@router.get("/stock", response={200: StockPage, **PROBLEMS}, tags=["products"], summary="List stock levels, day by day")
def list_stock(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(queries.stock_levels(request.viewer), listing)


@router.get("/checkouts", response={200: CheckoutPage, **PROBLEMS}, tags=["orders"], summary="List abandoned checkouts")
def list_checkouts(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(queries.checkouts(request.viewer), listing)


@router.get("/checkouts/{pk}", response={200: CheckoutOut, **PROBLEMS}, tags=["orders"], summary="One checkout")
def get_checkout(request: PersonRequest, pk: int) -> Checkout:
    return get_visible(request.viewer, Checkout, pk)
