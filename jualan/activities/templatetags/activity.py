"""How a timeline reads: `{% days_of activity as days %}`, `{% kinds_of activity as kinds %}`, `{{ contact|whatsapp:person }}`."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jualan.activities import labels, rules
from jualan.activities.models import Activity
from jualan.activities.queries import RecordActivity
from jualan.core.templatetags.ui_format import near_day, time_of_day
from jualan.core.workspace import today, workspace

register = template.Library()


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a timeline in words."""

    pk: int
    icon: str
    time: str
    title: str
    who: str
    note: str
    tone: str
    text: Any
    is_system: bool
    is_pinned: bool
    asks: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    lines: tuple[Line, ...]


@register.simple_tag
def days_of(activity: RecordActivity) -> list[Day]:
    """Return the entries by day, newest first, with pinned ones before all days."""
    lines = [(entry, _line(entry, activity)) for entry in activity.entries]
    pinned = tuple(line for _entry, line in lines if line.is_pinned)
    rest = ((entry, line) for entry, line in lines if not line.is_pinned)
    days = [
        Day(near_day(day), tuple(line for _entry, line in sorted(some, key=_moment, reverse=True)))
        for day, some in groupby(rest, key=lambda pair: pair[0].happened_on)
    ]
    return ([Day(_("Pinned"), pinned)] if pinned else []) + days


def _moment(pair: tuple[Activity, Line]) -> tuple[dt.datetime, int]:
    """Return what orders the entries of a day: those without a time of day stand before the rest of it."""
    entry = pair[0]
    return (entry.happened_at or dt.datetime.min.replace(tzinfo=dt.UTC), entry.pk)


def _line(entry: Activity, activity: RecordActivity) -> Line:
    is_change = entry.kind == Activity.Kind.CHANGE
    asks = () if entry.outcome or is_change else _asks(entry.kind)
    return Line(
        pk=entry.pk,
        icon=labels.ICONS[entry.kind],
        time=near_day(entry.happened_on)
        if entry.is_pinned
        else time_of_day(entry.happened_at)
        if entry.happened_at
        else "",
        title="" if is_change else _title(entry),
        who=entry.author.full_name if entry.author and not is_change else "",
        note=str(labels.OUTCOMES[entry.outcome]) if entry.outcome and entry.kind != Activity.Kind.STEP else "",
        tone="late" if entry.outcome == Activity.Outcome.NO_ANSWER else "good",
        text=_change(entry, activity) if is_change else entry.body,
        is_system=is_change,
        is_pinned=entry.is_pinned,
        asks=asks,
    )


def _asks(kind: str) -> tuple[tuple[str, object], ...]:
    return tuple((code, labels.OUTCOMES[code]) for code in labels.OUTCOMES_OF.get(kind, ()))


def _title(entry: Activity) -> str:
    if entry.kind == Activity.Kind.CALL and entry.direction == Activity.Direction.IN:
        return _("Incoming call")
    return str(labels.KINDS[entry.kind])


def _change(entry: Activity, activity: RecordActivity) -> SafeString:
    """Return a change as one quiet line: stage or status, from what to what."""
    code = entry.facts.get("code", "")
    names = activity.names.get(code, {})
    before, after = (names.get(entry.facts.get(end), "—") for end in ("from", "to"))
    pattern = _("Stage: %(before)s to %(after)s") if code == "stage" else _("Status: %(before)s to %(after)s")
    strong = format_html("<strong>{}</strong>", after)
    text = format_html(pattern.replace("%(before)s", "{}").replace("%(after)s", "{}"), before, strong)
    return format_html("{}, {}", text, entry.author.full_name) if entry.author else text


@dataclass(frozen=True, slots=True)
class KindTab:
    label: object
    url: str
    current: bool
    count: int


@register.simple_tag
def kinds_of(activity: RecordActivity) -> list[KindTab]:
    """Return the filter of the timeline: all, then each kind there is."""
    page = activity.record.get_absolute_url()
    everything = KindTab(pgettext("entries", "All"), page, not activity.wanted, sum(activity.counts.values()))
    kinds = [
        KindTab(label, f"{page}?kind={kind}", kind == activity.wanted, activity.counts[kind])
        for kind, label in labels.PLURALS.items()
        if activity.counts.get(kind)
    ]
    return [everything, *kinds]


@register.simple_tag
def composer_kinds() -> Iterable[tuple[str, object, str, tuple[tuple[str, object], ...]]]:
    """Return (kind, word, icon, outcomes) of what is logged by hand."""
    return [(kind, labels.KINDS[kind], labels.ICONS[kind], _asks(kind)) for kind in labels.LOGGED]


@register.simple_tag
def quick_days() -> Iterable[tuple[str, object]]:
    return labels.QUICK_DAYS


@register.filter
def light_of(day: Any) -> str:
    """Return the kind of the next-step light of a day."""
    return rules.light(day, today()).value


@register.filter
def whatsapp(contact: Any, person: Any) -> str:
    """Return the WhatsApp link of a contact with a greeting in the contact's language; empty without a phone."""
    if contact is None or not contact.phone:
        return ""
    with translation.override(contact.language or translation.get_language()):
        words = _("Hello %(name)s, this is %(person)s from %(business)s.") % {
            "name": contact.preferred_name or contact.full_name,
            "person": getattr(person, "full_name", ""),
            "business": workspace().name,
        }
    return f"https://wa.me/{contact.phone.lstrip('+')}?text={quote(words)}"
