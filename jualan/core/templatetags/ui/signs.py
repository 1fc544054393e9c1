"""Small signs: icon, status, the next-step light, the response clock, avatar, key."""

import datetime as dt
from functools import lru_cache

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jualan.core.templatetags import ui_format
from jualan.core.templatetags.ui.drawing import asset, component, register

LIGHTS = frozenset({"planned", "today", "late", "missing"})
RING = 100  # pathLength of the response clock


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
    return component(
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
