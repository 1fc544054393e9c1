"""Words of accounts in templates."""

from typing import Any

from django import template

from jualan.accounts.forms import LANGUAGES
from jualan.accounts.labels import DUPLICATE_REASONS
from jualan.core.templatetags.ui_format import phone_words

register = template.Library()


@register.filter
def duplicate_reason(code: str) -> Any:
    return DUPLICATE_REASONS.get(code, code)


@register.filter
def field_words(value: str, field: str) -> Any:
    """Return the value of a field as people write it; an em dash for none."""
    if field == "language":
        return language_words(value)
    return phone_words(value) or "—" if field == "phone" else value or "—"


@register.filter
def language_words(code: str) -> Any:
    """Return the name of the language somebody is written to in; an em dash for none."""
    return dict(LANGUAGES).get(code, code) or "—"
