"""Writes docs/glossary.md, the words of the product in English and Malay, from docs/glossary.csv.

python -m tools.glossary
"""

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TERMS = Path("docs/glossary.csv")
PAGE = Path("docs/glossary.md")
INTRO = """# Glossary

Made by `python -m tools.glossary` from `docs/glossary.csv`; do not edit.

The words of the product, as people in the trade say them. A screen, a message or a page that means one of them uses this
word and no other; a test holds the Malay catalogue to it. A new term gets its row with its first text.

| English | Malay | |
|---|---|---|
"""


def terms(root: Path = ROOT) -> list[dict[str, str]]:
    """Return the rows: english, malay, context (empty: in every other context) and note."""
    with (root / TERMS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page(rows: list[dict[str, str]]) -> str:
    """Return the page of these rows, in the order of the English words."""
    ordered = sorted(rows, key=lambda row: (row["english"].casefold(), row["context"]))
    return INTRO + "".join(f"| {row['english']} | {row['malay']} | {remark(row)} |\n" for row in ordered)


def remark(row: dict[str, str]) -> str:
    """Return what stands beside a term: its note, or else its context."""
    return row["note"] or row["context"]


def main() -> None:
    """Write the page; a test says when it is out of date."""
    (ROOT / PAGE).write_text(page(terms()), encoding="utf-8")


if __name__ == "__main__":
    main()
