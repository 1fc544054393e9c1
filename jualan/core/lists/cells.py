"""How the values of a row become table cells. Plain string building: a list page spends its time here."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from jualan.core.money import digits
from jualan.core.templatetags.ui import asset
from jualan.core.templatetags.ui import light as draw_light
from jualan.core.templatetags.ui import status as draw_status
from jualan.core.templatetags.ui_format import MINUS, NONE, day, duration, month_of, phone_words, short_day


@dataclass(frozen=True, slots=True)
class Setting:
    """What cells need beside the row: the day, the base currency, and the labels of choice columns."""

    today: dt.date
    currency: str
    labels: Mapping[str, Mapping[str, str]]
    now: dt.datetime = field(default_factory=timezone.now)
    sprite: str = field(default_factory=lambda: asset("icons.svg"))
    language: str = field(default_factory=lambda: get_language() or "en")

    def day(self, value: dt.date) -> str:
        """Return Thu 26 Nov: a page of rows says few days often."""
        return _day(value, self.language, self.today.year)

    def short_day(self, value: dt.date) -> str:
        return _short_day(value, self.language, self.today.year)


@lru_cache(maxsize=4096)
def _day(value: dt.date, _language: str, _year: int) -> str:
    return day(value)


@lru_cache(maxsize=4096)
def _short_day(value: dt.date, _language: str, _year: int) -> str:
    return escape(short_day(value))


@lru_cache(maxsize=2048)
def _light(kind: str, words: str, _sprite: str) -> str:
    return draw_light(kind, words)


@lru_cache(maxsize=256)
def _status(word: str, icon_name: str, tone: str, _sprite: str) -> str:
    return draw_status(word, icon_name, tone)


Cell = Callable[[tuple[Any, ...], Setting, str], str]


def plain_money(minor: int | None, currency: str) -> str:
    """Return 86400 → '864.00' with thousands, a real minus sign, an em dash for none."""
    if minor is None:
        return NONE
    places = digits(currency)
    whole, part = divmod(abs(minor), 10**places)
    text = f"{whole:,}.{part:0{places}d}" if places else f"{whole:,}"
    return f"{MINUS}{text}" if minor < 0 else text


def text(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    del setting, code
    return escape(values[0]) if values[0] not in (None, "") else f'<span class="dim">{NONE}</span>'


def first(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    """Return the first value that is filled."""
    return text((next((value for value in values if value), None),), setting, code)


def either(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    """Return the first value that there is."""
    return text((next((value for value in values if value), None),), setting, code)


def phone(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    """Return a number as people here write it."""
    return text((phone_words(values[0] or ""),), setting, code)


def label(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    value = values[0]
    return escape(setting.labels[code].get(str(value), value)) if value not in (None, "") else NONE


def owner(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    del setting, code
    return escape(values[0]) if values[0] else f'<span class="is-stale-word">{escape(_("Unassigned"))}</span>'


def money(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    del code
    currency = values[1] if len(values) > 1 and values[1] else setting.currency
    amount = plain_money(values[0], currency)
    return amount if currency == setting.currency else f'<span class="unit">{escape(currency)}</span> {amount}'


def worth(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    """Return the stated amount in base, else the estimate marked as one."""
    del code
    if values[0] is not None or values[1] is None:
        return plain_money(values[0], setting.currency)
    return f'<span class="dim" title="{escape(_("Estimated from the list price"))}">≈ {plain_money(values[1], setting.currency)}</span>'


def number(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    del setting, code
    return NONE if values[0] is None else f"{values[0]:,}"


def on(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    del code
    return NONE if values[0] is None else setting.short_day(values[0])


def month(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    del setting, code
    return escape(month_of(values[0]))


def percent(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    del setting, code
    return NONE if values[0] is None else f"{values[0] / 100:.0f}%"


def plain_price(micro: int | None) -> str:
    """Return 12500000 → '12.50': at least two decimals, more only where they are; an em dash for none."""
    if micro is None:
        return NONE
    whole, part = divmod(micro, 1_000_000)
    return f"{whole:,}.{f'{part:06d}'.rstrip('0').ljust(2, '0')}"


def plain_quantity(milli: int) -> str:
    """Return 12000 → '12', 1500 → '1.5'."""
    whole, part = divmod(abs(milli), 1_000)
    text = f"{whole:,}" + (f".{part:03d}".rstrip("0") if part else "")
    return f"{MINUS}{text}" if milli < 0 else text


def unit_price(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    """Return a price in millionths, with its currency where that is not the base."""
    del code
    currency = values[1] if len(values) > 1 else setting.currency
    if values[0] is None or currency == setting.currency:
        return plain_price(values[0])
    return f'<span class="unit">{escape(currency)}</span> {plain_price(values[0])}'


def pieces(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    """Thousandths of a piece, as pieces."""
    del setting, code
    return NONE if values[0] is None else escape(plain_quantity(values[0]))


def step(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    """Return the next-step light; values are its day and the state of the record.

    Where a first answer is owed (its moment, and when it was given, as third and fourth value), that comes first.
    """
    del code
    due, state = values[0], values[1] if len(values) > 1 else ""
    if state in {"won", "lost", "converted", "disqualified"}:
        return ""
    if len(values) > 3 and values[2] is not None and values[3] is None:
        return _owed(values[2], setting)
    if due is None:
        return _light("missing", _("none"), setting.sprite)
    if due == setting.today:
        return _light("today", pgettext("day", "Today"), setting.sprite)
    return _light("planned" if due > setting.today else "late", setting.day(due), setting.sprite)


def _owed(due_at: dt.datetime, setting: Setting) -> str:
    """Return how long is left for a first answer, or how long it is overdue."""
    seconds = (due_at - setting.now).total_seconds()
    if seconds < 0:
        return _light("late", _("%(time)s over") % {"time": duration(seconds, short=True)}, setting.sprite)
    return _light("today", _("%(time)s left") % {"time": duration(seconds, short=True)}, setting.sprite)


def reply(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    """Return how long the first answer took, in working time."""
    del setting, code
    return NONE if values[0] is None else escape(duration(values[0] * 60))


def state(values: tuple[Any, ...], setting: Setting, code: str) -> str:
    value = str(values[0])
    return _status(
        setting.labels[code].get(value, value),
        _SIGNS.get(value, "circle-dashed"),
        _TONES.get(value, ""),
        setting.sprite,
    )


_SIGNS = {
    "new": "circle-dashed",
    "working": "message",
    "nurturing": "clock-pause",
    "qualified": "check",
    "converted": "check",
    "disqualified": "x",
    "won": "check",
    "lost": "x",
    "open": "circle-dashed",
    "paid": "check",
    "partly_paid": "hourglass",
    "on_terms": "clock",
    "outstanding": "alert-triangle",
    "cancelled": "x",
    "test": "x",
}
_TONES = {"outstanding": "late", "won": "good", "paid": "good"}

CELLS: Mapping[str, Cell] = {
    "text": text,
    "either": either,
    "first": first,
    "label": label,
    "phone": phone,
    "owner": owner,
    "money": money,
    "worth": worth,
    "number": number,
    "on": on,
    "month": month,
    "percent": percent,
    "unit_price": unit_price,
    "pieces": pieces,
    "step": step,
    "reply": reply,
    "state": state,
}
NUMERIC = frozenset({"money", "worth", "number", "percent", "unit_price", "pieces", "reply"})
