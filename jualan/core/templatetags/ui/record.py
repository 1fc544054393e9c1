"""A record: its stages, facts, timeline and next step, and its card on a board."""

# ruff: noqa: A002  # id and type are the names of the HTML attributes

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jualan.core.templatetags.ui.drawing import component, register


@register.simple_tag
def stages(items: Iterable[Any]) -> SafeString:
    """Items have label, done, current and perhaps age and url (a POST that moves the record there)."""
    return component("stages", items=items)


@register.simple_block_tag
def fact(content: str, label: str, *, edit_url: str = "", name: str = "") -> SafeString:
    """A row of facts: label and value; with edit_url a click swaps the row for its field."""
    return component("fact", content=content, label=label, edit_url=edit_url, name=name)


@register.simple_block_tag
def entry(
    content: str,
    *,
    icon_name: str,
    time: str = "",
    title: str = "",
    who: str = "",
    note: str = "",
    note_tone: str = "late",
    system: bool = False,
    id: str = "",
) -> SafeString:
    """One timeline entry. title is 600, who is the author, note stands in red (or note_tone) behind them."""
    return component(
        "entry", content=content, icon_name=icon_name, time=time, title=title, who=who, note=note,
        note_tone=note_tone, system=system, id=id,
    )  # fmt: skip


@register.simple_block_tag
def next_step(content: str, title: str = "", *, kind: str = "planned", when: str = "", words: str = "") -> SafeString:
    """The next-step block; its buttons stand inside. kind is that of the light; words are the person's own."""
    return component("next_step", content=content, title=title, kind=kind, when=when, words=words)


@register.simple_block_tag
def column(
    content: str,
    title: str,
    *,
    id: str,
    count: int,
    total: Any = "",
    href: str = "",
    weighted: str = "",
    hint: str = "",
) -> SafeString:
    """A board column; cards stand inside. total: {{ money_text }}; href: the rows behind it."""
    return component(
        "column",
        content=content,
        title=title,
        id=id,
        count=count,
        total=total,
        href=href,
        weighted=weighted,
        hint=hint,
    )


@register.simple_tag
def card(
    *,
    id: Any,
    href: str,
    title: str,
    who: str = "",
    amount: str = "",
    kind: str = "planned",
    step: str = "",
    age: str = "",
    stale: bool = False,
    version: Any = "",
) -> SafeString:
    """A board card. age is words ("2 d"; a stale card says "16 d, stale"); kind and step are the light."""
    step = step or (_("No next step") if kind == "missing" else "")
    return component(
        "card", id=id, href=href, title=title, who=who, amount=amount, kind=kind, step=step, age=age, stale=stale,
        version=version,
    )  # fmt: skip
