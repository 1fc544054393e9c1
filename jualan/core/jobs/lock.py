"""The worker lock: on SQLite exactly one process works jobs, and the operating system knows which.

The lock dies with its process, so whoever gets it knows that every RUNNING row is an orphan.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

from jualan.core.errors import RuleBroken

NAME = "worker.lock"


@contextlib.contextmanager
def worker_lock() -> Iterator[None]:
    """Hold the lock of this home. Raises RuleBroken('worker_lock_held') when another process holds it."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(home_lock(NAME))
        except BlockingIOError:
            raise RuleBroken("worker_lock_held", home=str(settings.HOME)) from None
        yield


@contextlib.contextmanager
def home_lock(name: str) -> Iterator[None]:
    """Hold a lock file of this home. Raises BlockingIOError when another process holds it."""
    path = Path(settings.HOME) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        try:
            _take(file)
        except OSError as error:
            raise BlockingIOError(name) from error
        try:
            yield
        finally:
            _give_back(file)


def is_lock_held() -> bool:
    """Say whether a process holds the lock of this home just now."""
    try:
        with worker_lock():
            return False
    except RuleBroken:
        return True


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _give_back(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give_back(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
