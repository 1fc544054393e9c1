"""XLSX workbooks as rows of text: the package and its XML are read as they stream by, so that memory stays bounded.

Numbers come as a spreadsheet shows them (fifteen digits), dates as ISO, formulas as the value last worked out. A cell
that the sheet holds as text although it looks like a number or a date comes as `AsText`, so that this can be told.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self
from xml.parsers import expat

from jualan.core.imports.notes import Merges, Notes
from jualan.core.imports.sheet_xml import (
    BLOCK,
    MOST_COLUMNS,
    Cells,
    SharedTexts,
    SheetRows,
    Style,
    column_place,
    new_parser,
    parsed,
)
from jualan.core.imports.stopped import FileRefused

OVERLAP = 200
AHEAD = 1000
MOST_BYTES = 4 << 30
SUSPICIOUS_BYTES = 64 << 20
SUSPICIOUS_RATIO = 300
MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
COLUMN = re.compile(rb"<(?:\w+:)?col ([^>]*)>")
ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:[A-Z]+(\d+)"')
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
DATE_FORMAT = re.compile(r"(?<![\"\\])[ymdhs]", re.IGNORECASE)
IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
PADDED = re.compile(r"0{2,}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; `part` is its file in the package, `last` the row it says it ends at (0 = unsaid)."""

    name: str
    part: str
    is_hidden: bool


class _Strings:
    """The texts that cells share, read only as far as cells have asked."""

    def __init__(self, package: zipfile.ZipFile, names: Mapping[str, str]) -> None:
        self._known: list[str] = []
        part = names.get("xl/sharedstrings.xml")
        self._more: Iterator[str] = SharedTexts().read(package.open(part)) if part else iter(())

    def __getitem__(self, place: int) -> str:
        known = self._known
        if place >= len(known):
            known.extend(islice(self._more, place - len(known) + AHEAD))
        return known[place]


class Book:
    """An open workbook. Use as a context; what is damaged, hostile or too large raises `FileRefused`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._package = zipfile.ZipFile(path)
        self._names = {name.lower(): name for name in self._package.namelist()}
        refuse_bombs(path, self._package)
        self.sheets, self.is_1904 = self._contents()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._package.close()

    @property
    def has_macros(self) -> bool:
        return "xl/vbaproject.bin" in self._names

    def sheet(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)

    def last_row(self, sheet: Sheet) -> int:
        """The row the sheet says it ends at, nothing where it does not say."""
        found = DIMENSION.search(self._head(sheet))
        return int(found[1]) if found else 0

    def merges(self, sheet: Sheet) -> Merges:
        """The cells that are one; they are named behind the rows, so the sheet is passed through for them."""
        merges, before = Merges(hidden_columns=self._hidden_columns(sheet)), b""
        with self._package.open(sheet.part) as stream:
            while block := stream.read(BLOCK * 16):
                text, end = before + block, 0
                for found in MERGED.finditer(text) if b"mergeCell" in text else ():
                    merges.add(
                        int(found[2]), column_place(found[1].decode()), int(found[4]), column_place(found[3].decode())
                    )
                    end = found.end()
                before = text[max(end, len(text) - OVERLAP) :]
        return merges

    def _hidden_columns(self, sheet: Sheet) -> int:
        columns = (dict(ATTRIBUTE.findall(found[1])) for found in COLUMN.finditer(self._head(sheet)))
        hidden = (facts for facts in columns if facts.get(b"hidden") in {b"1", b"true"})
        return sum(min(MOST_COLUMNS, int(facts[b"max"])) - int(facts[b"min"]) + 1 for facts in hidden)

    def _head(self, sheet: Sheet) -> bytes:
        with self._package.open(sheet.part) as stream:
            return stream.read(BLOCK)

    def rows(self, sheet: Sheet, notes: Notes) -> Iterator[tuple[int, Cells]]:
        """(row number, cells) of each row that holds something."""
        strings = _Strings(self._package, self._names)
        with self._package.open(sheet.part) as stream:
            yield from SheetRows(strings, self._styles(), notes, is_1904=self.is_1904).read(stream)

    def _contents(self) -> tuple[list[Sheet], bool]:
        """The sheets in their order, and whether days are counted from 1904."""
        targets = {
            facts["Id"]: facts["Target"]
            for _name, facts in self._elements("xl/_rels/workbook.xml.rels", "Relationship")
        }
        sheets, is_1904 = [], False
        for name, facts in self._elements("xl/workbook.xml", "sheet", "workbookPr"):
            if name == "workbookPr":
                is_1904 = facts.get("date1904") in {"1", "true"}
                continue
            target = targets.get(next((value for key, value in facts.items() if key.endswith(":id")), ""), "")
            part = self._names.get((target.lstrip("/") if target.startswith("/") else f"xl/{target}").lower())
            if part is not None and "worksheet" in part.lower():
                sheets.append(Sheet(facts.get("name", ""), part, facts.get("state", "visible") != "visible"))
        return sheets, is_1904

    def _styles(self) -> list[Style]:
        formats: dict[str, str] = {}
        styles: list[Style] = []
        is_cell_styles = False
        for name, facts in self._elements("xl/styles.xml", "numFmt", "cellXfs", "cellStyles", "xf"):
            if name == "numFmt":
                formats[facts.get("numFmtId", "0")] = facts.get("formatCode", "")
            elif name == "xf":
                if is_cell_styles:
                    number = facts.get("numFmtId", "0")
                    styles.append(_style(int(number), formats.get(number, "")))
            else:
                is_cell_styles = name == "cellXfs"
        return styles

    def _elements(self, part: str, *names: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Elements of these names with their attributes, in order; nothing where the package has no such part."""
        if part not in self._names:
            return
        found: list[tuple[str, dict[str, str]]] = []
        parser = new_parser()

        def start(name: str, facts: dict[str, str]) -> None:
            local = name.rpartition(":")[2]
            if local in names:
                found.append((local, facts))

        parser.StartElementHandler = start
        with self._package.open(self._names[part]) as stream:
            for _block in parsed(stream, parser):
                yield from found
                found.clear()


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """The workbook, with its faults told as reasons."""
    try:
        with Book(path) as book:
            yield book
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, LookupError, RuntimeError) as error:
        raise FileRefused("archive_broken", file=path.name) from error


def is_workbook(path: Path) -> bool:
    """Whether a file is a zip package that holds a workbook."""
    try:
        with zipfile.ZipFile(path) as package:
            return "xl/workbook.xml" in (name.lower() for name in package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def refuse_bombs(path: Path, package: zipfile.ZipFile) -> None:
    """Refuse what unpacks to more than any table does; the sizes a package states bound what is read of it."""
    packed = sum(info.compress_size for info in package.infolist())
    unpacked = sum(info.file_size for info in package.infolist())
    if unpacked > MOST_BYTES or (unpacked > SUSPICIOUS_BYTES and unpacked > packed * SUSPICIOUS_RATIO):
        raise FileRefused("workbook_too_large", file=path.name)
    if any(info.flag_bits & 1 for info in package.infolist()):
        raise FileRefused("workbook_locked", file=path.name)


def _style(number: int, code: str) -> Style:
    plain = IN_QUOTES.sub("", code)
    if number in BUILT_IN_DATES or DATE_FORMAT.search(plain):
        return Style(is_date=True)
    return Style(width=len(code) if PADDED.fullmatch(code) else 0)
