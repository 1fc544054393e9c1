"""What must be known of a whole file before a row of it is written, kept on disk: memory stays the same for any size."""

import json
import marshal
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from jualan.core.imports.notes import AsText
from jualan.core.imports.reading import Row

AT_ONCE = 5_000
FAST = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -32000;"

Rows = list[Row]


def forget_scratch(folder: Path) -> None:
    """Delete what a killed import has left. Only whoever holds the import lock may."""
    for path in folder.glob("scratch-*.sqlite3"):
        path.unlink(missing_ok=True)


class _Scratch:
    """A temporary SQLite file that goes away with its owner."""

    def __init__(self, folder: Path, table: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.NamedTemporaryFile(dir=folder, prefix="scratch-", suffix=".sqlite3")  # noqa: SIM115
        self._database = sqlite3.connect(self._file.name, isolation_level=None, check_same_thread=False)
        self._database.executescript(f"{FAST} {table}; BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._file.close()


class Documents(_Scratch):
    """Gathers the rows of each document, wherever in the file they stand."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "CREATE TABLE line (number TEXT, row INTEGER, cells TEXT)")
        self._waiting: list[tuple[str, int, str]] = []
        self.plain_numbers = 0

    def add(self, key: str, row: Row, *, has_plain_number: bool = False) -> None:
        """Take a row of the document that `key` names; without a key it is a document of its own."""
        self._waiting.append((key, row[0], _packed(row[1])))
        self.plain_numbers += has_plain_number
        if len(self._waiting) >= AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO line VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()

    def documents(self) -> Iterator[tuple[str, Rows]]:
        """Each document with its rows in the order of the file."""
        self._flush()
        self._database.execute("CREATE INDEX IF NOT EXISTS line_number ON line (number, row)")
        number, rows = "", list[Row]()
        for found, row, cells in self._database.execute("SELECT number, row, cells FROM line ORDER BY number, row"):
            if rows and (found != number or not found):
                yield number, rows
                rows = []
            number = found
            rows.append((row, _unpacked(cells)))
        if rows:
            yield number, rows


def _packed(cells: list[str]) -> str:
    """Cells as JSON; the places of those that a sheet holds as text are put behind."""
    return json.dumps([*cells, [place for place, cell in enumerate(cells) if type(cell) is AsText]], ensure_ascii=False)


def _unpacked(packed: str) -> list[str]:
    cells: list[str]
    *cells, texts = json.loads(packed)
    for place in texts:
        cells[place] = AsText(cells[place])
    return cells


class Spool:
    """Rows read once from a workbook and kept on disk, so that reading them again costs next to nothing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 closed by its owner
        self._waiting: list[tuple[int, list[str], list[int]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def add(self, row: Row) -> None:
        texts = [place for place, cell in enumerate(row[1]) if type(cell) is AsText]
        cells = [str(cell) for cell in row[1]] if texts else row[1]
        self._waiting.append((row[0], cells, texts))
        if len(self._waiting) >= AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        block = marshal.dumps(self._waiting)
        self._file.write(len(block).to_bytes(8, "big") + block)
        self._waiting.clear()

    def rows(self) -> Iterator[Row]:
        self._flush()
        self._file.seek(0)
        while size := self._file.read(8):
            for number, cells, texts in marshal.loads(self._file.read(int.from_bytes(size, "big"))):  # noqa: S302 own
                for place in texts:
                    cells[place] = AsText(cells[place])
                yield number, cells


class Occurrences(_Scratch):
    """Counts how often a key has come in one file; keys beyond what memory may hold are counted on disk."""

    def __init__(self, folder: Path, *, most_in_memory: int = 200_000) -> None:
        super().__init__(folder, "CREATE TABLE seen (key TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID")
        self._most = most_in_memory
        self._recent: dict[str, int] = {}
        self._is_spilled = False

    def count(self, keys: Iterable[str]) -> list[int]:
        """The occurrence of each key, 1 for the first, over all calls."""
        wanted = list(keys)
        recent = self._recent
        if self._is_spilled:
            recent.update(self._on_disk([key for key in wanted if key not in recent]))
        found = []
        for key in wanted:
            times = recent.get(key, 0) + 1
            recent[key] = times
            found.append(times)
        if len(recent) > self._most:
            self._spill()
        return found

    def _on_disk(self, keys: list[str]) -> dict[str, int]:
        marks = ", ".join("?" * len(keys))
        return dict(self._database.execute(f"SELECT key, times FROM seen WHERE key IN ({marks})", keys))  # noqa: S608

    def _spill(self) -> None:
        self._database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", sorted(self._recent.items()))
        self._recent.clear()
        self._is_spilled = True
