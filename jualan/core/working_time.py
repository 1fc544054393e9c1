"""Working time of a Malaysian state: its weekend, its public holidays, the shop's own closed days and hours."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache

from jualan.core.models import ClosedDay
from jualan.core.workspace import workspace, zone

MALAYSIAN_STATES = {
    "01": "Johor",
    "02": "Kedah",
    "03": "Kelantan",
    "04": "Melaka",
    "05": "Negeri Sembilan",
    "06": "Pahang",
    "07": "Pulau Pinang",
    "08": "Perak",
    "09": "Perlis",
    "10": "Selangor",
    "11": "Terengganu",
    "12": "Sabah",
    "13": "Sarawak",
    "14": "Kuala Lumpur",
    "15": "Labuan",
    "16": "Putrajaya",
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of a working day, and which days are working days, in one time zone."""

    opens_at: dt.time
    closes_at: dt.time
    zone: ZoneInfo
    is_working_day: Callable[[dt.date], bool]

    def span(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Return when a working day begins and ends."""
        return (
            dt.datetime.combine(day, self.opens_at, tzinfo=self.zone),
            dt.datetime.combine(day, self.closes_at, tzinfo=self.zone),
        )


def working_minutes(start: dt.datetime, end: dt.datetime, calendar: Calendar) -> int:
    """Return the whole working minutes between two moments; 0 when the end is not after the start."""
    seconds = 0.0
    for opens, closes in _spans(start, end, calendar):
        seconds += max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
    return int(seconds // 60)


def add_working_minutes(start: dt.datetime, minutes: int, calendar: Calendar) -> dt.datetime:
    """Return the moment at which so many working minutes have passed."""
    left = dt.timedelta(minutes=minutes)
    for opens, closes in _spans(start, start + dt.timedelta(days=366), calendar):
        begin = max(start, opens)
        if begin >= closes:
            continue
        if closes - begin >= left:
            return (begin + left).astimezone(dt.UTC)
        left -= closes - begin
    return start + dt.timedelta(days=366)


def _spans(start: dt.datetime, end: dt.datetime, calendar: Calendar) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    day, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    while day <= last:
        if calendar.is_working_day(day):
            yield calendar.span(day)
        day += dt.timedelta(days=1)


@lru_cache(maxsize=64)
def _public(country: str, state: str) -> Any:
    import holidays  # noqa: PLC0415 takes a fifth of a second, and only clocks need it

    return holidays.country_holidays(country, subdiv=state or None)


def _exceptions(state: str) -> dict[dt.date, bool]:
    """Return the dated overrides that hold in a state: day → is it open."""
    key = f"core.closed_days.{state}"
    found = cache.get(key)
    if found is None:
        rows = ClosedDay.objects.filter(state__in=["", state]).order_by("state")
        found = dict(rows.values_list("day", "is_open"))
        cache.set(key, found, 60)
    return found  # type: ignore[no-any-return] # what was put there


def calendar_of(state: str = "") -> Calendar:
    """Return the working calendar of a state (two-digit code; the workspace's own when empty)."""
    home = workspace()
    place = state or home.state
    public, exceptions = _public(home.country, place), _exceptions(place)

    def is_working_day(day: dt.date) -> bool:
        if day in exceptions:
            return exceptions[day]
        if home.rest_days:
            return day.isoweekday() not in home.rest_days and day not in public
        return bool(public.is_working_day(day))

    return Calendar(home.opens_at, home.closes_at, zone(home.time_zone), is_working_day)
