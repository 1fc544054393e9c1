"""Background work by name: `later("leads.route_lead", lead.pk)`. The engines stand behind `django_tasks`.

A name is `<area>.<function>` of that area's `tasks.py`. A job is written in the transaction of the fact that asks for
it; it runs at least once, so it must be idempotent. What a failure means stands in `core.jobs.attempt`.
"""

import datetime as dt
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

wake = threading.Event()
"""Set when this process has queued a job, so that a worker beside it need not wait for its next look."""


@cache
def job_function(name: str) -> Callable[..., None]:
    """Return the function of a job's name; ImportError if there is none."""
    area, _dot, function = name.partition(".")
    return import_string(f"jualan.{area}.tasks.{function}")  # type: ignore[no-any-return] # a tasks.py function


@task()
def run_job(name: str, args: list[Any], attempt: int) -> None:
    """Run one job; the worker decides what a failure means (see `core.jobs.attempt`)."""
    del attempt
    job_function(name)(*args)


def later(name: str, *args: Any, in_seconds: float = 0, attempt: int = 1) -> None:
    """Queue a job in the present transaction; args are JSON values, records go by id."""
    job_function(name)
    job = run_job
    if in_seconds:
        job = job.using(run_after=timezone.now() + dt.timedelta(seconds=in_seconds))
    job.enqueue(name, list(args), attempt)
    transaction.on_commit(wake.set)
