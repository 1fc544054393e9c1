"""Filters: words for values, all made by `ui_format`."""

import datetime as dt

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from jualan.core.templatetags import ui_format
from jualan.core.templatetags.ui.drawing import register

register.filter("day", ui_format.day)
register.filter("long_day", ui_format.long_day)
register.filter("short_day", ui_format.short_day)
register.filter("near_day", ui_format.near_day)
register.filter("time_of_day", ui_format.time_of_day)
register.filter("day_time", ui_format.day_time)
register.filter("duration", ui_format.duration)
register.filter("initials", ui_format.initials)
register.filter("phone_words", ui_format.phone_words)


@register.filter
def short_duration(seconds: float | None) -> str:
    return ui_format.duration(seconds, short=True)


@register.filter
def age(since: dt.datetime | dt.date | None, now: dt.datetime | None = None) -> str:
    return ui_format.age(since, now)


@register.filter
def short_age(since: dt.datetime | dt.date | None, now: dt.datetime | None = None) -> str:
    return ui_format.age(since, now, short=True)


@register.filter
def count(value: int | None) -> str:
    return ui_format.NONE if value is None else ui_format.number(value)


@register.filter
def percent(ratio: ui_format.Number | None, places: int = 1) -> str:
    return ui_format.percent(ratio, places)


@register.filter
def bps(value: int | None, places: int = 1) -> str:
    """Basis points as a percentage: 3140 is 31.4%."""
    return ui_format.percent(None if value is None else value / 10_000, places)


@register.filter
def money_text(minor: int | None, currency: str = "MYR") -> str:
    """RM 86,400.00 as plain text, for sentences and attributes."""
    text = ui_format.money(minor, currency)
    return text if minor is None else f"{ui_format.symbol(currency)}{ui_format.NO_BREAK}{text}"


@register.filter
def amount(minor: int | None, currency: str = "MYR") -> str:
    """86,400.00 as plain text, for figure, kpi and column."""
    return ui_format.money(minor, currency)


@register.filter
def card_amount(minor: int | None, currency: str = "MYR") -> str:
    return ui_format.money(minor, currency, sen=False)


@register.filter
def mark(text: str, query: str = "") -> SafeString:
    """Show the letters or digits that were looked for."""
    pieces = (
        (format_html("<mark>{}</mark>", part) if found else conditional_escape(part),)
        for part, found in ui_format.found_parts(str(text), query or "")
    )
    return format_html_join("", "{}", pieces)
