"""Places of a page that areas above fill: `{% slot "account.middle" account.pk %}`, as `config/wiring/slots.py` lists."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jualan.core.wiring import wired

register = template.Library()


@register.simple_tag
def slot(place: str, pk: int) -> SafeString:
    """Return one placeholder per fragment of the place, each loaded by itself; an absent area renders nothing.

    An entry is a URL name, and perhaps arguments that stand before the record's id.
    """
    return format_html_join("", "{}", ((_placeholder(name, pk),) for name in wired("slots", "SLOTS").get(place, ())))


def _placeholder(name: str, pk: int) -> SafeString:
    code, *more = name.split()
    try:
        url = reverse(code, args=[*more, pk])
    except NoReverseMatch:
        return SafeString("")
    return format_html('<div class="slot" hx-get="{}" hx-trigger="load" hx-swap="outerHTML"></div>', url)
