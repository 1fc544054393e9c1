"""Working time, worked out a second time: day by day, with weekends of its own."""

import datetime as dt
import json
from collections import defaultdict
from functools import cached_property
from typing import Any

import holidays

from jualan.metrics.prove.raw import Home, day, moment, rows

_SATURDAY_SUNDAY, _FRIDAY_SATURDAY = frozenset({5, 6}), frozenset({4, 5})
_KEDAH_KELANTAN_TERENGGANU, _JOHOR = frozenset({"02", "03", "11"}), "01"
_JOHOR_ON_FRIDAY = (dt.date(2014, 1, 1), dt.date(2024, 12, 31))


class Clocks:
    """The hours and days on which a business works, as they were set when a lead was answered."""

    def __init__(self, here: Home) -> None:
        self._here = here
        self._public: dict[str, Any] = {}

    @cached_property
    def _set_now(self) -> dict[str, Any]:
        names = ("country", "state", "opens_at", "closes_at", "rest_days")
        values = rows(f"SELECT {', '.join(names)} FROM core_workspace WHERE id = 1")[0]  # noqa: S608 names above
        return dict(zip(names, values, strict=True))

    @cached_property
    def _set_otherwise(self) -> list[tuple[dt.datetime | None, dict[str, Any]]]:
        """What each later change of the business's own choices replaced, newest first."""
        found = rows(
            "SELECT at, changes FROM core_auditentry WHERE kind = 'workspace' AND verb = 'changed' ORDER BY id DESC"
        )
        return [(moment(at), json.loads(changes) if isinstance(changes, str) else changes) for at, changes in found]

    @cached_property
    def _exceptions(self) -> dict[dt.date | None, list[tuple[str, bool, dt.datetime | None]]]:
        """Days that are closed or opened against the public calendar; a state's own word before that of all."""
        found = defaultdict(list)
        for on, *told, since in rows("SELECT day, state, is_open, created_at FROM core_closedday ORDER BY state DESC"):
            found[day(on)].append((*told, moment(since)))
        return found

    @cached_property
    def _answered(self) -> dict[int, dt.datetime | None]:
        """When each reply was recorded."""
        found = rows("SELECT record_id, at FROM core_auditentry WHERE kind = 'lead' AND verb = 'answered' ORDER BY id")
        return {pk: moment(at) for pk, at in found}

    def minutes(self, lead: int, state: str, start: dt.datetime, end: dt.datetime) -> int:
        """Return the whole working minutes of a state between a lead's arrival and its reply."""
        known = self._answered.get(lead) or end
        home = self._settings(known)
        place, total, on = state or home["state"], dt.timedelta(), start.astimezone(self._here.zone).date()
        while on <= end.astimezone(self._here.zone).date():
            if self._works(home, place, on, known):
                opens, closes = (self._at(on, home[name]) for name in ("opens_at", "closes_at"))
                total += max(dt.timedelta(), min(end, closes) - max(start, opens))
            on += dt.timedelta(days=1)
        return total // dt.timedelta(minutes=1)

    def _settings(self, at: dt.datetime) -> dict[str, Any]:
        found = dict(self._set_now)
        for changed_at, changes in self._set_otherwise:
            if changed_at and changed_at > at:
                found |= {name: pair[0] for name, pair in changes.items() if name in found}
        return found

    def _at(self, on: dt.date, time: Any) -> dt.datetime:
        clock = time if isinstance(time, dt.time) else dt.time.fromisoformat(str(time))
        return dt.datetime.combine(on, clock, tzinfo=self._here.zone).astimezone(dt.UTC)

    def _works(self, home: dict[str, Any], state: str, on: dt.date, known: dt.datetime) -> bool:
        for where, is_open, since in self._exceptions.get(on, ()):
            if where in {"", state} and (since is None or since <= known):
                return bool(is_open)
        public = self._public.get(state)
        if public is None:
            public = self._public[state] = holidays.country_holidays(home["country"], subdiv=state or None)
        told = home["rest_days"]
        if own := json.loads(told) if isinstance(told, str) else told:
            return on.isoweekday() not in own and on not in public
        weekend = _weekend(state, on) if home["country"] == "MY" else public.weekend
        return on.weekday() not in weekend and on not in public


def _weekend(state: str, on: dt.date) -> frozenset[int]:
    """Return the weekend of a Malaysian state on a day; Johor kept Fridays and Saturdays for eleven years."""
    if state in _KEDAH_KELANTAN_TERENGGANU:
        return _FRIDAY_SATURDAY
    is_johor_then = state == _JOHOR and _JOHOR_ON_FRIDAY[0] <= on <= _JOHOR_ON_FRIDAY[1]
    return _FRIDAY_SATURDAY if is_johor_then else _SATURDAY_SUNDAY
