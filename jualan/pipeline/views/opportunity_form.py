"""A deal that is written or rewritten: its form, whom it may be for, the price that is proposed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jualan.accounts.queries import source_by_id
from jualan.catalog.queries import product_by_id, product_choices
from jualan.core.answers import is_for, leave_for
from jualan.people.middleware import PersonRequest
from jualan.people.policy import require
from jualan.pipeline import actions, labels, queries
from jualan.pipeline.forms import OpportunityForm, PriceForm
from jualan.pipeline.policy import EDIT


@require_http_methods(["GET", "POST"])
def opportunity_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, EDIT)
    form = _form(request, initial={"who": request.GET.get("who", ""), "customer": request.GET.get("customer", "")})
    if form.is_bound and form.is_valid():
        values = form.facts() | _looked_up(request, form)
        stage = queries.first_stage_of(form.cleaned_data.get("pipeline"))
        deal = actions.add_opportunity_for(form.whom(), values, stage=stage, actor=request.viewer)
        messages.success(request, _("Deal added."))
        return leave_for(request, deal.get_absolute_url())
    return _form_page(request, form, _("New deal"), reverse("pipeline:opportunity-board"))


@require_http_methods(["GET", "POST"])
def opportunity_edit(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    require(request.viewer, EDIT, deal)
    initial = {
        name: getattr(deal, name)
        for name in ("name", "quantity_milli", "amount_minor", "expected_close_on", "need", "version")
    }
    initial |= {
        "product": deal.product_id,
        "source": deal.source_id,
        "who": labels.who(deal),
        "customer": queries.customer_key(deal),
    }
    form = _form(request, initial=initial, is_new=False)
    if form.is_bound and form.is_valid():
        values = form.facts() | _looked_up(request, form)
        version = form.cleaned_data["version"]
        actions.change_opportunity_for(form.whom(), deal, values, version=version, actor=request.viewer)
        messages.success(request, _("Saved."))
        return leave_for(request, deal.get_absolute_url())
    return _form_page(request, form, deal.name, deal.get_absolute_url())


def _form(request: PersonRequest, *, initial: dict[str, Any], is_new: bool = True) -> OpportunityForm:
    pipelines = queries.pipeline_choices() if is_new else []
    return OpportunityForm(
        request.POST or None, initial=initial, products=product_choices(request.viewer), pipelines=pipelines
    )


def _form_page(request: PersonRequest, form: OpportunityForm, title: str, back: str) -> HttpResponse:
    template = (
        "pipeline/opportunity_form.html#form" if is_for(request, "deal-form") else "pipeline/opportunity_form.html"
    )
    context = {"form": form, "title": title, "url": request.get_full_path(), "back": back}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _looked_up(request: PersonRequest, form: OpportunityForm) -> dict[str, Any]:
    product = form.cleaned_data["product"]
    return {
        "product": product_by_id(request.viewer, product) if product else None,
        "source": source_by_id(form.cleaned_data["source"]),
    }


@require_GET
def customer_search(request: PersonRequest) -> HttpResponse:
    """Who a deal may be for, while a name is typed."""
    found = queries.customers_like(request.viewer, request.GET.get("who", "").strip())
    return render(request, "pipeline/customer_choices.html", {"found": found, "typed": request.GET.get("who", "")})


@require_GET
def opportunity_price(request: PersonRequest) -> HttpResponse:
    """What the customer's price list makes of a product and a quantity."""
    form = PriceForm(request.GET)
    proposal, data = None, form.cleaned_data if form.is_valid() else {}
    if data.get("product"):
        product = product_by_id(request.viewer, data["product"])
        tier = queries.tier_by_key(request.viewer, data["customer"])
        proposal = queries.proposal(product, tier, data["quantity_milli"])
    words = labels.proposal_words(proposal) if proposal else ""
    return render(request, "pipeline/price_proposal.html", {"proposal": proposal, "words": words})
