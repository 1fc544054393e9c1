"""What the jobs are doing: for the top bar, for `doctor`, and the list of those that were given up."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from jualan.core.jobs.engine import engine
from jualan.core.models import JobFailure


@dataclass(frozen=True, slots=True)
class JobCounts:
    """`due` wait for a worker (the oldest since `waiting_since`), `running` are being worked, `failed` were given up."""

    due: int
    running: int
    failed: int
    waiting_since: dt.datetime | None


def job_counts() -> JobCounts:
    """Return the state of all jobs in two queries to four."""
    due, running, oldest = engine().counts()
    return JobCounts(due, running, open_failures().count(), oldest)


def running_jobs() -> list[str]:
    """Return the names of the jobs that run now."""
    return engine().running_names()


def open_failures() -> QuerySet[JobFailure]:
    """Return the jobs that were given up and that nobody has run again or dismissed."""
    return JobFailure.objects.filter(settled_at__isnull=True).order_by("-pk")
