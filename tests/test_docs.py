"""The docs tell the truth where a machine can tell: links, settings, decisions."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
READERS = {"env.text", "env.boolean", "env.integer", "env.names"}
BY_NAME = {page.relative_to(ROOT).as_posix(): page for page in PAGES}


@pytest.mark.parametrize("name", BY_NAME)
def test_links_lead_somewhere(name):
    page = BY_NAME[name]
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)

    broken = [link for link in LINK.findall(text) if not leads_somewhere(page, link)]

    assert broken == []


def leads_somewhere(page: Path, link: str) -> bool:
    """A page or file that exists, and in a page the heading; other sites are taken on trust."""
    if link.startswith(("https://", "http://", "mailto:")):
        return True
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def environment_variables() -> set[str]:
    """Return the names that the settings read through config/env.py."""
    found = set()
    for path in (ROOT / "jualan/config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
                found.add(ast.literal_eval(node.args[0]))
    return found


def test_settings_page_and_example_name_every_variable():
    variables = environment_variables()
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert variables
    assert set(re.findall(r"^\| `(\w+)` ", page, re.MULTILINE)) == variables
    assert set(re.findall(r"^# (\w+)=", example, re.MULTILINE)) == variables


def test_example_settings_change_nothing():
    """Copying the example file must be harmless: everything in it is a comment."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []


def test_no_module_reads_the_environment_by_itself():
    """Only config/ does, so that the settings page can be complete."""
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "jualan").rglob("*.py")
        if "tests" not in path.parts
        and path.parent != ROOT / "jualan/config"
        and re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    ]

    assert readers == []


def test_decisions_are_short_numbered_and_listed():
    pages = sorted((ROOT / "docs/adr").glob("*.md"))
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert [page.name for page in pages if len(page.read_text(encoding="utf-8").splitlines()) >= 40] == []
    assert [page.name for page in pages if f"adr/{page.name}" not in index] == []


def test_every_page_is_reachable_from_the_index():
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").glob("*/*.md")]

    assert [page for page in pages if f"({page})" not in index] == []
