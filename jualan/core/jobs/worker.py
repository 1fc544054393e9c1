"""The loop that works jobs, in a thread of `serve`, in `worker`, or in a command that works off its own."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connection

from jualan.core.errors import RuleBroken
from jualan.core.jobs import wake
from jualan.core.jobs.attempt import work
from jualan.core.jobs.engine import Engine, engine, is_shared
from jualan.core.jobs.lock import worker_lock
from jualan.core.jobs.schedules import queue_due, write_schedules

logger = logging.getLogger(__name__)

REST_SECONDS = 1.0
LOOK_ROUND_SECONDS = 15.0
AFTER_TROUBLE_SECONDS = 3.0


def run_worker(stop: threading.Event, on_ready: Callable[[], None] = lambda: None) -> None:
    """Work jobs until told to stop. On SQLite raises RuleBroken('worker_lock_held') if another process does so."""
    with contextlib.nullcontext() if is_shared() else worker_lock():
        on_ready()
        _work_until(stop)


def run_worker_when_free(stop: threading.Event, on_wait: Callable[[], None]) -> None:
    """Work jobs until told to stop, first waiting for the process that holds the lock; `on_wait` is told once."""
    has_told = False
    while not stop.is_set():
        try:
            run_worker(stop)
        except RuleBroken:
            if not has_told:
                on_wait()
            has_told = True
            stop.wait(AFTER_TROUBLE_SECONDS)
        finally:
            connection.close()


def _work_until(stop: threading.Event) -> None:
    """Begin again after each trouble: a lost database comes back."""
    while not stop.is_set():
        works = engine()
        try:
            works.start()
            write_schedules()
            _loop(works, stop)
            works.stop()
        except Exception:  # a worker that ended in silence would be worse than one that begins again
            logger.exception("worker_trouble")
            connection.close()
            stop.wait(AFTER_TROUBLE_SECONDS)


def _loop(works: Engine, stop: threading.Event) -> None:
    looked = 0.0
    while not stop.is_set():
        if time.monotonic() - looked > LOOK_ROUND_SECONDS:
            looked = time.monotonic()
            close_old_connections()
            works.recover()
            queue_due()
        if not work_one(works):
            works.rest(REST_SECONDS, wake)


def work_one(works: Engine) -> bool:
    """Work the job that is due first; False when none is due."""
    job = works.claim()
    if job is None:
        return False
    work(job, lambda: works.finish(job.pk))
    return True


def work_off(*, patience: float = 600, on_wait: Callable[[], None] | None = None) -> None:
    """Return when no job is due: worked here if this process may, else when the holder of the lock has done them.

    Raises RuleBroken('jobs_still_waiting') when that takes longer than `patience` seconds.
    """
    until = time.monotonic() + patience
    has_told = False
    works = engine()
    while not works.is_idle():
        if _work_off_here(works):
            continue
        if time.monotonic() > until:
            raise RuleBroken("jobs_still_waiting")
        if on_wait and not has_told:
            on_wait()
            has_told = True
        time.sleep(0.3)


def _work_off_here(works: Engine) -> bool:
    """Work every due job in this process; False when another process holds the lock or runs the rest."""
    if is_shared():
        return _drain(works)
    try:
        with worker_lock():
            return _drain(works)
    except RuleBroken as held:
        if held.code != "worker_lock_held":
            raise
        return False


def _drain(works: Engine) -> bool:
    works.start()
    has_worked = False
    while work_one(works):
        has_worked = True
    works.stop()
    return has_worked
