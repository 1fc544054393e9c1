"""Events: frozen dataclasses of a lower area, heard by the jobs that `config/wiring/events.py` lists."""

from dataclasses import asdict
from typing import Any

from jualan.core.jobs import later
from jualan.core.records import plain
from jualan.core.wiring import wired


def publish(event: Any) -> None:
    """Queue a job per listener in the same transaction as the fact; each is called with the event's fields as a JSON dict."""
    for name in wired("events", "EVENTS").get(type(event), ()):
        later(name, {field: plain(value) for field, value in asdict(event).items()})
