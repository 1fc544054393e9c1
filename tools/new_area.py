"""python -m tools.new_area NAME: the skeleton of a new area, with a test that passes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SKELETON = {
    "__init__.py": "",
    "apps.py": """from django.apps import AppConfig


class {title}Config(AppConfig):
    name = "jualan.{name}"
""",
    "models.py": '"""Tables of {name}: columns, constraints, names. Rules are in rules.py."""\n',
    "rules.py": '''"""Pure rules of {name}: frozen dataclasses in, frozen dataclasses out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """What a rule needs to know of a record."""

    name: str


def initial(facts: Named) -> str:
    """Return the letter that stands for the record where there is no room; replace this by the first real rule."""
    return facts.name.strip()[:1].upper()
''',
    "queries.py": '"""Every read of {name}; each function takes viewer= and begins with visible()."""\n',
    "actions.py": '"""Every write of {name}; each function takes actor= and is one transaction with one audit entry."""\n',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
    "tests/test_rules.py": """import pytest

from jualan.{name}.rules import Named, initial


@pytest.mark.parametrize(("name", "expected"), [("siti", "S"), (" ali", "A"), ("", "")])
def test_initial(name, expected):
    assert initial(Named(name)) == expected
""",
}
NEXT = """Now, in this order:
  jualan/config/settings.py   "jualan.{name}" into AREAS
  .importlinter               a line in the tiers, and in the lists of areas
  jualan/config/wiring/       what the areas below should hear of it
  docs/tutorial/add-a-feature.md names every file of a feature"""


def make_area(package: Path, name: str) -> list[Path]:
    """Write the skeleton below package; refuses a name that is taken or that Python cannot import."""
    if not re.fullmatch(r"[a-z]+", name):
        sys.exit("an area is named by one lower-case English word")
    area = package / name
    if area.exists():
        sys.exit(f"{name} exists")
    written = []
    for file, text in SKELETON.items():
        path = area / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{name}", name).replace("{title}", name.title()), encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for made in make_area(ROOT / "jualan", sys.argv[1]):
        print(made.relative_to(ROOT))
    print(NEXT.format(name=sys.argv[1]))
