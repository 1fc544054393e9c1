"""Words of the store in templates."""

from typing import Any

from django import template

from jualan.store.labels import DOCUMENTS, STATES

register = template.Library()


@register.filter
def state_label(state: str) -> Any:
    return STATES.get(state, state)


@register.filter
def document_label(document: str) -> Any:
    return DOCUMENTS.get(document, document)
