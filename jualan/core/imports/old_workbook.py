"""XLS workbooks as rows of text, written as the sheets of an XLSX are."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jualan.core.imports.notes import Merges, as_text
from jualan.core.imports.sheet_xml import Cells, number_text
from jualan.core.imports.stopped import FileRefused
from jualan.core.imports.workbook import Sheet

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
MACROS = "_VBA_PROJECT".encode("utf-16-le")
MOST_BYTES = 256 << 20
"""The whole sheet is held in memory: it has 65,536 rows at most."""


def is_old_workbook(path: Path) -> bool:
    """Whether a file is of the kind that Excel wrote before 2007, or wraps a locked workbook in."""
    with path.open("rb") as stream:
        return stream.read(8) == MAGIC


class OldBook:
    """An open XLS workbook. Hidden rows and formulas cannot be told from others here."""

    is_1904 = False

    def __init__(self, book: Any, *, has_macros: bool) -> None:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 needed for such files only

        self._book = book
        self.has_macros = has_macros
        self.sheets = [
            Sheet(facts.name, facts.name, facts.visible is not SheetVisibleEnum.Visible)
            for facts in book.sheets_metadata
            if facts.typ is SheetTypeEnum.WorkSheet
        ]

    def sheet(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)

    def last_row(self, sheet: Sheet) -> int:
        end = self._book.get_sheet_by_name(sheet.name).end
        return end[0] + 1 if end else 0

    def merges(self, sheet: Sheet) -> Merges:
        merges = Merges()
        for (top, left), (bottom, right) in self._book.get_sheet_by_name(sheet.name).merged_cell_ranges or ():
            merges.add(top + 1, left, bottom + 1, right)
        return merges

    def rows(self, sheet: Sheet, _notes: object) -> Iterator[tuple[int, Cells]]:
        found = self._book.get_sheet_by_name(sheet.name)
        before = [""] * (found.start[1] if found.start else 0)
        for number, values in enumerate(found.iter_rows(), start=1):
            cells = [*before, *map(_text_of, values)]
            if any(cells):
                yield number, cells


@contextmanager
def opened_old(path: Path) -> Iterator[OldBook]:
    """The workbook, with its faults told as reasons."""
    import python_calamine as calamine  # noqa: PLC0415 needed for such files only

    if path.stat().st_size > MOST_BYTES:
        raise FileRefused("workbook_too_large", file=path.name)
    content = path.read_bytes()
    if ENCRYPTED in content:
        raise FileRefused("workbook_locked", file=path.name)
    if not any(name in content for name in STREAMS):
        raise FileRefused("file_not_text", file=path.name, looks_like="Office")
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            yield OldBook(book, has_macros=MACROS in content)
    except calamine.PasswordError as error:
        raise FileRefused("workbook_locked", file=path.name) from error
    except calamine.CalamineError as error:
        raise FileRefused("archive_broken", file=path.name) from error


def _text_of(value: Any) -> str:
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(repr(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.timedelta):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else ""
