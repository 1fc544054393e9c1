"""The business itself: one row of choices, its exchange rates and the days it is closed."""

import datetime as dt

from django.db import models

from jualan.core.models.base import Record


class Workspace(Record):
    """The one business of this installation. Currency and time zone are fixed once money is stored."""

    name = models.CharField(max_length=120, default="Jualan")
    currency = models.CharField(max_length=3, default="MYR")
    time_zone = models.CharField(max_length=64, default="Asia/Kuala_Lumpur")
    language = models.CharField(max_length=8, default="ms")
    country = models.CharField(max_length=2, default="MY")
    state = models.CharField(max_length=3, default="10")
    opens_at = models.TimeField(default=dt.time(9))
    closes_at = models.TimeField(default=dt.time(18))
    rest_days = models.JSONField(default=list)
    """ISO weekdays on which the shop rests; empty: as the state does."""
    has_sst = models.BooleanField(default=False)
    sst_number = models.CharField(max_length=20, blank=True)
    logo = models.CharField(max_length=80, blank=True)
    """The name of a file in the folder `workspace` of the kept files."""
    start = models.JSONField(default=dict)
    """Steps of the first run: code → "done" or "skipped"."""
    set_up_at = models.DateTimeField(null=True, blank=True)
    response_minutes = models.PositiveIntegerField(default=30)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="core_workspace_only_one")]

    def __str__(self) -> str:
        return self.name


class ExchangeRate(Record):
    """One unit of `currency` in the base currency on a day, in millionths."""

    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate_micro = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="core_exchangerate_one_a_day"),
            models.CheckConstraint(condition=models.Q(rate_micro__gt=0), name="core_exchangerate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"


class ClosedDay(Record):
    """A dated exception to the public calendar: a day that is closed, or opened, in one state or in all."""

    day = models.DateField()
    state = models.CharField(max_length=3, blank=True)
    is_open = models.BooleanField(default=False)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "state"], name="core_closedday_one_a_state")]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"
