"""Prices of one piece and quantities in templates."""

from django import template

from jualan.core.lists.cells import plain_price, plain_quantity
from jualan.core.templatetags.ui_format import symbol

register = template.Library()


@register.filter
def unit_price(micro: int | None) -> str:
    """Return 12500000 → '12.50'; an em dash for none."""
    return plain_price(micro)


@register.filter
def pieces(milli: int) -> str:
    """Return 12000 → '12', 1500 → '1.5'."""
    return plain_quantity(milli)


@register.filter
def currency_sign(code: str) -> str:
    """Return MYR as 'RM', as it is written here."""
    return symbol(code)
