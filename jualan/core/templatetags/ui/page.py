"""Furniture of a page: heads, tabs, chips, the empty page, table heads, pager."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from jualan.core.templatetags.ui.drawing import component, register


@register.simple_block_tag
def page_head(content: str, title: str, *, sub: str = "", crumbs: Iterable[tuple[str, str]] = ()) -> SafeString:
    """Title at the left, what stands inside at the right. crumbs: (label, url) pairs."""
    return component("page_head", content=content, title=title, sub=sub, crumbs=crumbs)


@register.simple_block_tag
def section_head(content: str, title: str, *, count: int | None = None, href: str = "") -> SafeString:
    """Section title, its count (opens when href is given) and a remark or verb at the right."""
    return component("section_head", content=content, title=title, count=count, href=href)


@register.simple_tag
def tabs(items: Iterable[Any], *, label: str = "", kind: str = "") -> SafeString:
    """Items have label, url, current and perhaps count and icon. kind: "" | views | small."""
    return component("tabs", items=items, label=label, kind=kind)


@register.simple_tag
def chip(value: str, remove_url: str, *, label: str = "", icon_name: str = "") -> SafeString:
    """One filter in force: "Status New, Qualified" and its cross."""
    return component("chip", value=value, remove_url=remove_url, label=label, icon_name=icon_name)


@register.simple_tag
def empty(text: str, *, action: str = "", href: str = "", demo_url: str = "") -> SafeString:
    return component("empty", text=text, action=action, href=href, demo_url=demo_url)


@register.simple_tag
def sort_head(
    label: str,
    href: str = "",
    direction: str = "",
    *,
    numeric: bool = False,
    unit: str = "",
    narrow: bool = False,
    second: bool = False,
    side: bool = False,
) -> SafeString:
    """A table head. direction: "" | up | down; without href the column cannot be sorted.

    narrow, second, side: the head of cells that are `is-narrow`, `is-second` or `is-side`.
    """
    wanted = {"is-num": numeric, "is-narrow": narrow, "is-second": second, "is-side": side}
    classes = " ".join(name for name, is_wanted in wanted.items() if is_wanted)
    return component("sort_head", label=label, href=href, direction=direction, unit=unit, classes=classes)


@register.simple_tag
def group_row(title: str, *, count: int | None = None, total: str = "", href: str = "", unit: str = "") -> SafeString:
    """A row over its group: title, count and a subtotal (text) that opens."""
    return component("group_row", title=title, count=count, total=total, href=href, unit=unit)


@register.simple_tag
def pager(
    previous_url: str = "",
    next_url: str = "",
    *,
    shown: int | None = None,
    total: int | None = None,
    more: bool = False,
) -> SafeString:
    """Previous and next of a keyset list. more=True says "10,000+" instead of a made-up total."""
    return component("pager", previous_url=previous_url, next_url=next_url, shown=shown, total=total, more=more)
