"""Words of accounts in templates."""

from typing import Any

from django import template

from jualan.accounts.forms import LANGUAGES
from jualan.accounts.labels import DUPLICATE_REASONS

register = template.Library()


@register.filter
def duplicate_reason(code: str) -> Any:
    return DUPLICATE_REASONS.get(code, code)


@register.filter
def language_words(code: str) -> Any:
    """Return the name of the language somebody is written to in; an em dash for none."""
    return dict(LANGUAGES).get(code, code) or "—"
