"""vCards, as phones and Google write them, as rows: one card a row, every phone of it in one cell."""

import quopri
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

COLUMNS: tuple[str, ...] = (
    "Name", "Nickname", "Email", "Email 2", "Email 3", "Phone", "Company", "Job Title",
    "Address", "Birthday", "Website", "Note",
)  # fmt: skip
NAMED = {
    "FN": "Name",
    "NICKNAME": "Nickname",
    "TITLE": "Job Title",
    "BDAY": "Birthday",
    "URL": "Website",
    "NOTE": "Note",
}
PROPERTY = re.compile(r"(?:[\w-]+\.)?([A-Za-z-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
PARTS = re.compile(r"(?<!\\);")


def is_card(text: str) -> bool:
    """Whether a text begins as a vCard does."""
    return text.lstrip("\ufeff \r\n\t")[:11].upper() == "BEGIN:VCARD"


def card_rows(stream: TextIO, cut_off: Callable[[int, list[str]], None]) -> Iterator[tuple[int, list[str]]]:
    """(line the card begins on, its cells); a card without an end goes to `cut_off`."""
    row, card = 0, dict[str, list[str]]()
    for number, name, facts, value in _properties(stream):
        if name == "BEGIN":
            if card:
                cut_off(row, _cells(card))
            row, card = number, {}
        elif name == "END":
            if card:
                yield row, _cells(card)
            card = {}
        elif text := _text(name, facts, value):
            card.setdefault(name, []).append(text)
    if card:
        cut_off(row, _cells(card))


def _properties(stream: TextIO) -> Iterator[tuple[int, str, str, str]]:
    """(line, name, parameters, value) of each property, its folded lines joined."""
    for number, line in _unfolded(stream):
        if found := PROPERTY.fullmatch(line):
            yield number, found[1].upper(), found[2].upper(), found[3]


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    start, whole = 1, ""
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if text[:1] in {" ", "\t"} and whole:
            whole += text[1:]
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + text
        else:
            if whole:
                yield start, whole
            start, whole = number, text
    if whole:
        yield start, whole


def _text(name: str, facts: str, value: str) -> str:
    if "QUOTED-PRINTABLE" in facts:
        value = quopri.decodestring(value.encode("latin-1", "replace")).decode("utf-8", "replace")
    if name in {"PHOTO", "LOGO", "KEY", "SOUND"}:
        return ""
    if name in {"N", "ADR", "ORG"}:
        return "\x1f".join(_plain(part) for part in PARTS.split(value))
    if name in {"TEL", "EMAIL"}:
        return _plain(value.removeprefix("tel:").removeprefix("mailto:"))
    return _plain(value)


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _cells(card: dict[str, list[str]]) -> list[str]:
    found = {column: card.get(name, [""])[0] for name, column in NAMED.items()}
    if not found["Name"] and "N" in card:
        family, given, middle, *_rest = [*card["N"][0].split("\x1f"), "", "", ""]
        found["Name"] = " ".join(filter(None, (given, middle, family)))
    found["Company"] = card.get("ORG", [""])[0].partition("\x1f")[0]
    found["Name"] = found["Name"] or found["Company"]
    found["Address"] = ", ".join(filter(None, card.get("ADR", [""])[0].split("\x1f")))
    found["Phone"] = " / ".join(dict.fromkeys(card.get("TEL", ())))
    emails = list(dict.fromkeys(card.get("EMAIL", ())))
    found |= dict(zip(("Email", "Email 2", "Email 3"), emails, strict=False))
    return [found.get(column, "") for column in COLUMNS]
