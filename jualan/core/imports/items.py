"""What the engine hands to the areas' writers: items to write, and the run they belong to."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from jualan.core.imports.before import Journal
from jualan.core.imports.dates import Order
from jualan.core.imports.mapping import ColumnMap, FieldSpec, KindSpec
from jualan.core.imports.outcome import Tally
from jualan.core.imports.rows import Entry, RowRefused

CREATED, UPDATED, UNCHANGED, REPEATED, REFUSED = "created", "updated", "unchanged", "repeated", "refused"


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who imports has said. `most_rows`: a look at the first rows only (0 = all)."""

    format: str = ""
    system: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: tuple[tuple[str, str, str], ...] = ()
    aliases: tuple[tuple[str, str, str], ...] = ()
    currency: str = ""
    date_order: Order | None = None
    is_dry_run: bool = False
    sheet: str = ""
    most_rows: int = 0


@dataclass(slots=True)
class Item:
    """One record of a file: a row, or all rows of a document.

    `record_id` is that of the record it is known as (None = not known yet). The writer sets it, and `result`.
    `given` is what upper areas have found out about it (`lead_external_id` gives its contact). `others` are the records
    that rows of the same key before it were taken for, so that equal keys are told apart.
    """

    entries: list[Entry]
    key: str = ""
    row_hash: str = ""
    base_key: str = ""
    occurrence: int = 1
    known_pk: int | None = None
    record_id: int | None = None
    result: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)

    @property
    def values(self) -> dict[str, Any]:
        return self.entries[0].values

    @property
    def custom(self) -> dict[str, Any]:
        return self.entries[0].custom

    @property
    def is_refused(self) -> bool:
        return self.result == REFUSED

    def get(self, code: str, default: Any = "") -> Any:
        return self.entries[0].values.get(code, default)

    def refuse(self, reason: str, code: str = "", value: object = "") -> None:
        """Take nothing of it; the first row is to blame, the others go with it."""
        self.result = REFUSED
        self.entries[0].refused = RowRefused(reason, code, str(value))


@dataclass(slots=True)
class RunContext:
    """The run that a writer works for. `tally` is the present chunk's, `columns` and `proof` the present file's."""

    run_id: int
    kind: KindSpec
    system: str
    format: str
    actor_id: int | None
    now: dt.datetime
    today: dt.date
    zone: ZoneInfo
    base_currency: str
    country: str
    options: Options
    journal: Journal
    columns: ColumnMap
    tally: Tally = field(default_factory=Tally)
    file_facts: dict[str, Any] = field(default_factory=dict)
    touched: dict[str, set[int]] = field(default_factory=dict)
    changed: dict[str, set[int]] = field(default_factory=dict)

    def touch(self, record: str, ids: Iterable[int]) -> None:
        """Note records that the chunk wrote, so that search finds them."""
        self.touched.setdefault(record, set()).update(ids)

    def change(self, record: str, ids: Iterable[int]) -> None:
        """Note records of other kinds that the chunk changed: what files said of them before is said anew."""
        self.touch(record, known := set(ids))
        self.changed.setdefault(record, set()).update(known)

    def has(self, code: str) -> bool:
        """Whether the present file has a column for the field."""
        return any(binding.field.code == code for binding in self.columns.bindings)


class Writer(Protocol):
    """Writes the items of one kind, set by set. Made once per run."""

    def __init__(self, run: RunContext) -> None: ...

    def key(self, entry: Entry) -> str:
        """The text a row is known by (first of the kind's keys that is filled), or nothing."""

    def write(self, items: Sequence[Item]) -> None:
        """Create what has no record and update what has; refuse what cannot be."""


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """A column that an upper area adds to a lower area's kind; `handler` is the path of its `Linker`."""

    kind: str
    field: FieldSpec
    handler: str


class Linker(Protocol):
    """Resolves an extra column before the kind's writer runs, and writes its link after."""

    def __init__(self, run: RunContext) -> None: ...

    def resolve(self, items: Sequence[Item]) -> None: ...

    def link(self, items: Sequence[Item]) -> None: ...
