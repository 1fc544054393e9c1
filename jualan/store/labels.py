"""Words for the states and documents of the store."""

from typing import Any

from django.utils.translation import gettext_lazy as _

STATES: dict[str, Any] = {
    "paid": _("Paid"),
    "partly_paid": _("Partly paid"),
    "on_terms": _("On terms"),
    "outstanding": _("Not paid"),
    "cancelled": _("Cancelled"),
    "returned": _("Came back"),
    "test": _("Test"),
}
FULFILMENTS: dict[str, Any] = {
    "waiting": _("To be sent"),
    "partly_sent": _("Partly sent"),
    "sent": _("On its way"),
    "delivered": _("Delivered"),
    "returned": _("Returned to sender"),
}
DOCUMENTS: dict[str, Any] = {
    "order": _("Order"),
    "credit_note": _("Credit note"),
    "adjustment": _("Adjustment"),
}

STATE_SIGNS: dict[str, tuple[str, str]] = {
    "paid": ("check", "good"),
    "partly_paid": ("hourglass", ""),
    "on_terms": ("clock", ""),
    "outstanding": ("alert-triangle", "late"),
    "cancelled": ("x", ""),
    "returned": ("arrow-back-up", ""),
    "test": ("x", ""),
}
"""State → (sign, tone) of its status word."""

ORIGINS: dict[str, Any] = {
    "shop": _("Online shop"),
    "quote": _("Quote"),
    "manual": _("Typed in"),
    "import": _("Imported file"),
}


def state_choices() -> list[tuple[str, Any]]:
    return list(STATES.items())


def fulfilment_choices() -> list[tuple[str, Any]]:
    return list(FULFILMENTS.items())


def document_choices() -> list[tuple[str, Any]]:
    return list(DOCUMENTS.items())
