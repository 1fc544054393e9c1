"""The XML of a workbook's parts, parsed as it streams by: rows of cells, shared texts."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import IO, Any, Protocol
from xml.parsers import expat

from jualan.core.imports.notes import Notes, as_text
from jualan.core.imports.stopped import FileRefused

BLOCK = 1 << 16
MOST_COLUMNS = 16_384
ROW_LIMIT = 1 << 24
EPOCHS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001 a sheet knows no zone
DIGITS = "0123456789"
EXACT = 10**15
OUTSIDE = re.compile(r"\[\d+\]|\[[^\]]+\.xl\w+\]")

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Style:
    """How a number is shown: as a date, or padded with noughts to a width."""

    is_date: bool = False
    width: int = 0


def new_parser() -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_facts: object) -> None:
    """A workbook has no document type; one is the way to entities that grow without end."""
    raise zipfile.BadZipFile("document type")


def parsed(stream: IO[bytes], parser: Any) -> Iterator[None]:
    while block := stream.read(BLOCK):
        parser.Parse(block, False)
        yield
    parser.Parse(b"", True)
    yield


class SharedTexts:
    """Fills `found` with the texts of cells, plain or rich, without their phonetic reading."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parser = new_parser()
        self._parts: list[str] = []
        self._is_phonetic = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def read(self, stream: IO[bytes]) -> Iterator[str]:
        for _block in parsed(stream, self.parser):
            yield from self.found
            self.found.clear()

    def _start(self, name: str, _facts: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "t" and not self._is_phonetic:
            self.parser.CharacterDataHandler = self._parts.append
        elif local == "rPh":
            self._is_phonetic = True

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "t":
            self.parser.CharacterDataHandler = None
        elif local == "si":
            self.found.append(as_text("".join(self._parts)))
            self._parts.clear()
        elif local == "rPh":
            self._is_phonetic = False


class Texts(Protocol):
    """Texts by their place."""

    def __getitem__(self, place: int) -> str: ...


class SheetRows:
    """Fills `found` with (row number, cells) as the XML of a sheet is parsed; what is odd is noted."""

    def __init__(self, strings: "Texts", styles: Sequence[Style], notes: Notes, *, is_1904: bool) -> None:
        self.found: list[tuple[int, Cells]] = []
        self.parser = new_parser()
        self._strings, self._styles, self._is_1904, self._notes = strings, styles, is_1904, notes
        self._number = self._size = self._column = 0
        self._is_hidden = self._has_formula = self._is_phonetic = False
        self._cells: Cells = []
        self._cell: dict[str, str] = {}
        self._parts: list[str] = []
        self._value = self._formula = ""
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._start_cell, "v": self._start_text, "f": self._start_formula, "t": self._start_inline,
            "row": self._start_row, "rPh": self._start_phonetic,
        }  # fmt: skip
        self._ends: dict[str, Callable[[], None]] = {
            "c": self._end_cell, "v": self._end_text, "f": self._end_formula, "t": self._end_inline,
            "row": self._end_row, "rPh": self._end_phonetic,
        }  # fmt: skip
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._parts.append

    def read(self, stream: IO[bytes]) -> Iterator[tuple[int, Cells]]:
        for _block in parsed(stream, self.parser):
            yield from self.found
            self.found.clear()

    def _start(self, name: str, facts: dict[str, str]) -> None:
        if name == "c":  # the two that come millions of times
            self._cell, self._value, self._has_formula = facts, "", False
        elif name == "v":
            self._parts.clear()
        elif begin := self._starts.get(name.rpartition(":")[2]):
            begin(facts)

    def _end(self, name: str) -> None:
        if name == "v":
            self._value = "".join(self._parts)
        elif name == "c":
            self._end_cell()
        elif finish := self._ends.get(name.rpartition(":")[2]):
            finish()

    def _start_row(self, facts: dict[str, str]) -> None:
        self._number = int(facts.get("r") or self._number + 1)
        self._is_hidden = facts.get("hidden") in {"1", "true"}
        self._cells, self._column, self._size = [], 0, 0

    def _end_row(self) -> None:
        if any(self._cells):
            self.found.append((self._number, self._cells))
            if self._is_hidden:
                self._notes.note("row_hidden", str(self._number))

    def _start_cell(self, facts: dict[str, str]) -> None:
        self._cell, self._value, self._has_formula = facts, "", False

    def _start_text(self, _facts: dict[str, str]) -> None:
        self._parts.clear()

    def _end_text(self) -> None:
        self._value = "".join(self._parts)

    def _start_formula(self, _facts: dict[str, str]) -> None:
        self._has_formula = True
        self._parts.clear()

    def _end_formula(self) -> None:
        self._formula = "".join(self._parts)

    def _start_inline(self, _facts: dict[str, str]) -> None:
        self._parts.clear()

    def _end_inline(self) -> None:
        if not self._is_phonetic:
            self._value += "".join(self._parts)

    def _start_phonetic(self, _facts: dict[str, str]) -> None:
        self._is_phonetic = True

    def _end_phonetic(self) -> None:
        self._is_phonetic = False

    def _end_cell(self) -> None:
        facts, value = self._cell, self._value
        place = facts.get("r")
        if place:
            letters = place.rstrip(DIGITS)
            column = COLUMNS[letters] if letters in COLUMNS else column_place(letters)
        else:
            column = self._column
        self._column = column + 1
        if self._has_formula:
            self._note_formula(place or "")
        if value:
            self._put(column, self._strings[int(value)] if facts.get("t") == "s" else self._text_of(facts))

    def _put(self, column: int, value: str) -> None:
        cells = self._cells
        width = len(cells)
        self._size += len(value) + 8
        if column >= MOST_COLUMNS or self._size > ROW_LIMIT:
            raise FileRefused("cell_too_long", file="", row=self._number)
        if column == width:
            cells.append(value)
        elif column > width:
            cells.extend([""] * (column - width))
            cells.append(value)
        else:
            cells[column] = value

    def _note_formula(self, place: str) -> None:
        if not self._value:
            self._notes.note("formula_without_value", place)
        elif OUTSIDE.search(self._formula):
            self._notes.note("formula_outside", f"{place}: {self._value}")

    def _text_of(self, facts: dict[str, str]) -> str:
        kind = facts.get("t", "n")
        if kind == "n":
            return self._number_of(int(facts.get("s", "0")))
        if kind == "b":
            return {"1": "yes", "0": "no"}.get(self._value, self._value)
        if kind == "e":
            self._notes.note("formula_error", f"{facts.get('r', '')}: {self._value}")
            return ""
        return self._value if kind == "d" else as_text(self._value)

    def _number_of(self, place: int) -> str:
        style = self._styles[place] if place < len(self._styles) else Style()
        if style.is_date:
            return date_text(self._value, is_1904=self._is_1904)
        text = number_text(self._value)
        return text.zfill(style.width) if style.width else text


COLUMNS: dict[str, int] = {}


def column_place(letters: str) -> int:
    """The place of a column, from nought."""
    found = COLUMNS.get(letters)
    if found is None:
        found = 0
        for letter in letters.upper():
            found = found * 26 + ord(letter) - 64
        found -= 1
        if len(COLUMNS) < MOST_COLUMNS:
            COLUMNS[letters] = found
    return found


def number_text(text: str) -> str:
    """A stored number as fifteen digits show it; one of more digits has lost some and comes with an exponent."""
    if text.isdecimal() and len(text) < 16:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if abs(number) >= EXACT:
        return f"{number:.14E}"
    shown = f"{number:.15g}"
    return format(Decimal(shown), "f") if "e" in shown else shown


@lru_cache(maxsize=1 << 14)
def date_text(text: str, *, is_1904: bool = False) -> str:
    """A day counted from the epoch as ISO; a number beyond all dates stays a number."""
    try:
        moment = EPOCHS[is_1904] + dt.timedelta(seconds=round(float(text) * 86400))
    except (ValueError, OverflowError):
        return text
    if float(text) < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == dt.time.min else moment.isoformat(sep=" ")
