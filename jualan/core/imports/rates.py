"""Stored exchange rates of a run, read once."""

import datetime as dt
from bisect import bisect_right

from jualan.core.models import ExchangeRate
from jualan.core.money import MICRO


class Rates:
    def __init__(self, base: str) -> None:
        self._base = base
        self._known: dict[str, tuple[list[dt.date], list[int]]] = {}
        for currency, day, rate in ExchangeRate.objects.order_by("day").values_list("currency", "day", "rate_micro"):
            days, rates = self._known.setdefault(currency, ([], []))
            days.append(day)
            rates.append(rate)

    def rate(self, currency: str, day: dt.date) -> int | None:
        """One unit of a currency in base by the newest rate of that day or before; nothing where none is known."""
        if currency == self._base:
            return MICRO
        days, rates = self._known.get(currency, ([], []))
        place = bisect_right(days, day)
        return rates[place - 1] if place else None
