"""What is pressed and what answers: buttons, menus, dialogs, the side panel, toasts."""

# ruff: noqa: A002  # id and type are the names of the HTML attributes

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jualan.core.templatetags.ui.drawing import OPENS_PANEL, component, html_attributes, register


@register.simple_tag
def button(
    label: str,
    *,
    icon_name: str = "",
    kind: str = "plain",
    href: str = "",
    size: str = "",
    key: str = "",
    type: str = "button",
    icon_only: bool = False,
    **attributes: Any,
) -> SafeString:
    """kind: main | plain | quiet | text | danger; size: "" | small. Other arguments become attributes."""
    if attributes.pop("panel", False):
        attributes |= {"hx_get": href, **OPENS_PANEL}
    if key:
        attributes |= {"data_key": key.lower(), "aria_keyshortcuts": key}
    if icon_only:
        attributes |= {"aria_label": label, "title": label}
    return component(
        "button", label=label, icon_name=icon_name, kind=kind, href=href, size=size, key=key, type=type,
        icon_only=icon_only, attributes=html_attributes(attributes),
    )  # fmt: skip


@register.simple_block_tag
def menu(
    content: str, label: str, *, id: str, icon_name: str = "", kind: str = "plain", icon_only: bool = False
) -> SafeString:
    """A button that opens a small list; fill it with {% menu_item %}. id must be unique on the page."""
    return component("menu", content=content, label=label, id=id, icon_name=icon_name, kind=kind, icon_only=icon_only)


@register.simple_tag
def menu_item(
    label: str, *, href: str = "", post: str = "", icon_name: str = "", tone: str = "", **attributes: Any
) -> SafeString:
    """A link (href), a small form (post, needs csrf through hx-headers) or a plain button."""
    if attributes.pop("panel", False):
        attributes |= {"hx_get": href, **OPENS_PANEL}
    if post:
        attributes = {"hx_post": post, "hx_swap": "none"} | attributes
    return component(
        "menu_item",
        label=label,
        href=href,
        icon_name=icon_name,
        tone=tone,
        attributes=html_attributes(attributes),
    )


@register.simple_block_tag
def dialog(content: str, title: str, *, id: str, wide: bool = False) -> SafeString:
    """A native dialog. Open it by a button with data_behaviour="open-dialog" data_dialog="<id>"."""
    return component("dialog", content=content, title=title, id=id, wide=wide)


@register.simple_block_tag
def panel(content: str, title: str = "", *, href: str = "", label: str = "") -> SafeString:
    """The inside of the side panel; answer it to an htmx request for #panel. href: the whole page of it."""
    return component("panel", content=content, title=title, href=href, label=label)


@register.simple_tag
def toast(message: Any, undo_url: str = "", seconds: int = 30) -> SafeString:
    """message: text, or a Django message whose extra_tags may be "undo:/address/"."""
    extra = getattr(message, "extra_tags", "") or ""
    undo_url = undo_url or (extra.removeprefix("undo:") if extra.startswith("undo:") else "")
    tone = getattr(message, "level_tag", "") or "success"
    return component("toast", message=message, undo_url=undo_url, seconds=seconds, tone=tone, pattern=_("%(count)d s"))


@register.simple_tag
def failure(text: str) -> SafeString:
    """The toast of an answer that was not swapped in."""
    return component("toast", message=text, undo_url="", seconds=30, tone="error", pattern="")
