"""What an imported record is remembered by: its key in the file, the hash of its row, the hash of its own facts."""

from collections.abc import Iterable, Sequence
from typing import cast

from django.db import models

from jualan.core.bulk import insert_rows, select_in
from jualan.core.imports.facts import stored_facts
from jualan.core.imports.gathering import Occurrences
from jualan.core.imports.items import UNCHANGED, UPDATED, Item, RunContext, Writer
from jualan.core.imports.kinds import kind_of_record
from jualan.core.imports.owned import record_of_own_id
from jualan.core.imports.rows import hash_of_text, key_text
from jualan.core.models import ImportedRecord
from jualan.core.wiring import function

MOST_ALIKE = 1000
"""So many rows of one name are told apart; beyond, a file names nothing by it."""
OTHERS_IDS = ("external_id", "customer_external_id", "lead_external_id", "opportunity_external_id")
"""Ids of other systems: a file of our own repeats them for people to read, whatever system they came from."""


class Keeper:
    """Knows which items were imported before, and keeps what they are known by."""

    def __init__(self, context: RunContext, writer: Writer, occurrences: Occurrences) -> None:
        self.context = context
        self.writer = writer
        self.occurrences = occurrences
        self.kind = context.kind
        self.model: type[models.Model] = function(context.kind.model)

    def name(self, items: Sequence[Item]) -> None:
        """Give every item its key, its occurrence in the file and its hash."""
        named = [item for item in items if not item.is_refused]
        for item in named:
            item.row_hash = hash_of_text("\x1d".join([entry.as_text() for entry in item.entries]))
            item.base_key = self.writer.key(item.entries[0]) or key_text("row", item.row_hash)
        for item, occurrence in zip(named, self.occurrences.count(item.base_key for item in named), strict=True):
            item.occurrence = occurrence
            item.key = item.base_key if occurrence == 1 else f"{item.base_key} #{occurrence}"

    def changed(self, items: Sequence[Item]) -> list[Item]:
        """The items whose rows are new or say something new; the others are unchanged."""
        known = self._known([item.key for item in items])
        found = []
        for item in items:
            if (own := item.get("jualan_id")) and (record_id := record_of_own_id(self.kind.record, own)):
                item.record_id, item.key = record_id, ""
                for code in OTHERS_IDS:
                    item.values.pop(code, None)
            elif item.key in known:
                item.known_pk, item.record_id, row_hash = known[item.key]
                if row_hash == item.row_hash:
                    item.result = UNCHANGED
                    continue
            found.append(item)
        self._forget_deleted(found)
        if self.kind.joins_by_name:
            self._tell_apart(found)
        self._warn(found)
        return found

    def _tell_apart(self, items: Sequence[Item]) -> None:
        """Rows of one key share what the rows before them were taken for."""
        shared: dict[str, set[int]] = {}
        for item in items:
            item.others = shared.setdefault(item.base_key, item.others)
        repeated = {item.base_key: item.occurrence for item in items if item.occurrence > 1}
        before = {key: base for base, times in repeated.items() for key in _earlier_keys(base, times)}
        for key, (_pk, record_id, _hash) in self._known(list(before)).items():
            shared[before[key]].add(record_id)

    def _forget_deleted(self, items: Sequence[Item]) -> None:
        """An item whose record is gone for good is as good as unknown."""
        wanted = {item.record_id for item in items if item.record_id is not None}
        if wanted:
            there = set(self.model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))  # noqa: SLF001
            for item in items:
                if item.record_id not in there:
                    item.record_id = None

    def _known(self, keys: Sequence[str]) -> dict[str, tuple[int, int, str]]:
        """Key → (what it is remembered by, its record, its row's hash)."""
        rows = select_in(
            "SELECT key, id, record_id, row_hash FROM core_importedrecord WHERE system = %s AND kind = %s AND key IN",
            [self.context.system, self.kind.record],
            keys,
        )
        return {key: (pk, record_id, row_hash) for key, pk, record_id, row_hash in rows}

    def _warn(self, items: Sequence[Item]) -> None:
        for item in items:
            for entry in item.entries:
                for reason, example in entry.warnings:
                    self.context.tally.warn(reason, example)

    def keep(self, items: Sequence[Item]) -> None:
        """Remember the items that were taken, with the facts of their records as they stand now."""
        taken = [item for item in items if item.record_id is not None and not item.is_refused]
        facts = stored_facts(self.model, self.kind.facts, {item.record_id for item in taken if item.record_id})
        self.refresh(self.kind.record, [item.record_id for item in taken if item.result == UPDATED and item.record_id])
        new = [item for item in taken if item.known_pk is None and item.key]
        rows = [(item.key, item.record_id, item.row_hash, facts[cast(int, item.record_id)]) for item in new]
        names = ("key", "record_id", "row_hash", "facts_hash")
        constants = {"system": self.context.system, "kind": self.kind.record, "run_id": self.context.run_id}
        insert_rows(ImportedRecord, names, rows, constants=constants)
        self.context.journal.change(
            ImportedRecord,
            {
                item.known_pk: {
                    "row_hash": item.row_hash,
                    "record_id": item.record_id,
                    "facts_hash": facts[cast(int, item.record_id)],
                    "run_id": self.context.run_id,
                }
                for item in taken
                if item.known_pk is not None
            },
        )

    def refresh(self, record: str, record_ids: Iterable[int]) -> None:
        """Every key by which a changed record is known holds its facts as they stand now."""
        spec = kind_of_record(record)
        rows = list(ImportedRecord.objects.filter(kind=record, record_id__in=record_ids).values_list("pk", "record_id"))
        if spec is None or not rows:
            return
        facts = stored_facts(function(spec.model), spec.facts, {record_id for _pk, record_id in rows})
        self.context.journal.change(ImportedRecord, {pk: {"facts_hash": facts[record_id]} for pk, record_id in rows})


def _earlier_keys(base: str, occurrence: int) -> list[str]:
    return [base, *(f"{base} #{n}" for n in range(2, min(occurrence, MOST_ALIKE)))]
