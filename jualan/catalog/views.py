"""Products, price lists and tiers on the screen."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.catalog import actions, queries
from jualan.catalog.forms import NewTierForm, PriceForm, PriceListForm, ProductForm, TierForm
from jualan.catalog.lists import PRODUCTS
from jualan.catalog.models import Product
from jualan.catalog.policy import COST, EDIT, VIEW
from jualan.core.lists.screen import list_page
from jualan.people.middleware import PersonRequest
from jualan.people.policy import allowed, require


@require_GET
def product_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    return list_page(request, PRODUCTS, queries.products(request.viewer))


@require_GET
def product_detail(request: PersonRequest, pk: int) -> HttpResponse:
    product = queries.product_by_id(request.viewer, pk)
    form = PriceForm(lists=queries.price_list_choices(request.viewer))
    return render(request, _template(request, "catalog/product_detail.html"), _product(request, product, form))


def _product(request: PersonRequest, product: Product, form: PriceForm) -> dict[str, Any]:
    return {
        "product": product,
        "may_see_cost": allowed(request.viewer, COST),
        "prices": queries.prices_of(product),
        "price_form": form,
        "crumbs": [(_("Products"), reverse("catalog:product-list"))],
    }


def _template(request: PersonRequest, name: str) -> str:
    return f"{name}#panel" if "panel" in (request.htmx.target or "") else name


@require_http_methods(["GET", "POST"])
def product_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, EDIT)
    form = ProductForm(request.POST or None, may_see_cost=allowed(request.viewer, COST))
    if request.method == "POST" and form.is_valid():
        product = actions.add_product({**form.facts(), "currency": queries.currency()}, actor=request.viewer)
        messages.success(request, _("Product added."))
        return redirect(product)
    context = {"form": form, "title": _("New product"), "back": reverse("catalog:product-list")}
    return render(request, "catalog/product_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def product_edit(request: PersonRequest, pk: int) -> HttpResponse:
    require(request.viewer, EDIT)
    product = queries.product_by_id(request.viewer, pk)
    may_see_cost = allowed(request.viewer, COST)
    initial = ProductForm.values(product, may_see_cost=may_see_cost)
    form = ProductForm(request.POST or None, initial=initial, may_see_cost=may_see_cost)
    if request.method == "POST" and form.is_valid():
        actions.change_product(product, form.facts(), actor=request.viewer, version=form.cleaned_data["version"])
        messages.success(request, _("Saved."))
        return redirect(product)
    context = {"form": form, "title": str(product), "back": product.get_absolute_url()}
    return render(request, "catalog/product_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def product_price(request: PersonRequest, pk: int) -> HttpResponse:
    product = queries.product_by_id(request.viewer, pk)
    form = PriceForm(request.POST, lists=queries.price_list_choices(request.viewer))
    if form.is_valid():
        data = form.cleaned_data
        price_list = queries.price_list_by_id(request.viewer, data["price_list"])
        actions.set_price(
            price_list,
            product,
            data["unit_price_micro"],
            from_quantity_milli=data["from_quantity_milli"],
            actor=request.viewer,
        )
        messages.success(request, _("Price set."))
        return redirect(product)
    return render(request, "catalog/product_detail.html", _product(request, product, form), status=422)


@require_POST
def price_remove(request: PersonRequest, pk: int) -> HttpResponse:
    price = queries.price_by_id(request.viewer, pk)
    actions.remove_price(price, actor=request.viewer)
    messages.success(request, _("Price removed."))
    return redirect(price.product)


@require_POST
def product_trash(request: PersonRequest, pk: int) -> HttpResponse:
    product = queries.product_by_id(request.viewer, pk)
    actions.trash_product(product, actor=request.viewer)
    undo = reverse("catalog:product-restore", args=[pk])
    messages.success(request, _("Deleted. It stays in the trash."), extra_tags=f"undo:{undo}")
    return redirect("catalog:product-list")


@require_POST
def product_restore(request: PersonRequest, pk: int) -> HttpResponse:
    product = queries.product_by_id(request.viewer, pk, with_trash=True)
    actions.restore_product(product, actor=request.viewer)
    messages.success(request, _("Restored."))
    return redirect(product)


@require_http_methods(["GET", "POST"])
def price_list_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    form = PriceListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_price_list(**form.facts(), actor=request.viewer)
        messages.success(request, _("Price list added."))
        return redirect("catalog:price-list-list")
    return _price_lists(request, form, NewTierForm())


def _price_lists(request: PersonRequest, form: PriceListForm, tier_form: NewTierForm) -> HttpResponse:
    context = {
        "form": form,
        "tier_form": tier_form,
        "lists": queries.counted_price_lists(request.viewer),
        "tiers": queries.tiers(),
        "base": queries.currency(),
    }
    is_refused = form.is_bound or tier_form.is_bound
    return render(request, "catalog/price_list_list.html", context, status=422 if is_refused else 200)


@require_GET
def price_list_detail(request: PersonRequest, pk: int) -> HttpResponse:
    price_list = queries.price_list_by_id(request.viewer, pk)
    prices = price_list.prices.select_related("product").order_by("product__name_key", "from_quantity_milli")
    crumbs = [(_("Price lists"), reverse("catalog:price-list-list"))]
    context = {"price_list": price_list, "prices": prices, "crumbs": crumbs}
    return render(request, _template(request, "catalog/price_list_detail.html"), context)


@require_POST
def tier_create(request: PersonRequest) -> HttpResponse:
    form = NewTierForm(request.POST)
    if not form.is_valid():
        return _price_lists(request, PriceListForm(), form)
    data = form.cleaned_data
    actions.make_tier(data["code"], {"ms": data["name_ms"], "en": data["name_en"]}, actor=request.viewer)
    messages.success(request, _("Tier added."))
    return redirect("catalog:price-list-list")


@require_POST
def tier_edit(request: PersonRequest, pk: int) -> HttpResponse:
    tier = queries.tier_by_id(pk)
    form = TierForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(told) for errors in form.errors.values() for told in errors))
        return redirect("catalog:price-list-list")
    chosen = form.cleaned_data["price_list"]
    price_list = queries.price_list_by_id(request.viewer, chosen) if chosen else None
    least = form.cleaned_data["minimum"]
    if "minimum" in form.data and least is None:
        least = 0
    actions.change_tier(tier, price_list=price_list, minimum_order_minor=least, actor=request.viewer)
    messages.success(request, _("Saved."))
    return redirect("catalog:price-list-list")
