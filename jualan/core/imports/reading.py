"""A file as a stream of rows with the physical line each begins on, in bounded memory, whatever its size.

`open_table` reads the whole file once to learn its encoding and that it is sound (a cut archive, bytes that are no
text), then a sample to learn its delimiter. Rows come as lists of text exactly as wide as the header.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from jualan.core.imports.encoding import BLOCK, SAMPLE, Encoding, Inspection
from jualan.core.imports.stopped import FileRefused
from jualan.core.imports.workbook import is_workbook, workbook_rows

CELL_LIMIT = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
UNREADABLE = "\ufffd"
WORKBOOK = "workbook"

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

    def watch(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size = stream, size

    @property
    def done(self) -> float:
        if self._stream is None:
            return 0.0
        return 1.0 if self._stream.closed or not self._size else min(1.0, self._stream.tell() / self._size)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read as rows, any number of times. `lines` counts physical lines; `digest` is its content's."""

    path: Path
    encoding: Encoding
    delimiter: str
    header: tuple[str, ...]
    header_row: int
    size: int
    lines: int
    ends_with_newline: bool
    digest: str

    @property
    def name(self) -> str:
        return self.path.name

    def rows(self, *, refuse: Refuse, progress: Progress | None = None) -> Iterator[Row]:
        """Each row that holds something; rows that cannot be cut go to `refuse`."""
        if self.encoding.name == WORKBOOK:
            yield from _workbook_rows(self, refuse)
            return
        with _reading(self.path), _open_binary(self.path) as (stream, raw):
            if progress is not None:
                progress.watch(raw, self.size)
            yield from _cut_rows(self, _as_text(stream, self.encoding.name), refuse)


def open_table(path: Path) -> Table:
    """The file as a table, or `FileRefused` with why it is none."""
    if is_workbook(path):
        return _open_workbook(path)
    inspection = Inspection(path.name)
    with _reading(path), _open_binary(path) as (stream, _raw):
        encoding = inspection.encoding(stream)
    with _reading(path), _open_binary(path) as (stream, _raw):
        sample = _as_text(stream, encoding.name).read(SAMPLE)
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


def _open_workbook(path: Path) -> Table:
    """The first sheet of a workbook, read through once so that it is known to be whole."""
    content = blake2b(path.read_bytes(), digest_size=16).hexdigest()
    header_row, header, last = 0, list[str](), 0
    for number, cells in workbook_rows(path):
        if not header_row:
            header_row, header = number, [cell.strip() for cell in cells]
        last = number
    while header and not header[-1]:
        header.pop()
    if not header:
        raise FileRefused("file_empty", file=path.name)
    return Table(
        path=path,
        encoding=Encoding(WORKBOOK),
        delimiter="",
        header=tuple(header),
        header_row=header_row,
        size=path.stat().st_size,
        lines=last,
        ends_with_newline=True,
        digest=content,
    )


def _workbook_rows(table: Table, refuse: Refuse) -> Iterator[Row]:
    width = len(table.header)
    for number, cells in workbook_rows(table.path):
        if number > table.header_row:
            fitted = cells if len(cells) == width else _fitted(table, number, 0, cells, refuse)
            if any(fitted):
                yield number, fitted


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
    """Delimiter, header cells and the physical line of the header: the first that holds something."""
    declared, offset = "", 0
    for number, line in enumerate(io.StringIO(sample, newline=""), start=1):
        named = SEPARATOR_LINE.fullmatch(line.strip("\ufeff\r\n")) if number == 1 else None
        if named:
            declared = named[1]
        elif line.strip("\ufeff \t\r\n,;|"):
            rest = sample[offset:]
            delimiter = declared or max(DELIMITERS, key=lambda sign: _evenness(rest, sign))
            return delimiter, _header_cells(file, rest, delimiter), number
        offset += len(line)
    raise FileRefused("file_empty", file=file)


def _header_cells(file: str, text: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv_reader(io.StringIO(text, newline=""), delimiter))
    except csv.Error as error:
        raise FileRefused("header_broken", file=file) from error
    cells = [cell.strip().lstrip("\ufeff") for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """(share of rows as wide as the header, its width): the delimiter that scores highest is the file's."""
    widths = _widths(sample, delimiter)
    if not widths or widths[0] < 2:
        return 0.0, 0
    return round(widths.count(widths[0]) / len(widths), 1), widths[0]


def _widths(sample: str, delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for cells in csv_reader(io.StringIO(sample, newline=""), delimiter):
            if cells:
                widths.append(len(cells))
            if len(widths) > 100:
                return widths
    except csv.Error:
        return widths  # a sample may end inside quotes
    return widths[:-1] if len(widths) > 2 else widths


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
