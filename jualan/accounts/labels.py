"""Words for the kinds, media and reasons of accounts."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jualan.accounts.models import AccountKind

MEDIA: Mapping[str, Any] = {
    "email": _("E-mail"),
    "whatsapp": _("WhatsApp"),
    "sms": _("SMS"),
    "phone": _("Phone"),
}
DUPLICATE_REASONS: Mapping[str, Any] = {
    "same_key": _("same e-mail or customer number"),
    "same_email": _("same e-mail"),
    "same_phone": _("same phone"),
    "same_name": _("same name"),
    "same_domain": _("same web address"),
}

UPLINE_REFUSALS: Mapping[str, Any] = {
    "upline_unknown": _("No single customer bears this name or code."),
    "upline_circular": _("They stand below this customer themselves."),
}

FIELD_LABELS: Mapping[str, Any] = {
    "full_name": _("Name"),
    "name": _("Name"),
    "preferred_name": _("Called"),
    "title": _("Position"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "account": _("Customer"),
    "owner": _("Owner"),
    "language": _("Language"),
    "kind": _("Kind"),
    "tier": pgettext_lazy("customer", "Tier"),
    "code": _("Code"),
    "upline": _("Upline"),
    "industry": _("Industry"),
    "website": _("Web site"),
    "customer_since_on": _("Customer since"),
}


def kind_choices() -> list[tuple[str, Any]]:
    return list(AccountKind.choices)
