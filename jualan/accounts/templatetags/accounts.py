"""Words of accounts in templates."""

from typing import Any

from django import template

from jualan.accounts.labels import DUPLICATE_REASONS

register = template.Library()


@register.filter
def duplicate_reason(code: str) -> Any:
    return DUPLICATE_REASONS.get(code, code)
