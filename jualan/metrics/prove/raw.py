"""Rows as the database holds them, and the arithmetic of money written a second time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as its facts say."""

    check: str
    record: str
    expected: Any
    found: Any


def rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()  # type: ignore[no-any-return] # the driver's own rows


def day(value: Any) -> dt.date | None:
    """Return a date that a driver may give as text."""
    if value is None or isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(str(value)[:10])


def moment(value: Any) -> dt.datetime | None:
    """Return an aware moment that a driver may give as naive UTC text."""
    if value is None:
        return None
    found = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Home:
    """The base currency and the time zone of the business."""

    currency: str
    zone: ZoneInfo

    def day_of(self, value: Any) -> dt.date | None:
        found = moment(value)
        return found.astimezone(self.zone).date() if found else None

    @property
    def today(self) -> dt.date:
        return dt.datetime.now(self.zone).date()

    def to_base(self, minor: int, rate_micro: int | None, currency: str) -> int | None:
        """Return an amount at its stored rate, half away from zero."""
        if rate_micro is None:
            return None
        exact = Fraction(minor * rate_micro * 10 ** places(self.currency), 1_000_000 * 10 ** places(currency))
        return half_away(exact)


def home() -> Home:
    currency, zone = rows("SELECT currency, time_zone FROM core_workspace WHERE id = 1")[0]
    return Home(currency, ZoneInfo(zone))


def places(currency: str) -> int:
    if currency in {"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "PYG", "RWF"}:
        return 0
    return 3 if currency in {"BHD", "KWD", "OMR", "JOD", "TND", "IQD", "LYD"} else 2


def half_away(exact: Fraction) -> int:
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def middle(values: Sequence[int]) -> Fraction | None:
    ordered = sorted(values)
    if not ordered:
        return None
    return Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)
