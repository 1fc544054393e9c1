"""Schedules as rows, and the jobs that gave up and wait for a person."""

from django.db import models

from jualan.core.models.base import Record


class Schedule(Record):
    """A job that comes round: claimed by moving `next_at` on with a conditional UPDATE."""

    name = models.CharField(max_length=64, unique=True)
    cron = models.CharField(max_length=64)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class JobFailure(Record):
    """A job that failed for the last time, kept until someone runs it again or dismisses it."""

    name = models.CharField(max_length=64)
    args = models.JSONField(default=list)
    error = models.TextField()
    attempts = models.PositiveIntegerField()
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
