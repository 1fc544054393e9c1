"""The backup that a home makes of itself every day; the newest fourteen are kept beside its data."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from jualan.core.backups.actions import Backup, back_up
from jualan.core.backups.archive import read_manifest
from jualan.core.errors import NotFound, RuleBroken
from jualan.core.workspace import local_now, today

KEEP = 14
_DAILY, _ENDING = "daily-", ".jualan"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in this home's folder, and when it was made; None where the file can no longer be read."""

    name: str
    size: int
    made_at: dt.datetime | None


def folder() -> Path:
    return settings.HOME / "backups"


def make_daily() -> Backup | None:
    """Make today's backup unless there is one, and let the oldest go. Raises what `back_up` raises."""
    target = folder() / f"{_DAILY}{today()}{_ENDING}"
    if target.exists():
        return None
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    made = back_up(target)
    for old in sorted(folder().glob(f"{_DAILY}*{_ENDING}"))[:-KEEP]:
        old.unlink()
    return made


def make_now(word: str = "by-hand") -> Backup:
    """Make a backup beside the daily ones; it stays until somebody deletes it."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return back_up(folder() / f"{word}-{local_now():%Y-%m-%d-%H%M%S}{_ENDING}")


def kept() -> list[Kept]:
    """Return the backups of this home, newest first."""
    found = [Kept(path.name, path.stat().st_size, _made_at(path)) for path in folder().glob(f"*{_ENDING}")]
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda one: one.made_at or never, reverse=True)


def _made_at(path: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(read_manifest(path)["made_at"])
    except (RuleBroken, KeyError, ValueError):
        return None


def kept_path(name: str) -> Path:
    """Return the file of a kept backup. Raises NotFound for any other name."""
    if name not in {one.name for one in kept()}:
        raise NotFound("not_found", kind="backup", pk=name)
    return folder() / name
