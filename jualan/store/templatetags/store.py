"""Words of the store in templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from jualan.core.templatetags.ui import status
from jualan.store.labels import DOCUMENTS, FULFILMENTS, ORIGINS, STATE_SIGNS, STATES
from jualan.store.models import Order

register = template.Library()


@register.filter
def state_label(state: str) -> Any:
    return STATES.get(state, state)


@register.filter
def fulfilment_label(order: Order) -> Any:
    """Return where the parcel is; the file's own word where that tells nothing."""
    return FULFILMENTS.get(order.fulfilment, order.fulfilment_status)


@register.filter
def document_label(document: str) -> Any:
    return DOCUMENTS.get(document, document)


@register.filter
def origin_label(origin: str) -> Any:
    """Return how the order came here."""
    return ORIGINS.get(origin, origin)


@register.simple_tag
def order_status(order: Order) -> SafeString:
    """Return the sign and word of what is paid."""
    sign, tone = STATE_SIGNS.get(order.state, ("circle-dashed", ""))
    return status(state_label(order.state), sign, tone)
