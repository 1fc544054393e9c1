"""Figures: numbers that open, money, bars, progress and charts."""

# ruff: noqa: A002  # id and type are the names of the HTML attributes

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from jualan.core.templatetags import ui_format
from jualan.core.templatetags.ui.drawing import asset, component, panel_attributes, register


@register.simple_tag
def figure(value: Any, href: str = "", *, panel: bool = True, opened: bool = False, title: str = "") -> SafeString:
    """A number that opens has a dotted rule and an address; one without an address is plain."""
    if not href:
        return format_html('<span class="num">{}</span>', value)
    return format_html(
        '<a class="figure num" href="{}"{}{}{}>{}</a>',
        href,
        panel_attributes(href) if panel else "",
        mark_safe(' aria-expanded="true"') if opened else "",
        format_html(' title="{}"', title) if title else "",
        value,
    )


@register.simple_tag
def money(
    minor: int | None,
    currency: str = "MYR",
    *,
    href: str = "",
    symbol: bool = False,
    sen: bool = True,
    sign: bool = False,
    panel: bool = True,
) -> SafeString:
    """Minor units as money: 86,400.00. symbol=True puts RM before it, sen=False drops the cents (cards only)."""
    text = figure(ui_format.money(minor, currency, sen=sen, sign=sign), href, panel=panel)
    if not symbol or minor is None:
        return text
    return format_html('<span class="money"><span class="unit">{}</span> {}</span>', ui_format.symbol(currency), text)


@register.simple_tag
def kpi(
    label: str,
    value: Any,
    *,
    unit: str = "",
    href: str = "",
    note: str = "",
    tone: str = "",
    opened: bool = False,
) -> SafeString:
    return component("kpi", label=label, value=value, unit=unit, href=href, note=note, tone=tone, opened=opened)


@register.simple_tag
def bar(share: float, mark: float | None = None, label: str = "") -> SafeString:
    """A plain bar: share and mark are ratios of the whole (0.55)."""
    return component("bar", share=_share(share), mark=None if mark is None else _share(mark), label=label)


def _share(ratio: float) -> str:
    return f"{max(0.0, min(1.0, float(ratio))) * 100:.2f}%"


@register.simple_tag
def progress(
    done: int, total: int, *, label: str, left: float | None = None, poll_url: str = "", seconds: int = 2
) -> SafeString:
    """Work that goes on: a bar, counts and time left. With poll_url it replaces itself until it is done."""
    share = done / total if total else 0
    return component(
        "progress", done=done, total=total, label=label, left=left, poll_url=poll_url if done < total else "",
        seconds=seconds, share=_share(share),
    )  # fmt: skip


@register.simple_tag
def chart(data: Any, *, id: str, title: str, sub: str = "", kind: str = "line", height: str = "") -> SafeString:
    """A chart with its table behind a switch; docs/reference/ui-kit.md has the shape of data."""
    return component("chart", data=data, id=id, title=title, sub=sub, kind=kind, height=height)


@register.simple_tag
def chart_script() -> SafeString:
    """ECharts, only on pages that draw."""
    return format_html('<script type="module" src="{}"></script>', asset("charts.js"))
