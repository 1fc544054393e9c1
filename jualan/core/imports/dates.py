"""Dates as files write them. The order of day and month is declared, or proven by all dates of the file; never guessed.

A naive time is workspace time. A value is the workspace day it falls on and, where the cell has a time, the moment.
"""

import datetime as dt
import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from jualan.core.imports.cells import CellRefused
from jualan.core.imports.stopped import WrongUse

FIRST_YEAR, LAST_YEAR = 1900, 2100
CENTURY_TURNS_AT = 69
NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[T ,]\s*(.+))?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ](.+))?")
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ ./-]+([^\W\d_]+)[ .,/-]+(\d{4}|\d{2})(?:[T ,]\s*(.+))?")
MONTH_FIRST = re.compile(r"([^\W\d_]+)[ ./-]+(\d{1,2})(?:st|nd|rd|th)?[ ,/-]+(\d{4}|\d{2})(?:[T ,]\s*(.+))?")
YEAR_FIRST = re.compile(r"(\d{4})[ /-]([^\W\d_]+)[ /-](\d{1,2})(?:[T ,]\s*(.+))?")
WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|isn|sel|rab|kha|jum|sab|ahd|aha)[a-z]*[.,]?\s+(?=\d|[a-z]+[ .,-]+\d)",
    re.IGNORECASE,
)
TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*(am|pm|a\.m\.|p\.m\.|pg|ptg)?"
    r"\s*(z|utc|gmt|(?:utc|gmt)?\s*[+-]\d{2}:?(?:\d{2})?)?",
    re.IGNORECASE,
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january", "januari"),
            ("feb", "february", "februari"),
            ("mar", "march", "mac"),
            ("apr", "april"),
            ("may", "mei"),
            ("jun", "june"),
            ("jul", "july", "julai"),
            ("aug", "august", "ogo", "ogos"),
            ("sep", "sept", "september"),
            ("oct", "october", "okt", "oktober"),
            ("nov", "november"),
            ("dec", "december", "dis", "disember"),
        ),
        start=1,
    )
    for name in names
}


class Order(Enum):
    """In which order day, month and year stand where all three are numbers and the year is not plainly first."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class Moment(NamedTuple):
    """The workspace day, and the UTC moment where the cell had a time."""

    day: dt.date
    at: dt.datetime | None

    def __str__(self) -> str:
        return f"{self.day} {self.at or ''}"


class Written(NamedTuple):
    """A date cell before its order is known: what it means under each, and the time as text."""

    readings: dict[Order, dt.date]
    time: str | None


@lru_cache(maxsize=1 << 14)
def written(text: str) -> Written:
    """What the cell may mean; no reading at all when it is no possible date. Raises when it is not written as one."""
    text = WEEKDAY.sub("", text.strip(), count=1)
    if parts := NUMERIC.fullmatch(text):
        return Written(_numeric_readings(parts[1], parts[3], parts[4]), parts[5])
    if parts := COMPACT.fullmatch(text):
        return Written(_sure(parts[1], parts[2], parts[3]), parts[4])
    if parts := DAY_FIRST.fullmatch(text):
        return Written(_sure(parts[3], _month(parts[2]), parts[1]), parts[4])
    if parts := MONTH_FIRST.fullmatch(text):
        return Written(_sure(parts[3], _month(parts[1]), parts[2]), parts[4])
    if parts := YEAR_FIRST.fullmatch(text):
        return Written(_sure(parts[1], _month(parts[2]), parts[3]), parts[4])
    raise CellRefused("date_unreadable")


def _numeric_readings(first: str, second: str, third: str) -> dict[Order, dt.date]:
    if len(first) == 4:
        return _sure(first, second, third) if len(third) <= 2 else {}
    if len(first) == 3 or len(third) == 3:
        return {}
    readings = {Order.DMY: _date(third, second, first), Order.MDY: _date(third, first, second)}
    if len(third) <= 2:
        readings[Order.YMD] = _date(first, second, third)
    return {order: day for order, day in readings.items() if day is not None}


def _sure(year: str, month: str, day: str) -> dict[Order, dt.date]:
    found = _date(year, month, day)
    return {} if found is None else dict.fromkeys(Order, found)


def _date(year: str, month: str, day: str) -> dt.date | None:
    """The date, or nothing where there is no such day within the years that business happens in."""
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= CENTURY_TURNS_AT else 2000
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    try:
        return dt.date(number, int(month), int(day))
    except ValueError:
        return None


def _month(name: str) -> str:
    number = MONTHS.get(name.casefold())
    if number is None:
        raise CellRefused("date_unreadable")
    return str(number)


class DateProof:
    """Sees every date of a file and says what order they prove."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, ...], str] = {}

    def see(self, text: str) -> None:
        """Take a filled cell of a date column into account; one that is no date proves nothing."""
        if text[4:5] == "-":
            return
        try:
            readings = written(text).readings
        except CellRefused:
            return
        if len(readings) < len(Order) or len(set(readings.values())) > 1:
            self._see(readings, text)

    def _see(self, readings: dict[Order, dt.date], text: str) -> None:
        if readings:
            self._seen.setdefault(_pattern(readings), text)

    def order(self) -> Order | None:
        """The one order the file proves, nothing where no date depends on it, else `WrongUse`."""
        possible = [place for place in range(len(Order)) if all(pattern[place] >= 0 for pattern in self._seen)]
        examples = list(self._seen.values())
        if self._seen and not possible:
            raise WrongUse("date_orders_contradict", examples=examples)
        for pattern, example in self._seen.items():
            if len({pattern[place] for place in possible}) > 1:
                raise WrongUse("date_order_unproven", examples=[example])
        return list(Order)[possible[0]] if self._seen else None


def _pattern(readings: dict[Order, dt.date]) -> tuple[int, ...]:
    """Which orders read the cell alike: a number per order, -1 where it has no reading."""
    days = list(dict.fromkeys(readings.values()))
    return tuple(days.index(readings[order]) if order in readings else -1 for order in Order)


class DateReader:
    """Reads the dates of one file, once their order is known. Remembers cells it has read."""

    def __init__(self, order: Order | None, zone: ZoneInfo) -> None:
        self._order = order
        self._zone = zone
        self._known: dict[str, Moment] = {}

    def read(self, text: str) -> Moment:
        """The day and moment of a filled cell, or `CellRefused`."""
        moment = self._known.get(text)
        if moment is None:
            moment = self._read(text)
            if len(self._known) > 1 << 14:
                self._known.clear()
            self._known[text] = moment
        return moment

    def _read(self, text: str) -> Moment:
        readings, time = written(text)
        order = self._order or next(iter(readings), None)
        if order not in readings:
            raise CellRefused("date_not_in_order" if readings else "date_impossible")
        day = readings[order]
        return Moment(day, None) if time is None else self._moment(day, time)

    def _moment(self, day: dt.date, time: str) -> Moment:
        parts = TIME.fullmatch(time.strip())
        if parts is None:
            raise CellRefused("date_unreadable")
        try:
            clock = dt.time(_hour(parts[1], parts[5]), int(parts[2]), int(parts[3] or 0), _micro(parts[4]))
        except ValueError as error:
            raise CellRefused("date_impossible") from error
        local = dt.datetime.combine(day, clock, tzinfo=_offset(parts[6]) or self._zone)
        return Moment(local.astimezone(self._zone).date(), local.astimezone(dt.UTC))


def _hour(text: str, half: str | None) -> int:
    hour = int(text)
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise CellRefused("date_impossible")
    return hour % 12 + (12 if half.lower().replace(".", "") in {"pm", "ptg"} else 0)


def _micro(text: str | None) -> int:
    return int(text.ljust(6, "0")) if text else 0


def _offset(text: str | None) -> dt.tzinfo | None:
    """The zone a cell names; nothing where it names none."""
    if text is None:
        return None
    sign = re.search(r"([+-])(\d{2}):?(\d{2})?", text)
    if sign is None:
        return dt.UTC
    away = dt.timedelta(hours=int(sign[2]), minutes=int(sign[3] or 0))
    if away >= dt.timedelta(hours=24):
        raise CellRefused("date_impossible")
    return dt.timezone(-away if sign[1] == "-" else away)


def read_month(text: str) -> dt.date:
    """The first day of a month written `2026-03`, `Mac 2026` or `Mar-26`."""
    if parts := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        year, number = parts[1], parts[2]
    elif (parts := re.fullmatch(r"([^\W\d_]+)[ .,'-]+(\d{4}|\d{2})", text)) and parts[1].casefold() in MONTHS:
        year, number = parts[2], str(MONTHS[parts[1].casefold()])
    else:
        raise CellRefused("month_wrong")
    first = _date(year, number, "1")
    if first is None:
        raise CellRefused("month_wrong")
    return first


def proven_order(cells: Iterable[str]) -> Order | None:
    """The order that these filled cells prove together."""
    proof = DateProof()
    for text in cells:
        proof.see(text)
    return proof.order()
