"""What a table seems to hold, judged by the names of its columns; and the tables of files that hold several."""

import shutil
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jualan.core.imports.formats import formats
from jualan.core.imports.kinds import kind_named, kinds
from jualan.core.imports.mapping import PLAIN, KindSpec, compared_headers, map_columns, recognised_format
from jualan.core.imports.reading import Table, open_table, sheets_of
from jualan.core.imports.stopped import FileRefused, ImportStopped, WrongUse
from jualan.core.imports.workbook import is_workbook, refuse_bombs

TABLE_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".gz", ".xlsx", ".xlsm", ".xls", ".vcf"})
MOST_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a file. `kind` and `format` are what it seems to be, '' for nothing known; `fault`: why it is none."""

    path: Path
    sheet: str
    is_hidden: bool
    header: tuple[str, ...] = ()
    kind: str = ""
    format: str = ""
    rows: int = 0
    fault: ImportStopped | None = None


def guess(header: Sequence[str]) -> tuple[str, str]:
    """(kind, format) of which these columns fill most; a program's own layout decides at once; '' for nothing known."""
    headers = set(compared_headers(header))
    for name, specs in formats().items():
        if name not in kinds() and any(one <= headers for spec in specs for one in spec.signatures):
            return "", ""  # a file of a kind that this edition does not take
    best, most = ("", ""), 0
    for name, kind in kinds().items():
        found = recognised_format(kind, header)
        try:
            columns = map_columns(kind, header, format_name=found, told={})
        except WrongUse:
            continue
        if found != PLAIN:
            return name, found
        filled = {binding.field.code for binding in columns.bindings}
        if kind.telling and not filled & set(kind.telling):
            continue
        if len(columns.bindings) > most:
            best, most = (name, PLAIN), len(columns.bindings)
    return best


def parts_of(path: Path) -> list[Part]:
    """Every table of a file: one of a text, one for each sheet of a workbook that holds something."""
    sheets = sheets_of(path)
    if not sheets:
        return [_part(path, "", is_hidden=False)]
    found = [_part(path, sheet.name, is_hidden=sheet.is_hidden) for sheet in sheets]
    return [part for part in found if part.fault is None or part.fault.code != "file_empty"] or found[:1]


def _part(path: Path, sheet: str, *, is_hidden: bool) -> Part:
    try:
        table = open_table(path, sheet)
    except ImportStopped as stopped:
        return Part(path, sheet, is_hidden, fault=stopped)
    kind, found = guess(table.header)
    return Part(path, sheet, is_hidden, table.header, kind, found, max(0, table.lines - table.header_row))


def open_for(kind: KindSpec, path: Path, sheet: str = "") -> Table:
    """The table of a file that holds this kind: the sheet that was named, else the only one that can be it."""
    sheets = sheets_of(path)
    if sheet or len(sheets) < 2:
        return open_table(path, sheet if sheets else "")
    parts = [part for part in parts_of(path) if part.header]
    seen = [part for part in parts if not part.is_hidden] or parts
    likely = [part for part in seen if part.kind == kind.kind] or [part for part in seen if _can_be(kind, part)]
    if len(likely) > 1:
        raise WrongUse("sheet_unsaid", file=path.name, sheets=[part.sheet for part in likely])
    return open_table(path, likely[0].sheet if likely else "")


def _can_be(kind: KindSpec, part: Part) -> bool:
    try:
        map_columns(kind, part.header, format_name=recognised_format(kind, part.header), told={})
    except WrongUse:
        return False
    return True


def is_archive(path: Path) -> bool:
    """Whether a file is a zip of files, not a workbook."""
    return zipfile.is_zipfile(path) and not is_workbook(path)


def unpack(path: Path, folder: Path) -> list[Path]:
    """The files of a zip that may be tables, unpacked flat into a folder; `FileRefused` for what is hostile or has none."""
    try:
        with zipfile.ZipFile(path) as package:
            refuse_bombs(path, package)
            wanted = [info for info in package.infolist() if _is_table(info.filename)]
            if not wanted or len(wanted) > MOST_MEMBERS:
                raise FileRefused("archive_without_table", file=path.name)
            return [_unpacked(package, info, folder) for info in wanted]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise FileRefused("archive_broken", file=path.name) from error


def _is_table(name: str) -> bool:
    plain = PurePosixPath(name)
    is_trace = plain.name.startswith(".") or "__MACOSX" in plain.parts
    return plain.suffix.lower() in TABLE_ENDINGS and not is_trace


def _unpacked(package: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = PurePosixPath(info.filename.replace("\\", "/"))
    target = folder / name.name
    if target.exists():
        target = folder / "-".join(name.parts[-2:])
    with package.open(info) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return target


def one_of(path: Path, folder: Path, kind_name: str, member: str) -> tuple[Path, str]:
    """(file, sheet) of a zip that hold the kind: those named `FILE` or `FILE/SHEET`, else the only ones that can."""
    files = unpack(path, folder)
    named, _slash, sheet = member.partition("/")
    if member:
        chosen = [file for file in files if file.name == named]
    else:
        kind = kind_named(kind_name)
        parts = [part for file in files for part in parts_of(file)]
        likely = [part for part in parts if part.kind == kind_name] or [part for part in parts if _can_be(kind, part)]
        chosen = list(dict.fromkeys(part.path for part in likely))
    if len(chosen) != 1:
        raise WrongUse("sheet_unsaid", file=path.name, sheets=[file.name for file in files])
    return chosen[0], sheet
