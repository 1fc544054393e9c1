"""A question to a KPI: its period, moment, filters and the eyes that ask."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.utils import timezone

from jualan.core.workspace import day_end, today, workspace_day
from jualan.people.policy import Viewer


@dataclass(frozen=True, slots=True)
class Cut:
    """What had happened (`day`, `moment`) and what had been recorded (`known_at`) when we look. None = now."""

    day: dt.date
    moment: dt.datetime | None = None
    known_at: dt.datetime | None = None

    @property
    def is_now(self) -> bool:
        return self.moment is None and self.known_at is None

    def has_happened(self, day: dt.date | None, moment: dt.datetime | None = None) -> bool:
        """Say whether a fact of a day, and perhaps a moment, lies before the cut. No day = it always has."""
        if moment is not None and self.moment is not None:
            return moment <= self.moment
        return day is None or day <= self.day

    def was_known(self, recorded_at: dt.datetime) -> bool:
        return self.known_at is None or recorded_at <= self.known_at


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `where` maps a field to the values any of which may hold; all fields must."""

    code: str
    start: dt.date
    end: dt.date
    viewer: Viewer
    by: str = ""
    cut: Cut = field(default_factory=lambda: now_cut())  # noqa: PLW0108 defined below
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stage: str = ""
    is_all: bool = False
    look_back: int | None = None
    cost_key: str = "new_customers"

    def covers(self, day: dt.date | None) -> bool:
        """Say whether a day lies in the period and has happened by the cut."""
        return day is not None and self.start <= day <= self.end and day <= self.cut.day


def now_cut(known_at: dt.datetime | None = None) -> Cut:
    return Cut(today(), None, known_at)


def cut_at(as_of: dt.date | dt.datetime | None, known_at: dt.date | dt.datetime | None = None) -> Cut:
    """Return the cut of a day (its end) or a moment."""
    known = day_end(known_at) if isinstance(known_at, dt.date) and not isinstance(known_at, dt.datetime) else known_at
    if as_of is None:
        return now_cut(known)
    if isinstance(as_of, dt.datetime):
        moment = as_of if timezone.is_aware(as_of) else timezone.make_aware(as_of)
        return Cut(workspace_day(moment), moment, known)
    return Cut(as_of, day_end(as_of), known)


T = TypeVar("T")
_look: ContextVar[dict[Hashable, Any] | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Answer several questions at one moment: what they all read is read once. A look inside a look is the same one."""
    if _look.get() is not None:
        yield
        return
    token = _look.set({})
    try:
        yield
    finally:
        _look.reset(token)


def read_once(read: Callable[..., T]) -> Callable[..., T]:
    """Keep what a function read for the rest of the look; whoever asks again gets the same object and leaves it as it is.

    What it reads may depend on the viewer and the cut of a question, on a cut, and on nothing else.
    """

    @wraps(read)
    def once(*args: Any) -> T:
        held = _look.get()
        if held is None:
            return read(*args)
        key = (read.__qualname__, *(_moment_of(arg) for arg in args))
        if key not in held:
            held[key] = read(*args)
        return held[key]  # type: ignore[no-any-return] # what it read

    return once


def _moment_of(arg: Any) -> Hashable:
    """Return what of an argument a reading depends on."""
    if isinstance(arg, Asked):
        return id(arg.viewer), arg.cut
    return arg if isinstance(arg, Cut) else None
