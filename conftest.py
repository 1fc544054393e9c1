"""Fixtures of every test: the clock, the two databases, the browser, real data. Network is loopback only (pyproject)."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine

if TYPE_CHECKING:
    from jualan.core.imports.outcome import Outcome
    from tests.cast import Cast

ROOT = Path(__file__).resolve().parent
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop beside the ORM

hypothesis.settings.register_profile("house", deadline=None)  # two busy cores say nothing about a rule
hypothesis.settings.load_profile("house")

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Kuala_Lumpur"))  # an ordinary Monday


def on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what cannot run on this leg's database."""
    only_there = pytest.mark.skip(reason="needs PostgreSQL")
    for item in items:
        if "postgresql" in item.keywords and not on_postgresql():
            item.add_marker(only_there)
        if {"page", "browser", "chrome_path"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stand still at NOON; `clock.shift(…)` and `clock.move_to(…)` move on."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def chrome_path() -> str:
    """Return the Chromium of this machine; without one, fail in CI and skip elsewhere."""
    found = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    reason = "NO CHROMIUM: the browser tests did not run. Install chromium or set CHROME_PATH."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(chrome_path: str) -> dict[str, object]:
    """Tell pytest-playwright to use that Chromium; its sandbox does not start under root."""
    sandbox = [] if os.name == "nt" or os.geteuid() else ["--no-sandbox"]
    return {"executable_path": chrome_path, "args": [*sandbox, "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real data sets, which is never part of the project."""
    folder = Path(os.environ.get("JUALAN_REAL_DATA") or ROOT.parent / "shared/data")
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; JUALAN_REAL_DATA names the folder")
    return folder


@pytest.fixture
def born(db: None) -> None:
    """A home as `jualan migrate` leaves it."""
    from jualan.core.birth import be_born  # noqa: PLC0415 settings are not read when this file is

    be_born()


@pytest.fixture
def cast(born: None) -> Cast:
    """Everyone: see tests/cast.py."""
    from tests.cast import make_cast  # noqa: PLC0415 models are not loaded when this file is

    return make_cast()


@pytest.fixture
def work_jobs(db: None) -> Callable[[], int]:
    """`work_jobs()` runs every queued job here and now, those of later days too, and returns how many ran.

    A job that is given up fails the test, unless `work_jobs(may_fail=True)`.
    """
    from jualan.core.jobs.draining import drain  # noqa: PLC0415 settings are not read when this file is

    return drain


@pytest.fixture(autouse=True)
def _forget_cached_rows() -> Iterator[None]:
    """Start every test without what an earlier one kept in the cache."""
    from django.core.cache import cache  # noqa: PLC0415

    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def bring(tmp_path: Path, born: None) -> Callable[..., Outcome]:
    """Import a text (or the file of a path) as a kind: `bring("leads", text, system="x")` returns the outcome."""
    from jualan.core.imports.engine import run_import  # noqa: PLC0415 after the settings
    from jualan.core.imports.items import Options  # noqa: PLC0415
    from jualan.core.imports.planning import plan_import  # noqa: PLC0415

    def bringer(kind: str, text: str | Path, *, name: str = "file.csv", **told: object) -> Outcome:
        path = text if isinstance(text, Path) else tmp_path / name
        if not isinstance(text, Path):
            path.write_text(text, encoding="utf-8", newline="")
        return run_import(plan_import(kind, [path], Options(**told)))  # type: ignore[arg-type]

    return bringer
