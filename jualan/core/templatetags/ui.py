"""The UI kit as template tags and filters; docs/reference/ui-kit.md shows each with an example.

A component runs no query and sees no request: everything it shows is an argument.
"""

# ruff: noqa: A002  # id and type are the names of the HTML attributes

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jualan.core.templatetags import ui_format

register = template.Library()

MANIFEST = Path(__file__).resolve().parents[1] / "static" / "dist" / "manifest.json"
LIGHTS = frozenset({"planned", "today", "late", "missing"})
RING = 100  # pathLength of the response clock


# ---------------------------------------------------------------- files and attributes


@lru_cache(maxsize=2)
def _manifest(_changed_at: int) -> Mapping[str, str]:
    names: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return names


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file by its plain name (`app.js`, `app.css`, `charts.js`, `icons.svg`)."""
    try:
        changed_at = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return static(f"dist/{name}")
    return _address(name, changed_at)


@lru_cache(maxsize=32)
def _address(name: str, changed_at: int) -> str:
    return static(f"dist/{_manifest(changed_at).get(name, name)}")


def _attributes(values: Mapping[str, Any]) -> SafeString:
    """hx_post="/x/" becomes hx-post="/x/"; None and False are left out; True stands alone."""
    pairs = [(key.strip("_").replace("_", "-"), value) for key, value in values.items()]
    bare = format_html_join("", " {}", ((key,) for key, value in pairs if value is True))
    full = format_html_join(
        "",
        ' {}="{}"',
        ((key, value) for key, value in pairs if value is not None and not isinstance(value, bool)),
    )
    return bare + full


def panel_attributes(url: str) -> SafeString:
    """What makes a link open in the side panel; without script it stays a link."""
    return format_html(' hx-get="{}" hx-target="#panel" hx-swap="innerHTML" data-opens-panel', url)


def _render(template_name: str, /, **context: Any) -> SafeString:
    """Draw a component; one that is shown with the same words again is taken from memory."""
    said = {name: str(value) if isinstance(value, Promise) else value for name, value in context.items()}
    values = tuple((name, type(value), value) for name, value in said.items())
    if all(kind in _PLAIN and len(str(value)) <= _LONGEST for _name, kind, value in values):
        return _drawn(template_name, values, get_language(), asset("icons.svg"))
    return _draw(template_name, values)


def _draw(template_name: str, values: tuple[tuple[str, type, Any], ...]) -> SafeString:
    text = get_template(f"core/ui/{template_name}.html").render({name: value for name, _type, value in values})
    return mark_safe(text)  # noqa: S308  # templates escape


_PLAIN = frozenset({str, SafeString, int, bool, type(None)})
_LONGEST = 400  # what is longer is somebody's text, not a word of the screen


@lru_cache(maxsize=4096)
def _drawn(
    template_name: str, values: tuple[tuple[str, type, Any], ...], _language: str | None, _sprite: str
) -> SafeString:
    return _draw(template_name, values)


# ---------------------------------------------------------------- small signs


@register.simple_tag
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    return _icon(name, size, label, asset("icons.svg"))


@lru_cache(maxsize=1024)
def _icon(name: str, size: int, label: str, sprite: str) -> SafeString:
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon icon-{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        size,
        role,
        sprite,
        name,
    )


@register.simple_tag
def status(word: str, icon_name: str = "", tone: str = "") -> SafeString:
    """A sign and a word. tone: "" | late | stale | good."""
    return _status(str(word), icon_name, tone, asset("icons.svg"))


@lru_cache(maxsize=1024)
def _status(word: str, icon_name: str, tone: str, sprite: str) -> SafeString:
    sign = _icon(icon_name, 14, "", sprite) if icon_name else ""
    return format_html('<span class="status{}">{}<span>{}</span></span>', f" is-{tone}" if tone else "", sign, word)


@register.simple_tag
def light(kind: str, words: str = "") -> SafeString:
    """The next-step light: planned, today, late or missing, always with its words."""
    if kind not in LIGHTS:
        raise ValueError(kind)
    return _light(kind, str(words) or (_("none") if kind == "missing" else ""), asset("icons.svg"))


@lru_cache(maxsize=1024)
def _light(kind: str, words: str, sprite: str) -> SafeString:
    shape = format_html(
        '<svg class="light-sign" aria-hidden="true"><use href="{}#light-{}"></use></svg>',
        sprite,
        kind,
    )
    return format_html('<span class="light is-{}">{}<span class="light-words">{}</span></span>', kind, shape, words)


@register.simple_tag
def clock(due_at: dt.datetime, window: int, now: dt.datetime | None = None) -> SafeString:
    """A ring that empties and the time left or over. window: seconds the person had from the start."""
    left = (due_at - (now or timezone.now())).total_seconds()
    over = left < 0
    words = _("%(time)s over") if over else _("%(time)s left")
    share = RING if over else max(2, min(RING, round(RING * left / window)))
    return _render(
        "clock", due=due_at.isoformat(), window=window, over=over, share=share, rest=RING - share,
        texts=_clock_texts(),
        words=words % {"time": ui_format.duration(left, short=True)},
    )  # fmt: skip


def _clock_texts() -> dict[str, str]:
    return {
        "left": _("%(time)s left"),
        "over": _("%(time)s over"),
        "hour": _("%(count)d h"),
        "minute": _("%(count)d min"),
    }


@register.simple_tag
def avatar(name: str) -> SafeString:
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', ui_format.initials(name))


@register.simple_tag
def kbd(keys: str) -> SafeString:
    return format_html("<kbd>{}</kbd>", keys)


# ---------------------------------------------------------------- figures


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
    return _render("kpi", label=label, value=value, unit=unit, href=href, note=note, tone=tone, opened=opened)


@register.simple_tag
def bar(share: float, mark: float | None = None, label: str = "") -> SafeString:
    """A plain bar: share and mark are ratios of the whole (0.55)."""
    return _render("bar", share=_share(share), mark=None if mark is None else _share(mark), label=label)


def _share(ratio: float) -> str:
    return f"{max(0.0, min(1.0, float(ratio))) * 100:.2f}%"


@register.simple_tag
def progress(
    done: int, total: int, *, label: str, left: float | None = None, poll_url: str = "", seconds: int = 2
) -> SafeString:
    """Work that goes on: a bar, counts and time left. With poll_url it replaces itself until it is done."""
    share = done / total if total else 0
    return _render(
        "progress", done=done, total=total, label=label, left=left, poll_url=poll_url if done < total else "",
        seconds=seconds, share=_share(share),
    )  # fmt: skip


# ---------------------------------------------------------------- actions


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
        attributes |= {
            "hx_get": href,
            "hx_target": "#panel",
            "hx_swap": "innerHTML",
            "data_opens_panel": True,
        }
    if key:
        attributes |= {"data_key": key.lower(), "aria_keyshortcuts": key}
    if icon_only:
        attributes |= {"aria_label": label, "title": label}
    return _render(
        "button", label=label, icon_name=icon_name, kind=kind, href=href, size=size, key=key, type=type,
        icon_only=icon_only, attributes=_attributes(attributes),
    )  # fmt: skip


@register.simple_block_tag
def menu(
    content: str, label: str, *, id: str, icon_name: str = "", kind: str = "plain", icon_only: bool = False
) -> SafeString:
    """A button that opens a small list; fill it with {% menu_item %}. id must be unique on the page."""
    return _render("menu", content=content, label=label, id=id, icon_name=icon_name, kind=kind, icon_only=icon_only)


@register.simple_tag
def menu_item(
    label: str, *, href: str = "", post: str = "", icon_name: str = "", tone: str = "", **attributes: Any
) -> SafeString:
    """A link (href), a small form (post, needs csrf through hx-headers) or a plain button."""
    if attributes.pop("panel", False):
        attributes |= {
            "hx_get": href,
            "hx_target": "#panel",
            "hx_swap": "innerHTML",
            "data_opens_panel": True,
        }
    if post:
        attributes = {"hx_post": post, "hx_swap": "none"} | attributes
    return _render(
        "menu_item",
        label=label,
        href=href,
        icon_name=icon_name,
        tone=tone,
        attributes=_attributes(attributes),
    )


@register.simple_block_tag
def dialog(content: str, title: str, *, id: str, wide: bool = False) -> SafeString:
    """A native dialog. Open it by a button with data_behaviour="open-dialog" data_dialog="<id>"."""
    return _render("dialog", content=content, title=title, id=id, wide=wide)


@register.simple_block_tag
def panel(content: str, title: str = "", *, href: str = "", label: str = "") -> SafeString:
    """The inside of the side panel; answer it to an htmx request for #panel. href: the whole page of it."""
    return _render("panel", content=content, title=title, href=href, label=label)


# ---------------------------------------------------------------- page furniture


@register.simple_block_tag
def page_head(content: str, title: str, *, sub: str = "", crumbs: Iterable[tuple[str, str]] = ()) -> SafeString:
    """Title at the left, what stands inside at the right. crumbs: (label, url) pairs."""
    return _render("page_head", content=content, title=title, sub=sub, crumbs=crumbs)


@register.simple_block_tag
def section_head(content: str, title: str, *, count: int | None = None, href: str = "") -> SafeString:
    """Section title, its count (opens when href is given) and a remark or verb at the right."""
    return _render("section_head", content=content, title=title, count=count, href=href)


@register.simple_tag
def tabs(items: Iterable[Any], *, label: str = "", kind: str = "") -> SafeString:
    """Items have label, url, current and perhaps count and icon. kind: "" | views | small."""
    return _render("tabs", items=items, label=label, kind=kind)


@register.simple_tag
def chip(value: str, remove_url: str, *, label: str = "", icon_name: str = "") -> SafeString:
    """One filter in force: "Status New, Qualified" and its cross."""
    return _render("chip", value=value, remove_url=remove_url, label=label, icon_name=icon_name)


@register.simple_tag
def empty(text: str, *, action: str = "", href: str = "", demo_url: str = "") -> SafeString:
    return _render("empty", text=text, action=action, href=href, demo_url=demo_url)


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
) -> SafeString:
    """A table head. direction: "" | up | down; without href the column cannot be sorted.

    narrow and second: the head of cells that are `is-narrow` or `is-second`.
    """
    wanted = {"is-num": numeric, "is-narrow": narrow, "is-second": second}
    classes = " ".join(name for name, is_wanted in wanted.items() if is_wanted)
    return _render("sort_head", label=label, href=href, direction=direction, unit=unit, classes=classes)


@register.simple_tag
def group_row(title: str, *, count: int | None = None, total: str = "", href: str = "", unit: str = "") -> SafeString:
    """A row over its group: title, count and a subtotal (text) that opens."""
    return _render("group_row", title=title, count=count, total=total, href=href, unit=unit)


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
    return _render("pager", previous_url=previous_url, next_url=next_url, shown=shown, total=total, more=more)


@register.simple_tag
def stages(items: Iterable[Any]) -> SafeString:
    """Items have label, done, current and perhaps age and url (a POST that moves the record there)."""
    return _render("stages", items=items)


@register.simple_block_tag
def fact(content: str, label: str, *, edit_url: str = "", name: str = "") -> SafeString:
    """A row of facts: label and value; with edit_url a click swaps the row for its field."""
    return _render("fact", content=content, label=label, edit_url=edit_url, name=name)


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
    return _render(
        "entry", content=content, icon_name=icon_name, time=time, title=title, who=who, note=note,
        note_tone=note_tone, system=system, id=id,
    )  # fmt: skip


@register.simple_block_tag
def next_step(content: str, title: str = "", *, kind: str = "planned", when: str = "", words: str = "") -> SafeString:
    """The next-step block; its buttons stand inside. kind is that of the light; words are the person's own."""
    return _render("next_step", content=content, title=title, kind=kind, when=when, words=words)


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
    return _render(
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
    return _render(
        "card", id=id, href=href, title=title, who=who, amount=amount, kind=kind, step=step, age=age, stale=stale,
        version=version,
    )  # fmt: skip


@register.simple_tag
def toast(message: Any, undo_url: str = "", seconds: int = 30) -> SafeString:
    """message: text, or a Django message whose extra_tags may be "undo:/address/"."""
    extra = getattr(message, "extra_tags", "") or ""
    undo_url = undo_url or (extra.removeprefix("undo:") if extra.startswith("undo:") else "")
    tone = getattr(message, "level_tag", "") or "success"
    return _render("toast", message=message, undo_url=undo_url, seconds=seconds, tone=tone, pattern=_("%(count)d s"))


@register.simple_tag
def failure(text: str) -> SafeString:
    """The toast of an answer that was not swapped in."""
    return _render("toast", message=text, undo_url="", seconds=30, tone="error", pattern="")


@register.simple_tag
def chart(data: Any, *, id: str, title: str, sub: str = "", kind: str = "line", height: str = "") -> SafeString:
    """A chart with its table behind a switch; docs/reference/ui-kit.md has the shape of data."""
    return _render("chart", data=data, id=id, title=title, sub=sub, kind=kind, height=height)


@register.simple_tag
def chart_script() -> SafeString:
    """ECharts, only on pages that draw."""
    return format_html('<script type="module" src="{}"></script>', asset("charts.js"))


# ---------------------------------------------------------------- forms


@register.simple_tag
def field(bound: BoundField, *, label: str = "", hint: str = "", wide: bool = False) -> SafeString:
    """A form field with label, hint and error; the same as {{ form.name.as_field_group }} with words of its own."""
    return _render("field", field=bound, label=label, hint=hint, wide=wide)


@register.filter
def conflict_rows(values: Mapping[str, Any] | None, record: Any) -> list[dict[str, Any]]:
    """What was wanted beside what stands now, for core/ui/conflict.html; `same` where the two agree."""
    rows = []
    for name, mine in (values or {}).items():
        theirs = getattr(record, name, "")
        meta = getattr(record, "_meta", None)
        known = {field.name: field for field in meta.get_fields()} if meta else {}
        label = getattr(known.get(name), "verbose_name", name)
        rows.append({"name": name, "label": label, "mine": mine, "theirs": theirs, "same": str(mine) == str(theirs)})
    return rows


@register.filter
def widget_kind(bound: BoundField) -> str:
    """Checkbox | choices | file | area | select | input: how core/ui/field.html lays the field out."""
    name = type(bound.field.widget).__name__
    kinds = {
        "CheckboxInput": "checkbox",
        "RadioSelect": "choices",
        "CheckboxSelectMultiple": "choices",
        "Textarea": "area",
    }
    if name in kinds:
        return kinds[name]
    if "File" in name:
        return "file"
    return "select" if "Select" in name else "input"


# ---------------------------------------------------------------- filters: words for values

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
