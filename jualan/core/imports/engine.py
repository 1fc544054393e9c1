"""Works an import off: chunk by chunk, each whole or not at all, so that a kill costs a chunk and the same command goes on.

A chunk's number is a fact of the files and the mapping, never of the run: after a kill the finished ones are counted
through again and only the rest is written.
"""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from jualan.core.bulk import count_anew, insert_rows, ranges_of
from jualan.core.imports.before import Journal
from jualan.core.imports.cells import clean_id
from jualan.core.imports.dates import DateReader
from jualan.core.imports.gathering import Documents, Occurrences, Spool, forget_scratch
from jualan.core.imports.items import (
    CREATED,
    REFUSED,
    REPEATED,
    UNCHANGED,
    UPDATED,
    Item,
    Linker,
    RunContext,
    Writer,
)
from jualan.core.imports.keeping import Keeper
from jualan.core.imports.kinds import extra_columns
from jualan.core.imports.lock import only_import
from jualan.core.imports.mapping import CUSTOM, ColumnMap, FieldType, currency_of_headers
from jualan.core.imports.mending import whole_digits
from jualan.core.imports.notes import Notes
from jualan.core.imports.outcome import REFUSED_SHOWN, Outcome, Refused, Tally, Warned, record_label
from jualan.core.imports.planning import FilePlan, Plan, known_types, remember, value_map
from jualan.core.imports.proof import Proof, prove
from jualan.core.imports.reading import BadRow, Progress, Row
from jualan.core.imports.rows import Entry, Reading, RowReader, RowRefused
from jualan.core.models import (
    AuditEntry,
    FieldDefinition,
    ImportChunk,
    ImportRefusal,
    ImportRun,
    SearchDirty,
)
from jualan.core.normalise import has_lost_digits, is_masked
from jualan.core.records import mark_ranges
from jualan.core.wiring import function, wired
from jualan.core.workspace import today, workspace

CHUNK_ROWS = 2000
COLLECT_EVERY = 100
ROWS_THAT_CHANGE_PLANS = 10_000
RESULTS = (CREATED, UPDATED, UNCHANGED)


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work has come: `done` in parts of one of the phase, `rows` read so far."""

    phase: str
    done: float
    rows: int


Tell = Callable[[Step], None]


def _silent(step: Step) -> None:
    del step


@dataclass(slots=True)
class _File:
    """One file, proven and ready to be read for good."""

    plan: FilePlan
    proof: Proof
    documents: Documents | None
    spool: Spool | None
    bad: list[BadRow]
    notes: Notes


@dataclass(slots=True)
class _Chunk:
    """Items of at most `CHUNK_ROWS` rows (one document may have more), and the rows that could not be read."""

    items: list[Item] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    rows: int = 0


def run_import(
    plan: Plan, *, actor_id: int | None = None, tell: Tell = _silent, run: ImportRun | None = None
) -> Outcome:
    """Do what was planned and say what came of it. A dry run does everything and takes it back."""
    with only_import(lambda: tell(Step("waiting", 0, 0))), _quiet_collector():
        forget_scratch(_scratch())
        return _Work(plan, actor_id, tell, run).outcome()


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Rows leave no cycles behind, but looking for some among so many objects took a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Work:
    """One run from its files to its outcome."""

    def __init__(self, plan: Plan, actor_id: int | None, tell: Tell, run: ImportRun | None) -> None:
        self.plan = plan
        self.actor_id = actor_id
        self.tell = tell
        self.run = run
        self.began = time.monotonic()
        self.rows_read = 0
        self.tally = Tally()

    def outcome(self) -> Outcome:
        with ExitStack() as stack:
            files = [self._proven(file, stack) for file in self.plan.files]
            is_dry = self.plan.options.is_dry_run
            outer: AbstractContextManager[Any] = transaction.atomic() if is_dry else nullcontext()
            with outer:
                self.run = self._begun(files)
                self._work(files, stack)
                outcome = self._told(self.run)
                if is_dry:
                    transaction.set_rollback(True)
        return outcome

    def _proven(self, file: FilePlan, stack: ExitStack) -> _File:
        """Read a file through once; rows of documents are gathered on the way, those of a workbook kept."""
        progress, documents, spool, bad, notes = Progress(), None, None, list[BadRow](), Notes()
        also: Callable[[Row], None] = _leave
        if self.plan.kind.document:
            documents = stack.enter_context(Documents(_scratch()))
            also = _gatherer(documents, self.plan.kind.document, file.columns)
        elif file.table.sheet:
            spool = stack.enter_context(Spool(_scratch()))
            also = spool.add
        tell, table = self.tell, file.table

        def watched(row: Row) -> None:
            also(row)
            if row[0] % CHUNK_ROWS == 0:
                tell(Step("reading", progress.done, row[0]))

        proof = prove(
            table,
            file.columns,
            declared=self.plan.options.date_order,
            known_types=known_types(self.plan.kind),
            also=watched,
            refuse=bad.append if documents or spool else None,
            progress=progress,
            notes=notes,
        )
        if not proof.rows and not bad:
            notes.note("no_rows", table.name)
        return _File(file, proof, documents, spool, bad, notes)

    def _begun(self, files: Sequence[_File]) -> ImportRun:
        """The run to go on with: the one given, the one a kill left behind, or a new one."""
        plan = self.plan
        unfinished = ImportRun.objects.filter(signature=plan.signature, state__in=_UNFINISHED).order_by("-pk")
        run = self.run or (None if plan.options.is_dry_run else unfinished.first())
        run = run or ImportRun(kind=plan.kind.kind, actor_id=self.actor_id)
        run.format, run.system, run.signature = plan.format, plan.system, plan.signature
        run.files = plan.file_names
        run.options = _options_as_json(plan)
        run.state = ImportRun.State.RUNNING
        run.total_rows = sum(file.proof.rows for file in files)
        with transaction.atomic():
            run.save()
            remember(plan)
            for path, aliases in _told_aliases(plan).items():
                for made in function(path)(aliases):
                    self.tally.note_made(made.kind, made.name, made.as_, record=made.record)
        return run

    def _work(self, files: Sequence[_File], stack: ExitStack) -> None:
        assert self.run is not None
        context = self._context(self.run, files[0].plan.columns)
        self.customs = _Customs(context)
        writer = cast(Writer, function(self.plan.kind.writer)(context))
        linkers = [cast(Linker, function(extra.handler)(context)) for extra in extra_columns(self.plan.kind.kind)]
        done = {chunk.number: chunk.outcome for chunk in self.run.chunks.all()}
        number = 0
        for file in files:
            context.columns = file.plan.columns
            context.file_facts = _facts_of(file)
            for reason, (rows, examples) in file.notes.found.items():
                self.tally.warnings.setdefault(reason, Warned()).add(rows, examples)
            keeper = Keeper(context, writer, stack.enter_context(Occurrences(_scratch())))
            for chunk in self._chunks(file, _reader(self.plan, file, context)):
                number += 1
                keeper.name(chunk.items)
                if number in done:
                    tally = Tally.from_json(done[number])
                else:
                    tally = self._write_chunk(number, file, chunk, context, keeper, writer, linkers)
                if number % COLLECT_EVERY == 0:
                    gc.collect()
                self.tally.add(tally)
                self.rows_read += tally.rows
                self.tell(Step("writing", self.rows_read / max(1, self.run.total_rows or 1), self.rows_read))
        self._finish(self.run)

    def _context(self, run: ImportRun, columns: ColumnMap) -> RunContext:
        home = workspace()
        return RunContext(
            run_id=run.pk,
            kind=self.plan.kind,
            system=self.plan.system,
            format=self.plan.format,
            actor_id=self.actor_id,
            now=timezone.now(),
            today=today(),
            zone=ZoneInfo(home.time_zone),
            base_currency=home.currency,
            country=home.country,
            options=self.plan.options,
            journal=Journal(run.pk),
            columns=columns,
        )

    def _chunks(self, file: _File, reader: RowReader) -> Iterator[_Chunk]:
        chunk = _Chunk()
        for found in _found(file, reader):
            if isinstance(found, BadRow):
                chunk.bad.append(found)
                continue
            if chunk.rows and chunk.rows + len(found.entries) > CHUNK_ROWS:
                yield chunk
                chunk = _Chunk()
            chunk.items.append(found)
            chunk.rows += len(found.entries)
        if chunk.items or chunk.bad:
            yield chunk

    def _write_chunk(
        self,
        number: int,
        file: _File,
        chunk: _Chunk,
        context: RunContext,
        keeper: Keeper,
        writer: Writer,
        linkers: Sequence[Linker],
    ) -> Tally:
        """One transaction: the records, what they are remembered by, what was refused, and the chunk itself."""
        context.touched, context.changed = {}, {}
        tally = context.tally = Tally(rows=chunk.rows + len(chunk.bad))
        with transaction.atomic():
            open_items = [item for item in chunk.items if not item.is_refused]
            changed = keeper.changed(open_items)
            for linker in linkers:
                linker.resolve(_open(changed))
            writer.write(_open(changed))
            for linker in linkers:
                linker.link(_open(changed))
            keeper.keep(changed)
            for record, ids in context.changed.items():
                keeper.refresh(record, ids)
            self.customs.define(_open(changed), context, file.proof)
            _count(chunk.items, tally)
            _count_repairs(chunk.items, file.plan.columns, tally)
            tally.refused_rows += self._store_refusals(file, chunk)
            written = {item.record_id for item in changed if item.record_id and item.result in {CREATED, UPDATED}}
            context.touch(self.plan.kind.record, written)
            _mark_for_search(context.touched)
            self._store_chunk(number, tally)
        return tally

    def _store_refusals(self, file: _File, chunk: _Chunk) -> int:
        columns, name = file.plan.columns, file.plan.table.name
        rows = [(name, bad.row, "", "", bad.reason, bad.cells) for bad in chunk.bad]
        for entry in _refused_entries(chunk.items):
            refused = entry.refused or RowRefused("")
            column = columns.column_of(refused.field)
            rows.append((name, entry.row, column, refused.value, refused.reason, list(entry.cells)))
        assert self.run is not None
        names = ("file", "row", "column", "value", "reason", "cells")
        insert_rows(ImportRefusal, names, sorted(rows, key=lambda row: row[1]), constants={"run_id": self.run.pk})
        return sum(1 for row in rows if row[4])

    def _store_chunk(self, number: int, tally: Tally) -> None:
        assert self.run is not None
        outcome = tally.as_json()
        ImportChunk.objects.create(run=self.run, number=number, outcome=outcome)
        ImportRun.objects.filter(pk=self.run.pk).update(
            done_rows=models.F("done_rows") + tally.rows, updated_at=timezone.now()
        )
        AuditEntry.objects.create(
            verb="imported",
            kind=self.plan.kind.record,
            actor_id=self.actor_id,
            changes={"run": self.run.pk, "chunk": number, **{name: outcome[name] for name in RESULTS}},
        )

    def _finish(self, run: ImportRun) -> None:
        run.state = ImportRun.State.DONE
        run.finished_at = timezone.now()
        run.outcome = self.tally.as_json()
        run.done_rows = self.rows_read
        run.save()
        if self.rows_read > ROWS_THAT_CHANGE_PLANS:
            count_anew()

    def _told(self, run: ImportRun) -> Outcome:
        plan = self.plan
        return Outcome(
            import_id=None if plan.options.is_dry_run else run.pk,
            kind=plan.kind.kind,
            format=plan.format,
            system=plan.system,
            files=plan.file_names,
            tally=self.tally,
            refused=refusals_of(run),
            seconds=time.monotonic() - self.began,
        )


_UNFINISHED = (ImportRun.State.RUNNING, ImportRun.State.FAILED)


def refusals_of(run: ImportRun, most: int = REFUSED_SHOWN) -> list[Refused]:
    """The first refused rows of a run, in the order of its files."""
    rows = run.refusals.exclude(reason="").order_by("pk")[:most]
    return [Refused(row.file, row.row, row.column, row.value, row.reason, tuple(row.cells)) for row in rows]


def _found(file: _File, reader: RowReader) -> Iterator[Item | BadRow]:
    """Every record of a file, and every row that could not be cut."""
    if file.documents is not None:
        yield from file.bad
        for _number, rows in file.documents.documents():
            yield _document(reader, rows)
        return
    spec = file.plan.columns.spec
    if spec is not None and spec.summed:
        yield from _summed(file, reader, spec.summed)
        return
    bad = list(file.bad)
    again = file.spool.rows() if file.spool else file.plan.table.rows(refuse=bad.append)
    for row, cells in again:
        yield from bad
        bad.clear()
        entry = reader.read(row, cells)
        yield Item([entry], result=REFUSED if entry.refused else "")
    yield from bad


def _leave(_row: Row) -> None:
    """Rows that are read again from the file."""


def _summed(file: _File, reader: RowReader, codes: Sequence[str]) -> Iterator[Item | BadRow]:
    """Records of which a file has many rows (a day, a campaign): rows alike but for amounts are one, amounts added."""
    bad = list(file.bad)
    found: dict[str, Item] = {}
    for row, cells in file.spool.rows() if file.spool else file.plan.table.rows(refuse=bad.append):
        entry = reader.read(row, cells)
        entry.custom.clear()
        alike = repr([(code, value) for code, value in entry.values.items() if code not in codes])
        item = found.get(alike)
        if entry.refused or item is None:
            found[alike if not entry.refused else f"{row}"] = Item([entry], result=REFUSED if entry.refused else "")
            continue
        for code in codes:
            item.entries[0].values[code] = item.values.get(code, 0) + entry.values.get(code, 0)
        item.entries.append(entry)
    yield from bad
    yield from found.values()


def _document(reader: RowReader, rows: Sequence[Row]) -> Item:
    """All rows of a document; where one cannot be read none is taken."""
    currency = next((found for _row, cells in rows if (found := reader.currency_of(cells))), "")
    entries = [reader.read(row, cells, currency) for row, cells in rows]
    return Item(entries, result=REFUSED if any(entry.refused for entry in entries) else "")


def _refused_entries(items: Sequence[Item]) -> Iterator[Entry]:
    """Rows to keep as refused: all rows of a document of which one is.

    Where the document was taken without that row the others go with it unnamed, so that the file of refused rows holds
    whole documents: imported again, its lines replace those of the document.
    """
    for item in items:
        if item.is_refused:
            for entry in item.entries:
                entry.refused = entry.refused or _with_its_document(item)
        if any(entry.refused for entry in item.entries):
            yield from item.entries


def _with_its_document(item: Item) -> Any:
    blamed = next(entry for entry in item.entries if entry.refused is not None)
    assert blamed.refused is not None
    return type(blamed.refused)("document_refused", "", str(blamed.row))


def _open(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if not item.is_refused]


def _count(items: Sequence[Item], tally: Tally) -> None:
    """Count records, each once: several rows may have been taken for one."""
    counted: set[int | None] = set()
    for item in items:
        assert item.result in {*RESULTS, REFUSED, REPEATED}, item.result
        if item.result in RESULTS and item.record_id not in counted:
            counted.add(item.record_id)
            setattr(tally, item.result, getattr(tally, item.result) + 1)


def _count_repairs(items: Sequence[Item], columns: ColumnMap, tally: Tally) -> None:
    """Count the mended cells of rows that are taken."""
    for item in _open(items):
        for entry in item.entries:
            for kind, code, before, after in entry.repairs:
                tally.mend(kind, entry.row, columns.column_of(code), before, after)


def _mark_for_search(touched: Mapping[str, set[int]]) -> None:
    """Mark what a chunk wrote as ranges, so that a large import is a few rows of work."""
    mark_ranges(
        [
            SearchDirty(kind=record, first_id=first, last_id=last)
            for record, ids in touched.items()
            for first, last in ranges_of(ids)
        ]
    )


def _reader(plan: Plan, file: _File, context: RunContext) -> RowReader:
    columns = file.plan.columns
    spec = columns.spec
    known = {one.code: one for one in plan.kind.fields}
    told, named = plan.options.currency.upper(), currency_of_headers(columns)
    return RowReader(
        Reading(
            columns=columns,
            dates=DateReader(file.proof.order, context.zone),
            currency=told or named or context.base_currency,
            says_currency="currency" in known and named not in {"", context.base_currency} and not told,
            marks=file.proof.marks,
            custom_types=file.proof.custom_types,
            value_map=value_map(plan.options, spec),
            constants=spec.constants if spec else {},
            unsigned=spec.unsigned if spec else frozenset(),
            fields=known,
            region=context.country,
            is_1904=file.plan.table.is_1904,
            aliases={kind: function(paths[0])() for kind, paths in wired("imports", "ALIASES").items()},
        )
    )


def _told_aliases(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """Path of the function that makes aliases of a kind → the pairs told."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, old, new in plan.options.aliases:
        found.setdefault(wired("imports", "ALIASES")[kind][1], []).append((old, new))
    return found


def _gatherer(documents: Documents, field_code: str, columns: ColumnMap) -> Callable[[Row], None]:
    """Puts rows of one document together: by its number, in a file of our own by the id that we gave it."""
    places = {binding.field.code: binding.places[0] for binding in columns.bindings}
    own, numbered = places.get("jualan_id"), places.get(field_code)

    def gather(row: Row) -> None:
        number = _number(row[1][numbered]) if numbered is not None else ""
        key = clean_id(row[1][own]) if own is not None else ""
        documents.add(key or number, row, has_plain_number=number.isdecimal())

    return gather


def _number(cell: str) -> str:
    """What names a document: nothing where digits were lost or hidden, so that two orders are never taken for one."""
    number = whole_digits(clean_id(cell))
    return "" if has_lost_digits(number) or is_masked(number) else number


def _facts_of(file: _File) -> dict[str, Any]:
    return {"has_plain_numbers": bool(file.documents and file.documents.plain_numbers)}


class _Customs:
    """Makes the custom fields that a run's unknown columns need, each when a value of it is first written."""

    def __init__(self, context: RunContext) -> None:
        self._kind = context.kind.record
        self._have = set(FieldDefinition.objects.filter(kind=self._kind).values_list("code", flat=True))

    def define(self, items: Sequence[Item], context: RunContext, proof: Proof) -> None:
        used = {code for item in items for entry in item.entries for code in entry.custom}
        labels = {custom.code: custom.label for custom in context.columns.customs}
        order = {code: place for place, code in enumerate(labels)}
        for code in sorted(used - self._have, key=lambda code: (order.get(code, len(order)), code)):
            kind = _CUSTOM_TYPES.get(proof.custom_types.get(code, FieldType.TEXT), "text")
            label = labels.get(code) or code.replace("_", " ").capitalize()
            made = FieldDefinition.objects.create(
                kind=self._kind, code=code, type=kind, label=label[:200], position=len(self._have)
            )
            self._have.add(code)
            context.tally.note_made("field", CUSTOM + code, kind, record=record_label(FieldDefinition, made.pk))


_CUSTOM_TYPES = {FieldType.NUMBER: "number", FieldType.DATE: "date", FieldType.BOOLEAN: "boolean"}


def _options_as_json(plan: Plan) -> dict[str, Any]:
    options = plan.options
    return {
        "columns": dict(options.columns),
        "values": [list(value) for value in options.values],
        "aliases": [list(alias) for alias in options.aliases],
        "currency": options.currency,
        "date_order": options.date_order.value if options.date_order else "",
        "mapping": [file.columns.as_told() for file in plan.files],
        "headers": {file.table.name: list(file.table.header) for file in plan.files},
    }


def _scratch() -> Path:
    return Path(settings.HOME) / "imports"
