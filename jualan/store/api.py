"""Orders and checkouts over REST (read only: shops and files write them)."""

import datetime as dt
from typing import Any

from ninja import Query, Router, Schema

from jualan.core.api import PROBLEMS, Listing, page_of
from jualan.people.middleware import PersonRequest
from jualan.people.policy import get_visible
from jualan.store import queries
from jualan.store.models import Checkout, Order

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
    received_minor: int
    refunded_minor: int
    version: int


class OrderWhole(OrderOut):
    lines: list[LineOut]


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


@router.get("/checkouts", response={200: CheckoutPage, **PROBLEMS}, tags=["orders"], summary="List abandoned checkouts")
def list_checkouts(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(queries.checkouts(request.viewer), listing)


@router.get("/checkouts/{pk}", response={200: CheckoutOut, **PROBLEMS}, tags=["orders"], summary="One checkout")
def get_checkout(request: PersonRequest, pk: int) -> Checkout:
    return get_visible(request.viewer, Checkout, pk)
