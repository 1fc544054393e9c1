"""One attempt at a job: done, again later, or given up. The same for both engines."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone, translation

from jualan.core.errors import OutsideFailure
from jualan.core.jobs import job_function, later
from jualan.core.models import JobFailure
from jualan.core.workspace import workspace, zone

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
MOST_CLAIMS = 10
"""A job that was begun so often and never ended takes its worker down with it; it is given up."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker has taken: `claims` counts how often it was taken, `attempt` how often it was tried."""

    pk: Any
    name: str
    args: list[Any]
    attempt: int
    claims: int


def back_off(attempt: int) -> int:
    """Return the seconds to wait after a failed attempt: 10, 30, 90 … at most an hour."""
    return int(min(3600, 10 * 3 ** (attempt - 1)))


def work(job: Claimed, finish: Callable[[], None]) -> None:
    """Run a job and settle it; the end of its row and what follows from it are one transaction."""
    if job.claims > MOST_CLAIMS:
        _give_up(job, finish, "The process that ran this job was ended every time.")
        return
    try:
        with translation.override(workspace().language), timezone.override(zone(workspace().time_zone)):
            job_function(job.name)(*job.args)
    except (OutsideFailure, OperationalError) as error:
        _try_again(job, finish, error)
    except Exception as error:  # whatever a job raises is kept for a person to read
        logger.exception("job_failed %s", job.name)
        _give_up(job, finish, _as_text(error))
    else:
        finish()


def _try_again(job: Claimed, finish: Callable[[], None], error: Exception) -> None:
    if not getattr(error, "is_retryable", True) or job.attempt >= MOST_ATTEMPTS:
        logger.error("job_given_up %s after %s attempts: %s", job.name, job.attempt, error)
        _give_up(job, finish, _as_text(error))
        return
    logger.warning("job_again_later %s attempt %s: %s", job.name, job.attempt, error)
    with transaction.atomic():
        later(job.name, *job.args, in_seconds=back_off(job.attempt), attempt=job.attempt + 1)
        finish()


def _give_up(job: Claimed, finish: Callable[[], None], error: str) -> None:
    with transaction.atomic():
        JobFailure.objects.create(name=job.name, args=job.args, error=error, attempts=job.attempt)
        finish()


def _as_text(error: Exception) -> str:
    return "".join(traceback.format_exception(error))[-20_000:]
