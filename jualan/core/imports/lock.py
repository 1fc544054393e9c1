"""One import at a time: two at once would each make the accounts that the other is about to find."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from django.db import connection

from jualan.core.jobs.lock import home_lock

NAME = "import.lock"
ADVISORY_KEY = 0x6A75616C  # any number that nothing else here takes
EVERY_SECONDS = 0.5


@contextmanager
def only_import(waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the import lock; while another process holds it, call `waiting` now and then."""
    with ExitStack() as stack:
        _enter(stack, lambda: home_lock(NAME), waiting)
        if connection.vendor == "postgresql":
            _enter(stack, _advisory_lock, waiting)
        yield


def _enter(stack: ExitStack, lock: Callable[[], AbstractContextManager[None]], waiting: Callable[[], None]) -> None:
    while True:
        try:
            stack.enter_context(lock())
        except BlockingIOError:
            waiting()
            time.sleep(EVERY_SECONDS)
        else:
            return


@contextmanager
def _advisory_lock() -> Iterator[None]:
    """The lock that several machines on one database share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
        if not cursor.fetchone()[0]:
            raise BlockingIOError(NAME)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_KEY])
