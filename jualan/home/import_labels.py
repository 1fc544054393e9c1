"""Words for the kinds and fields that files bring."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jualan.core.imports.labels import FILE_SENTENCES, USE_SENTENCES
from jualan.core.imports.stopped import ImportStopped

KINDS: Mapping[str, Any] = {
    "users": _("People"),
    "accounts": _("Customers"),
    "contacts": _("Contacts"),
    "customers": _("Customers of a shop"),
    "leads": _("Leads"),
    "opportunities": _("Deals"),
    "products": _("Products"),
    "orders": _("Orders"),
    "payments": _("Payments"),
    "store.payment": _("Payment"),
    "stock": _("Stock"),
    "checkouts": _("Abandoned checkouts"),
    "costs": _("Costs"),
    "account": _("Customer"),
    "campaign": _("Campaign"),
    "category": _("Category"),
    "channel": _("Channel"),
    "field": _("Custom field"),
    "location": _("Location"),
    "manager": _("Manager"),
    "owner": _("Owner"),
    "source": _("Source"),
    "stage": _("Stage"),
    "status": _("Status"),
    "team": _("Team"),
    "tier": pgettext_lazy("customer", "Tier"),
}
FIELDS: Mapping[str, Any] = {
    "external_id": _("Its number in the other system"),
    "name": _("Name"),
    "preferred_name": _("Called"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "role": _("Role"),
    "team": _("Team"),
    "manager": _("Manager"),
    "kind": _("Kind"),
    "tier": pgettext_lazy("customer", "Tier"),
    "code": _("Code"),
    "upline": _("Upline"),
    "industry": _("Industry"),
    "website": _("Web site"),
    "address": _("Street"),
    "city": _("Town"),
    "state": _("State"),
    "postcode": _("Postcode"),
    "country": _("Country"),
    "owner": _("Owner"),
    "customer_since_on": _("Customer since"),
    "account": _("Customer"),
    "contact": _("Contact"),
    "title": _("Position or item"),
    "language": _("Language"),
    "company": _("Company"),
    "tags": _("Tags"),
    "accepts_email": _("May be mailed"),
    "source": _("Source"),
    "campaign": _("Campaign"),
    "status": _("Status"),
    "opened_on": _("Opened on"),
    "converted_on": _("Converted on"),
    "lead_external_id": _("Number of the lead"),
    "product": _("Product"),
    "stage": _("Stage"),
    "amount": _("Amount"),
    "currency": _("Currency"),
    "expected_close_on": _("Expected close date"),
    "closed_on": _("Closed on"),
    "won_at": _("Won on"),
    "lost_reason": _("Reason it was lost"),
    "sku": _("SKU"),
    "category": _("Category"),
    "price": _("Price"),
    "cost": _("Cost"),
    "number": _("Number"),
    "placed_on": _("Placed on"),
    "customer_external_id": _("Number of the customer"),
    "customer_name": _("Name of the customer"),
    "channel": _("Channel"),
    "total": _("Total"),
    "paid_on": _("Paid on"),
    "quantity": _("Quantity"),
    "unit_price": _("Price of one"),
    "discount": _("Discount"),
    "tax": _("Tax"),
    "shipping": _("Shipping"),
    "refunded": _("Refunded"),
    "opportunity_external_id": _("Number of the deal"),
    "order_number": _("Number of the order"),
    "method": _("Way of paying"),
    "reference": _("Reference"),
    "staff": _("Served by"),
    "location": _("Location"),
    "payment_method": _("Way of paying"),
    "fulfilment_status": _("Parcel"),
    "delivered_on": _("Delivered on"),
    "due_on": _("Due on"),
    "ship_to": _("Ships to"),
    "ship_to_name": _("Recipient"),
    "ship_to_phone": _("Phone of the recipient"),
    "seller_voucher": _("Seller's voucher"),
    "platform_voucher": _("Platform's voucher"),
    "platform_fee": _("Platform's fees"),
    "on_hand": _("On hand"),
    "incoming": _("On its way"),
    "expected_on": _("Expected on"),
    "as_of": _("Counted on"),
    "started_on": _("Begun on"),
    "recovered_on": _("Came back on"),
    "month": _("Month"),
}


def kind_label(code: str) -> Any:
    return KINDS.get(code, code)


def field_label(code: str) -> Any:
    return FIELDS.get(code, code)


def stop_text(stopped: ImportStopped) -> str:
    """Return the sentence for why an import cannot begin."""
    sentences = {**FILE_SENTENCES, **USE_SENTENCES}
    facts = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in stopped.facts.items()
    }
    sentence = sentences.get(stopped.code)
    try:
        return str(sentence) % facts if sentence else stopped.code
    except KeyError:
        return str(sentence)
