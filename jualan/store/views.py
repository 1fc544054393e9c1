"""Orders and checkouts on the screen."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jualan.accounts.queries import account_by_id
from jualan.core.lists.screen import list_page
from jualan.core.workspace import base_currency
from jualan.people.middleware import PersonRequest
from jualan.people.policy import require, visible
from jualan.store import queries
from jualan.store.lists import CHECKOUTS, ORDERS
from jualan.store.models import Checkout, Order
from jualan.store.policy import VIEW


@require_GET
def order_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    return list_page(request, ORDERS, visible(request.viewer, Order))


@require_GET
def order_detail(request: PersonRequest, pk: int) -> HttpResponse:
    order = queries.order_by_id(request.viewer, pk)
    crumbs = [(_("Orders"), reverse("store:order-list"))]
    context = {"order": order, "minimum_minor": queries.minimum_missed(order), "base": base_currency()}
    return render(request, _template(request, "store/order_detail.html"), context | {"crumbs": crumbs})


def _template(request: PersonRequest, name: str) -> str:
    return f"{name}#panel" if "panel" in (request.htmx.target or "") else name


@require_GET
def account_orders(request: PersonRequest, pk: int) -> HttpResponse:
    """The fragment of a customer's page: what they bought."""
    account = account_by_id(request.viewer, pk)
    orders = queries.orders_of(request.viewer, account.pk)
    context = {"account": account, "orders": orders[:8], "statistics": queries.statistics_of(account.pk)}
    return render(request, "store/account_orders.html", context)


@require_GET
def product_stock(request: PersonRequest, pk: int) -> HttpResponse:
    """The fragment of a product's page: where it lies and what is on its way."""
    levels = queries.product_stock(request.viewer, pk)
    total = sum(level.on_hand_milli for level in levels)
    return render(request, "store/product_stock.html", {"levels": levels, "total_milli": total})


@require_GET
def checkout_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    return list_page(request, CHECKOUTS, visible(request.viewer, Checkout))


@require_GET
def checkout_detail(request: PersonRequest, pk: int) -> HttpResponse:
    checkout = queries.checkout_by_id(request.viewer, pk)
    crumbs = [(_("Abandoned checkouts"), reverse("store:checkout-list"))]
    return render(request, _template(request, "store/checkout_detail.html"), {"checkout": checkout, "crumbs": crumbs})
