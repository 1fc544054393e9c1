"""What an import did, counted per chunk, added up over a run, and told as the command line promises."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self

from django.db.models import Model

EXAMPLES = 10
REPAIRS_SHOWN = 50
REFUSED_SHOWN = 1000
MADE_SHOWN = 1000
MORE = "…"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: where it stands, the cell that is to blame, and why."""

    file: str
    row: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


def record_label(model: type[Model], pk: int) -> str:
    """How a made row is noted."""
    return f"{model._meta.label_lower}:{pk}"  # noqa: SLF001 Django's public name for options


@dataclass(slots=True)
class Made:
    """A thing that a reference column named and that did not exist; or a word and how it was understood.

    `record` says which row it is (`accounts.source:5`), for a revert.
    """

    kind: str
    name: str
    as_: str = ""
    rows: int = 0
    record: str = ""


@dataclass(slots=True)
class Warned:
    """Rows that were taken with a reservation, with the values that caused it."""

    rows: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, rows: int, examples: Iterable[str]) -> None:
        self.rows += rows
        for example in examples:
            if len(self.examples) < EXAMPLES and example not in self.examples:
                self.examples.append(example)


@dataclass(slots=True)
class Repaired:
    """Cells mended in one way; `examples` are (row, column, as it stood, as it was taken), `REPAIRS_SHOWN` at most."""

    cells: int = 0
    examples: list[tuple[int, str, str, str]] = field(default_factory=list)

    def add(self, cells: int, examples: Iterable[tuple[int, str, str, str]]) -> None:
        self.cells += cells
        self.examples += islice(examples, max(0, REPAIRS_SHOWN - len(self.examples)))


@dataclass(slots=True)
class Tally:
    """Counts of one chunk, or of all chunks of a run. Records are counted, rows only where the name says so."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused_rows: int = 0
    made: dict[tuple[str, str], Made] = field(default_factory=dict)
    warnings: dict[str, Warned] = field(default_factory=dict)
    repairs: dict[str, Repaired] = field(default_factory=dict)

    def mend(self, kind: str, row: int, column: str, before: str, after: str) -> None:
        """Count a mended cell; one that reads alike before and after is no example."""
        example = (row, column, before[:200], after[:200])
        self.repairs.setdefault(kind, Repaired()).add(1, [example] if before != after else [])

    def warn(self, reason: str, example: str, rows: int = 1) -> None:
        self.warnings.setdefault(reason, Warned()).add(rows, [example])

    def note_made(self, kind: str, name: str, as_: str = "", *, rows: int = 0, record: str = "") -> None:
        """Note a thing that was made, or a word and how it was understood; beyond a thousand only how many more."""
        if len(self.made) >= MADE_SHOWN and (kind, name) not in self.made:
            name, as_, rows, record = MORE, "", rows or 1, ""
        found = self.made.setdefault((kind, name), Made(kind, name, as_))
        found.rows += rows
        found.record = record or found.record

    def add(self, other: "Tally") -> None:
        self.rows += other.rows
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.refused_rows += other.refused_rows
        for made in other.made.values():
            self.note_made(made.kind, made.name, made.as_, rows=made.rows, record=made.record)
        for reason, warned in other.warnings.items():
            self.warnings.setdefault(reason, Warned()).add(warned.rows, warned.examples)
        for kind, repaired in other.repairs.items():
            self.repairs.setdefault(kind, Repaired()).add(repaired.cells, repaired.examples)

    def as_json(self) -> dict[str, Any]:
        """Everything, to be stored beside the chunk and read back by `from_json`."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused_rows": self.refused_rows,
            "made": [[made.kind, made.name, made.as_, made.rows, made.record] for made in self.made.values()],
            "warnings": [[reason, warned.rows, warned.examples] for reason, warned in self.warnings.items()],
            "repairs": [[kind, repaired.cells, repaired.examples] for kind, repaired in self.repairs.items()],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        counts = {name: data.get(name, 0) for name in ("rows", "created", "updated", "unchanged", "refused_rows")}
        tally = cls(**counts)
        for kind, name, as_, rows, record in data.get("made", ()):
            tally.note_made(kind, name, as_, rows=rows, record=record)
        for reason, rows, examples in data.get("warnings", ()):
            tally.warnings[reason] = Warned(rows, list(examples))
        for kind, cells, examples in data.get("repairs", ()):
            tally.repairs[kind] = Repaired(cells, [tuple(example) for example in examples])
        return tally


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run as a whole. `refused` holds the first refusals; the rest are in the file of refused rows."""

    import_id: int | None
    kind: str
    format: str
    system: str
    files: Sequence[str]
    tally: Tally
    refused: Sequence[Refused]
    seconds: float
    refused_file: str = ""

    @property
    def exit_code(self) -> int:
        return 1 if self.tally.refused_rows else 0

    def as_json(self) -> dict[str, Any]:
        """The one JSON object of `import --json`."""
        tally = self.tally
        return {
            "import_id": self.import_id,
            "kind": self.kind,
            "format": self.format,
            "system": self.system,
            "files": list(self.files),
            "rows": tally.rows,
            "created": tally.created,
            "updated": tally.updated,
            "unchanged": tally.unchanged,
            "refused_rows": tally.refused_rows,
            "refused": [refused.as_json() for refused in self.refused[:REFUSED_SHOWN]],
            "made": [
                {"kind": made.kind, "name": made.name, "as": made.as_, "rows": made.rows}
                for made in tally.made.values()
            ],
            "warnings": [
                {"reason": reason, "rows": warned.rows, "examples": warned.examples}
                for reason, warned in tally.warnings.items()
            ],
            "repaired": [
                {
                    "kind": kind,
                    "cells": repaired.cells,
                    "examples": [
                        {"row": row, "column": column, "before": before, "after": after}
                        for row, column, before, after in repaired.examples
                    ],
                }
                for kind, repaired in tally.repairs.items()
            ],
            "seconds": round(self.seconds, 3),
        }
