"""The first sheet of an XLSX workbook as rows of text: the package and its XML are read as they stream by.

Numbers come as their shortest text, dates as ISO; a cell that a spreadsheet holds as text comes as it is.
"""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse  # the entities that could grow are refused below

from jualan.core.imports.stopped import FileRefused

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
FIRST_SHEET = re.compile(r"xl/worksheets/sheet1\.xml|xl/worksheets/[^/]+\.xml", re.IGNORECASE)
PLACE = re.compile(r"([A-Z]+)(\d+)")
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
DATE_FORMAT = re.compile(r"(?<![\"\\])[ymdhs]", re.IGNORECASE)
IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
EPOCHS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001 a sheet knows no zone
MOST_BYTES = 4 << 30

Cells = list[str]


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of a sheet refer to."""

    strings: list[str]
    date_styles: frozenset[int]
    is_1904: bool


def is_workbook(path: Path) -> bool:
    """Whether a file is a zip package that holds a workbook."""
    try:
        with zipfile.ZipFile(path) as package:
            return "xl/workbook.xml" in package.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def workbook_rows(path: Path) -> Iterator[tuple[int, Cells]]:
    """(row number, cells) of each row of the first sheet that holds something."""
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_bombs(path, package)
            book = _Book(_strings(package), _date_styles(package), _is_1904(package))
            with package.open(_sheet_name(path, package)) as stream:
                yield from _rows(stream, book)
    except (zipfile.BadZipFile, zlib.error, ParseError, KeyError, EOFError) as error:
        raise FileRefused("archive_broken", file=path.name) from error


def _refuse_bombs(path: Path, package: zipfile.ZipFile) -> None:
    if sum(info.file_size for info in package.infolist()) > MOST_BYTES:
        raise FileRefused("workbook_too_large", file=path.name)
    for info in package.infolist():
        if info.filename.endswith(".xml"):
            with package.open(info) as stream:
                if b"<!DOCTYPE" in stream.read(1024):
                    raise FileRefused("archive_broken", file=path.name)


def _sheet_name(path: Path, package: zipfile.ZipFile) -> str:
    sheets = sorted(name for name in package.namelist() if FIRST_SHEET.fullmatch(name))
    if not sheets:
        raise FileRefused("file_empty", file=path.name)
    return next((name for name in sheets if name.lower().endswith("/sheet1.xml")), sheets[0])


def _strings(package: zipfile.ZipFile) -> list[str]:
    """The texts that cells share."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    with package.open("xl/sharedStrings.xml") as stream:
        return [_text_of(element) for element in _elements(stream, "si")]


def _date_styles(package: zipfile.ZipFile) -> frozenset[int]:
    """Styles by which a number is a date."""
    if "xl/styles.xml" not in package.namelist():
        return frozenset()
    formats: dict[int, str] = {}
    styles: list[int] = []
    with package.open("xl/styles.xml") as stream:
        for element in _elements(stream, "numFmt", "cellXfs"):
            if _name(element) == "numFmt":
                formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
            else:
                styles = [int(style.get("numFmtId", "0")) for style in element]
    return frozenset(place for place, number in enumerate(styles) if _is_date(number, formats.get(number, "")))


def _is_date(number: int, code: str) -> bool:
    return number in BUILT_IN_DATES or bool(DATE_FORMAT.search(IN_QUOTES.sub("", code)))


def _is_1904(package: zipfile.ZipFile) -> bool:
    with package.open("xl/workbook.xml") as stream:
        return any(element.get("date1904") in {"1", "true"} for element in _elements(stream, "workbookPr"))


def _elements(stream: IO[bytes], *names: str) -> Iterator[Element]:
    """Elements of these names as they end; what was read is let go, so that memory stays the same for any size."""
    parents: list[Element] = []
    for event, element in iterparse(stream, ("start", "end")):  # noqa: S314 a DOCTYPE was refused before
        if event == "start":
            parents.append(element)
            continue
        parents.pop()
        if _name(element) in names:
            yield element
            if parents:
                parents[-1].clear()


def _rows(stream: IO[bytes], book: _Book) -> Iterator[tuple[int, Cells]]:
    number = 0
    for element in _elements(stream, "row"):
        number = int(element.get("r") or number + 1)
        cells = _cells(element, book)
        if any(cells):
            yield number, cells


def _cells(row: Element, book: _Book) -> Cells:
    cells: Cells = []
    for cell in row:
        place = PLACE.match(cell.get("r", ""))
        column = _column(place[1]) if place else len(cells)
        cells += [""] * (column - len(cells))
        cells.append(_value(cell, book))
    return cells


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Element, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text_of(cell)
    text = next((part.text or "" for part in cell if _name(part) == "v"), "")
    if kind == "s":
        return book.strings[int(text)] if text else ""
    if kind == "b":
        return {"1": "yes", "0": "no"}.get(text, text)
    if kind in {"str", "d"} or not text:
        return text
    if kind == "e":
        return ""
    return _number(text, is_date=int(cell.get("s", "0")) in book.date_styles, is_1904=book.is_1904)


def _number(text: str, *, is_date: bool, is_1904: bool) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    if is_date:
        moment = EPOCHS[is_1904] + dt.timedelta(seconds=round(number * 86400))
        return moment.date().isoformat() if moment.time() == dt.time.min else moment.isoformat(sep=" ")
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return text if "E" in text.upper() else repr(number)


def _text_of(element: Element) -> str:
    """The text of a rich or plain string, without its phonetic reading."""
    return "".join(part.text or "" for part in element.iter() if _name(part) == "t" and part.text)


def _name(element: Element) -> str:
    return element.tag.removeprefix(MAIN).removeprefix(STRICT)
