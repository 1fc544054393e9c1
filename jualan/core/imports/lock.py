"""One import at a time: two at once would each make the accounts that the other is about to find."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ADVISORY_KEY = 0x6A75616C  # any number that nothing else here takes
EVERY_SECONDS = 0.5


@contextmanager
def only_import(waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the import lock; while another process holds it, call `waiting` now and then."""
    folder = Path(settings.HOME)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "import.lock").open("w") as file:
        _take(lambda: _locked(file.fileno()), waiting)
        if connection.vendor != "postgresql":
            yield
            return
        _take(_advised, waiting)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_KEY])


def _take(try_it: Callable[[], bool], waiting: Callable[[], None]) -> None:
    while not try_it():
        waiting()
        time.sleep(EVERY_SECONDS)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _advised() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
        return bool(cursor.fetchone()[0])
