"""The part of a customer's page that shows the deals with them."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jualan.accounts.models import Account, Contact
from jualan.accounts.queries import account_by_id, contact_by_id
from jualan.people.middleware import PersonRequest
from jualan.people.policy import allowed
from jualan.pipeline import queries
from jualan.pipeline.policy import EDIT


@require_GET
def account_deals(request: PersonRequest, pk: int) -> HttpResponse:
    """The part of a customer's page that shows the deals with them."""
    return _deals_part(request, account_by_id(request.viewer, pk))


@require_GET
def contact_deals(request: PersonRequest, pk: int) -> HttpResponse:
    return _deals_part(request, contact_by_id(request.viewer, pk))


def _deals_part(request: PersonRequest, customer: Account | Contact) -> HttpResponse:
    new = {"who": str(customer), "customer": f"{customer.KIND}-{customer.pk}"}
    context = {
        "deals": list(queries.deals_with(request.viewer, customer)[:8]),
        "new_url": f"{reverse('pipeline:opportunity-create')}?{urlencode(new)}",
        "may_add": allowed(request.viewer, EDIT),
    }
    return render(request, "pipeline/customer_deals.html", context)
