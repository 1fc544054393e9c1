"""An area holds only files whose names everyone can guess; long files are reported."""

import re
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "jualan"
KIT = {"core", "config"}  # core is a kit with nouns of its own, config is the process
AREAS = sorted(
    path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in KIT | {"locale", "__pycache__"}
)

LAYERS = {
    "models", "rules", "policy", "queries", "actions", "forms", "tasks", "views", "public_views", "api", "urls",
    "public_urls", "labels", "importers", "kpis", "lists", "locks",
}  # fmt: skip
FILES = {"bulk", "__init__", "apps"}
FOLDERS = {"clients", "migrations", "templates", "templatetags", "management", "tests"}
# Files of one area that no other has; each is a noun of that area.
OWN = {
    "people": {"middleware", "sign_in"},
    "home": {
        "audit",
        "backups",
        "found",
        "frame",
        "import_labels",
        "import_set_views",
        "import_sets",
        "import_views",
        "imports",
        "setup",
        "setup_forms",
        "setup_views",
        "start",
        "start_forms",
        "start_views",
        "work",
    },
    "pipeline": {"ready"},
    "metrics": {"catalogue", "prove"},
}
LOOK_AGAIN = {".py": 400, ".html": 150, ".ts": 200}


@pytest.mark.parametrize("area", AREAS)
def test_area_holds_only_known_names(area):
    known = LAYERS | OWN.get(area, set())
    names = {path.stem if path.is_file() else path.name for path in (PACKAGE / area).iterdir()} - {"__pycache__"}

    assert names <= known | FILES | (FOLDERS if area != "demo" else names)


@pytest.mark.parametrize("area", AREAS)
def test_area_has_tests_and_an_app(area):
    assert (PACKAGE / area / "tests").is_dir()
    assert (PACKAGE / area / "apps.py").is_file()


@pytest.mark.parametrize("area", AREAS)
def test_area_is_listed_in_the_tiers(area):
    tiers = (ROOT / ".importlinter").read_text(encoding="utf-8")

    assert re.search(rf"^    {area}$", tiers, re.MULTILINE)


def test_templates_lie_in_a_folder_of_their_area():
    lost = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.glob("*/templates/*")
        if path.name not in {path.parts[len(PACKAGE.parts)], "account", "mfa", "usersessions", "allauth"}
        and path.is_dir()
    ]

    assert lost == []


def test_migrations_are_one_line_without_forks():
    for folder in PACKAGE.glob("*/migrations"):
        numbers = [path.name[:4] for path in folder.glob("0*.py")]
        assert len(numbers) == len(set(numbers)), folder


def test_long_files_are_reported():
    for path in sorted([*PACKAGE.rglob("*"), *(ROOT / "frontend/src").rglob("*.ts")]):
        limit = LOOK_AGAIN.get(path.suffix)
        if limit and not {"migrations", "static", "tests"} & set(path.parts):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > limit:
                warnings.warn(f"{path.relative_to(ROOT)} has {lines} lines; look again at {limit}", stacklevel=1)
