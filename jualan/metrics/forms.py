"""A question to a KPI as it is typed: in a query string, on the command line, in the API."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from jualan.core.errors import RuleBroken
from jualan.core.workspace import workspace, zone
from jualan.metrics.queries.asking import Asked, cut_at
from jualan.people.policy import Viewer


def read_asked(code: str, typed: Mapping[str, Any], *, viewer: Viewer) -> Asked:
    """Return the question. `typed` holds text: from, to, by, as_of, known_at, where (pairs FIELD=VALUE) and flags.

    Raises RuleBroken `day_unreadable`, `where_unreadable` or `number_unreadable`.
    """
    return Asked(
        code=code,
        start=read_day(typed.get("from") or "", "from"),
        end=read_day(typed.get("to") or "", "to"),
        viewer=viewer,
        by=typed.get("by") or "",
        cut=cut_at(read_moment(typed.get("as_of"), "as_of"), read_moment(typed.get("known_at"), "known_at")),
        where=read_where(typed.get("where") or ()),
        stage=typed.get("stage") or "",
        is_all=bool(typed.get("all")),
        look_back=_number(typed.get("look_back")),
        cost_key=typed.get("cost_key") or "new_customers",
    )


def read_day(text: str, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RuleBroken("day_unreadable", field=name, value=text) from None


def read_moment(text: str | None, name: str) -> dt.date | dt.datetime | None:
    """Return a day, or a moment (workspace time where no offset is given); None when nothing was typed."""
    if not text:
        return None
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise RuleBroken("day_unreadable", field=name, value=text) from None
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=zone(workspace().time_zone))


def read_where(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return FIELD=VALUE pairs; several of one field mean all of them, which only one value can satisfy."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        field, sign, value = pair.partition("=")
        if not sign or not field:
            raise RuleBroken("where_unreadable", value=pair)
        found[field] = (value,) if field not in found or found[field] == (value,) else ("\0",)
    return found


def _number(text: Any) -> int | None:
    if text in (None, ""):
        return None
    try:
        return int(text)
    except ValueError:
        raise RuleBroken("number_unreadable", value=text) from None
