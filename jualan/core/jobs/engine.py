"""Which engine works the jobs of this database, and what an engine is."""

import datetime as dt
import threading
from typing import Any, Protocol

from django.db import connection

from jualan.core.jobs.attempt import Claimed


class Engine(Protocol):
    """What the worker's loop asks of an engine."""

    def start(self) -> None: ...
    def recover(self) -> None: ...
    def bring_forward(self) -> None: ...
    def claim(self) -> Claimed | None: ...
    def finish(self, pk: Any) -> None: ...
    def is_idle(self) -> bool: ...
    def rest(self, seconds: float, wake: threading.Event) -> None: ...
    def stop(self) -> None: ...
    def counts(self) -> tuple[int, int, dt.datetime | None]: ...
    def running_names(self) -> list[str]: ...


def is_shared() -> bool:
    """Say whether several processes may work jobs: on PostgreSQL they may, on SQLite one may."""
    return connection.vendor == "postgresql"


def engine() -> Engine:
    """Return the engine of this database."""
    if is_shared():
        from jualan.core.jobs.shared import Shared  # noqa: PLC0415 its tables exist on PostgreSQL only

        return Shared()
    from jualan.core.jobs.embedded import Embedded  # noqa: PLC0415 the other half of the choice

    return Embedded()
