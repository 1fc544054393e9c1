"""A file as a stream of rows with the physical line each begins on, in bounded memory, whatever its size.

`open_table` reads a whole text file once to learn its encoding and that it is sound (a cut archive, bytes that are no
text), then a sample to learn its delimiter; of a workbook it reads the first rows. Rows come as lists of text exactly
as wide as the header.
"""

import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol, Self, cast

from jualan.core.imports.cards import COLUMNS as CARD_COLUMNS
from jualan.core.imports.cards import card_rows, is_card
from jualan.core.imports.encoding import BLOCK, SAMPLE, Encoding, Inspection
from jualan.core.imports.kinds import vocabulary
from jualan.core.imports.layout import Body, first_rows, header_cells, header_place, refuse_beside
from jualan.core.imports.notes import Merges, Notes
from jualan.core.imports.old_workbook import OldBook, is_old_workbook, opened_old
from jualan.core.imports.stopped import FileRefused
from jualan.core.imports.workbook import Book, Sheet, is_workbook, opened

CELL_LIMIT = 1 << 20
SCANNED_BYTES = 24 << 20
"""A larger workbook is looked through for merged cells only when it is read as a whole."""
DELIMITERS = (",", ";", "\t", "|")
SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
UNREADABLE = "\ufffd"
WORKBOOK, OLD_WORKBOOK, CARDS = "workbook", "old workbook", "vcard"
JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')
PAGE = re.compile(r"\s*<(?:!doctype|html|table|\?xml|meta|head|body)", re.IGNORECASE)

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be cut into cells; `cells` is what was seen of it."""

    row: int
    reason: str
    cells: list[str]


Refuse = Callable[[BadRow], None]


@dataclass(slots=True)
class Progress:
    """How far a reading has come, in parts of one."""

    _stream: BinaryIO | None = None
    _size: int = 0
    _row: int = 0

    def at_row(self, row: int, last: int) -> None:
        """How far a workbook has come."""
        self._row, self._size = row, last

    def watch(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size = stream, size

    @property
    def done(self) -> float:
        if self._stream is None:
            return min(1.0, self._row / self._size) if self._size else 0.0
        return 1.0 if self._stream.closed or not self._size else min(1.0, self._stream.tell() / self._size)


@dataclass(frozen=True, slots=True)
class Table:
    """A file, or a sheet of one, that can be read as rows any number of times.

    `lines` counts physical lines, or is the row a sheet says it ends at; `digest` is the content's. `most`: no more
    rows than these are read (0 = all). `left_out`: (place, beginning of the cell) of rows that are none. `cleaned`:
    (place, words that stand for nothing, what stands before every value).
    """

    path: Path
    encoding: Encoding
    delimiter: str
    header: tuple[str, ...]
    header_row: int
    size: int
    lines: int
    ends_with_newline: bool
    digest: str
    sheet: str = ""
    merges: Merges | None = None
    is_1904: bool = False
    has_macros: bool = False
    most: int = 0
    left_out: tuple[tuple[int, str], ...] = ()
    cleaned: tuple[tuple[int, frozenset[str], str], ...] = ()

    @property
    def name(self) -> str:
        return self.path.name

    def first(self, rows: int) -> Self:
        """The same table with so many rows at most."""
        return replace(self, most=rows)

    def rows(self, *, refuse: Refuse, progress: Progress | None = None, notes: Notes | None = None) -> Iterator[Row]:
        """Each row that is the table's and holds something; those that cannot be cut go to `refuse`, others to `notes`."""
        body = Body(self.name, self.header, self.header_row, vocabulary, notes or Notes(), left_out=self.left_out)
        read = self._sheet_rows if self.encoding.name in {WORKBOOK, OLD_WORKBOOK} else self._text_rows
        rows = read(refuse, progress or Progress(), body)
        rows = self._cleaned_rows(rows) if self.cleaned else rows
        yield from islice(rows, self.most) if self.most else rows

    def _cleaned_rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row, cells in rows:
            for place, blank, prefix in self.cleaned:
                text = cells[place].strip()
                if text in blank:
                    cells[place] = ""
                elif prefix and text.startswith(prefix):
                    cells[place] = text.removeprefix(prefix)
            yield row, cells

    def _text_rows(self, refuse: Refuse, progress: Progress, body: Body) -> Iterator[Row]:
        with _reading(self.path), _open_binary(self.path) as (stream, raw):
            progress.watch(raw, self.size)
            text = _as_text(stream, self.encoding.name)
            if self.delimiter == CARDS:
                yield from card_rows(text, lambda row, cells: refuse(BadRow(row, "row_cut_off", cells)))
                return
            for row in _cut_rows(self, text, refuse):
                if body.takes(*row):
                    yield row

    def _sheet_rows(self, refuse: Refuse, progress: Progress, body: Body) -> Iterator[Row]:
        with _open_book(self.path) as book:
            sheet = book.sheet(self.sheet)
            merges = self.merges or (Merges() if self.most else book.merges(sheet))
            body.merges = merges
            if merges.hidden_columns:
                body.notes.note("column_hidden", self.sheet, merges.hidden_columns)
            if self.has_macros:
                body.notes.note("macros_ignored", self.name)
            for number, cells in merges.filled(book.rows(sheet, body.notes)):
                progress.at_row(number, self.lines)
                fitted = _fitted(self, number, 0, cells, refuse) if number > self.header_row else []
                if any(fitted) and body.takes(number, fitted):
                    yield number, fitted


def open_table(path: Path, sheet: str = "") -> Table:
    """The file, or a sheet of a workbook (the first that holds something), as a table; `FileRefused` where it is none."""
    with _reading(path):
        if is_workbook(path) or is_old_workbook(path):
            return _open_sheet(path, sheet)
    return _open_text(path)


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of a workbook; nothing where the file is none."""
    with _reading(path):
        if not is_workbook(path) and not is_old_workbook(path):
            return []
        with _open_book(path) as book:
            return book.sheets


def _open_book(path: Path) -> AbstractContextManager[Book | OldBook]:
    return opened(path) if is_workbook(path) else opened_old(path)


def _open_text(path: Path) -> Table:
    inspection = Inspection(path.name)
    with _reading(path), _open_binary(path) as (stream, _raw):
        encoding = inspection.encoding(stream)
    with _reading(path), _open_binary(path) as (stream, _raw):
        sample = _as_text(stream, encoding.name).read(SAMPLE)
    if is_card(sample):
        delimiter, header, header_row = CARDS, CARD_COLUMNS, 0
    else:
        _refuse_other_texts(path.name, sample)
        delimiter, header, header_row = _header_of(path.name, sample)
    return Table(
        path=path,
        encoding=encoding,
        delimiter=delimiter,
        header=header,
        header_row=header_row,
        size=path.stat().st_size,
        lines=inspection.lines,
        ends_with_newline=inspection.ends_with_newline,
        digest=inspection.digest,
    )


def _refuse_other_texts(file: str, sample: str) -> None:
    if JSON.match(sample):
        raise FileRefused("file_is_json", file=file)
    if PAGE.match(sample):
        raise FileRefused("file_is_page", file=file)


def _open_sheet(path: Path, name: str) -> Table:
    with _open_book(path) as book:
        if name and name not in {sheet.name for sheet in book.sheets}:
            raise FileRefused("sheet_unknown", file=path.name, sheet=name, sheets=[sheet.name for sheet in book.sheets])
        for sheet in sorted(book.sheets, key=lambda sheet: sheet.is_hidden):
            if sheet.name == name or not name:
                merges = book.merges(sheet) if path.stat().st_size < SCANNED_BYTES else None
                rows = first_rows(iter((merges or Merges()).filled(book.rows(sheet, Notes()))))
                if rows:
                    return _sheet_table(path, book, sheet, rows, merges)
    raise FileRefused("file_empty", file=path.name)


def _sheet_table(path: Path, book: Book | OldBook, sheet: Sheet, rows: list[Row], merges: Merges | None) -> Table:
    place = header_place(rows, vocabulary())
    header = header_cells(rows[place][1])
    refuse_beside(path.name, header, [(row, _widened(cells, len(header))) for row, cells in rows[place + 1 :]])
    return Table(
        path=path,
        encoding=Encoding(WORKBOOK if isinstance(book, Book) else OLD_WORKBOOK),
        delimiter="",
        header=header,
        header_row=rows[place][0],
        size=path.stat().st_size,
        lines=book.last_row(sheet),
        ends_with_newline=True,
        digest=_content_digest(path, sheet.name),
        sheet=sheet.name,
        merges=merges,
        is_1904=book.is_1904,
        has_macros=book.has_macros,
    )


def _content_digest(path: Path, sheet: str) -> str:
    content = blake2b(sheet.encode(), digest_size=16)
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            content.update(block)
    return content.hexdigest()


def _widened(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _cut_rows(table: Table, text: io.TextIOWrapper, refuse: Refuse) -> Iterator[Row]:
    before = table.header_row - 1
    for _line in range(before):
        text.readline()
    reader = csv_reader(text, table.delimiter)
    width, is_damaged = len(table.header), table.encoding.is_damaged
    next(reader)
    start = reader.line_num + before + 1
    while True:
        try:
            for cells in reader:
                row, start = start, reader.line_num + before + 1
                if len(cells) != width or is_damaged:
                    cells = _fitted(table, row, start, cells, refuse)  # noqa: PLW2901  the same row, mended
                if any(cells):
                    yield row, cells
        except csv.Error as error:
            row, start = start, reader.line_num + before + 1
            refuse(BadRow(row, _why_not_cut(error, table, row), []))
        else:
            return


def _fitted(table: Table, row: int, following: int, cells: list[str], refuse: Refuse) -> list[str]:
    """The row at the header's width, or nothing when it was refused or is a blank line."""
    width = len(table.header)
    if table.encoding.is_damaged and UNREADABLE in "".join(cells):
        refuse(BadRow(row, "encoding_broken", cells))
        return []
    if len(cells) < width:
        if cells and following > table.lines and not table.ends_with_newline:
            refuse(BadRow(row, "row_cut_off", cells))
            return []
        return cells and cells + [""] * (width - len(cells))
    if any(cell.strip() for cell in cells[width:]):
        refuse(BadRow(row, "too_many_cells", cells))
        return []
    return cells[:width]


def _why_not_cut(error: csv.Error, table: Table, row: int) -> str:
    """A quote left open swallows the file, so it stops everything; a stray quote costs its row."""
    told = str(error)
    if "unexpected end" in told:
        raise FileRefused("quote_open", file=table.name, row=row) from error
    if "field limit" in told:
        raise FileRefused("cell_too_long", file=table.name, row=row) from error
    return "quote_broken"


def _header_of(file: str, sample: str) -> tuple[str, tuple[str, ...], int]:
    """Delimiter, header cells and the physical line of the header."""
    first, _end, rest = sample.partition("\n")
    named = SEPARATOR_LINE.fullmatch(first.strip("\ufeff\r\n"))
    body, before = (rest, 1) if named else (sample, 0)
    if not body.strip("\ufeff \t\r\n,;|"):
        raise FileRefused("file_empty", file=file)
    delimiter = named[1] if named else max(DELIMITERS, key=lambda sign: _evenness(body, sign))
    rows = first_rows((row, cells) for row, cells in _sampled(body, delimiter))
    if not rows:
        raise FileRefused("header_broken", file=file)
    place = header_place(rows, vocabulary())
    header = header_cells(rows[place][1])
    refuse_beside(file, header, [(row, _widened(cells, len(header))) for row, cells in rows[place + 1 :]])
    return delimiter, header, rows[place][0] + before


def _sampled(sample: str, delimiter: str) -> Iterator[Row]:
    """(physical line, cells) of the rows of a sample, up to the first that cannot be cut."""
    reader = csv_reader(io.StringIO(sample, newline=""), delimiter)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        return  # a sample may end inside quotes; a broken row is refused when the file is read


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """(share of rows that are of one width, that width): the delimiter that scores highest is the file's."""
    widths = [len(cells) for _row, cells in islice(_sampled(sample, delimiter), 100) if cells]
    width, times = max(Counter(widths).items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return (round(times / len(widths), 1), width) if width > 1 else (0.0, 0)


class CsvReader(Protocol):
    """What `csv.reader` returns; the module does not name the type."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


def csv_reader(text: io.TextIOBase, delimiter: str) -> CsvReader:
    """The one dialect that files are read in: quotes strict, blanks after a delimiter skipped."""
    csv.field_size_limit(CELL_LIMIT)
    return csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=True)


def _as_text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")


@contextmanager
def _open_binary(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """(the bytes of the file, unpacked where it is a gzip; the raw stream, for progress)."""
    with path.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if is_packed:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield cast(BinaryIO, io.BufferedReader(unpacked, BLOCK)), raw
        else:
            yield raw, raw


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, IsADirectoryError) as error:
        raise FileRefused("file_missing", file=str(path)) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRefused("archive_broken", file=path.name) from error
    except OSError as error:
        raise FileRefused("file_unreadable", file=path.name, error=type(error).__name__) from error
