"""The business's own choices, read once per process and per change; its day, its currency, its rates."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.utils import timezone

from jualan.core.models import ExchangeRate, Workspace
from jualan.core.money import MICRO

_CACHE_KEY = "core.workspace"
_CACHE_SECONDS = 60


def workspace() -> Workspace:
    """Return the one workspace, made with its defaults if missing."""
    found: Workspace | None = cache.get(_CACHE_KEY)
    if found is None:
        found, _created = Workspace.objects.get_or_create(pk=1)
        cache.set(_CACHE_KEY, found, _CACHE_SECONDS)
    return found


def forget_workspace() -> None:
    """Drop the copy in memory after the row was changed."""
    cache.delete(_CACHE_KEY)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def base_currency() -> str:
    return workspace().currency


def workspace_day(moment: dt.datetime) -> dt.date:
    """Return the day of an aware moment in the workspace's time zone."""
    return moment.astimezone(zone(workspace().time_zone)).date()


def today() -> dt.date:
    return workspace_day(timezone.now())


def local_now() -> dt.datetime:
    return timezone.now().astimezone(zone(workspace().time_zone))


def moment_of(day: dt.date, time: dt.time) -> dt.datetime:
    """Return a time of a workspace day as an aware moment."""
    return dt.datetime.combine(day, time, tzinfo=zone(workspace().time_zone))


def day_end(day: dt.date) -> dt.datetime:
    """Return the last moment of a workspace day, as an aware UTC datetime."""
    end = dt.datetime.combine(day, dt.time.max, tzinfo=zone(workspace().time_zone))
    return end.astimezone(dt.UTC)


def rate_on(currency: str, day: dt.date) -> int | None:
    """Return one unit of `currency` in base, in millionths, by the newest rate of that day or before; None if unknown."""
    if currency == base_currency():
        return MICRO
    rates = ExchangeRate.objects.filter(currency=currency, day__lte=day).order_by("-day")
    return rates.values_list("rate_micro", flat=True).first()


def zone_of_home() -> ZoneInfo:
    """Return the workspace's time zone."""
    return zone(workspace().time_zone)
