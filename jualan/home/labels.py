"""Words of Today, and words and signs of what search finds."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jualan.core.templatetags.ui_format import age, long_day

if TYPE_CHECKING:
    from jualan.home.queries import Day, Row

FOUND: Mapping[str, tuple[object, str]] = {
    "contact": (_("Contacts"), "user"),
    "account": (_("Customers"), "building-store"),
    "lead": (_("Leads"), "user-plus"),
    "opportunity": (_("Deals"), "layout-kanban"),
    "order": (_("Orders"), "receipt"),
    "product": (_("Products"), "box"),
    "user": (_("People"), "users-group"),
}
"""Kind → (word over its results, icon), in the order of the groups."""


def headline(day: "Day") -> str:
    """Return the first act of the day as a sentence."""
    if day.first is None:
        return gettext("Nothing waits for you.")
    name, row = day.first
    words = {
        "leads": gettext("%(who)s has waited %(time)s."),
        "steps": gettext("%(what)s: %(who)s."),
        "without_step": gettext("%(who)s has no next step."),
        "stale": gettext("%(who)s has stood still for %(time)s."),
    }
    return words[name] % {"who": row.who, "what": row.what, "time": age(row.since)}


def day_words(day: "Day", as_of: dt.date) -> str:
    """Return the day and what waits on it, as two or three short sentences."""
    leads, steps = day.leads, day.steps
    parts = [f"{long_day(as_of)}."]
    if leads.count:
        text = ngettext("%(count)d new lead waits for an answer", "%(count)d new leads wait for an answer", leads.count)
        late = ngettext("%(count)d past its clock", "%(count)d past their clock", leads.late) % {"count": leads.late}
        parts.append(f"{text % {'count': leads.count}}{f', {late}' if leads.late else ''}.")
    if steps.count:
        text = ngettext("%(count)d follow-up is due", "%(count)d follow-ups are due", steps.count) % {
            "count": steps.count
        }
        late = gettext("%(count)d late") % {"count": steps.late}
        parts.append(f"{text}{f', {late}' if steps.late else ''}.")
    return " ".join(parts)


def call_reason(row: "Row") -> str:
    """Return why to call someone."""
    if row.due_at is not None and row.step is None:
        return gettext("New lead, has waited %(time)s") % {"time": age(row.since)}
    return row.what
