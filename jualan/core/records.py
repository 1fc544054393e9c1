"""The one way a record is written: changed fields, version, audit entry and search mark in one transaction."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from jualan.core.errors import StaleRecord
from jualan.core.jobs import later
from jualan.core.models import AuditEntry, Batch, Editable, Move, SearchDirty

M = TypeVar("M", bound=models.Model)
_ENCODER = DjangoJSONEncoder()

_NOT_TOLD = frozenset(
    {
        "id", "created_at", "updated_at", "version", "password", "last_login",
        "token_hash", "code_hash", "code_expires_at",
    }
)  # fmt: skip
CREATED = "+"
"""The field name of a move that made the row: undoing it deletes the row."""


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: records by key, dates as ISO text, translated names as their data."""
    if isinstance(value, models.Model):
        return value.pk
    if value is None or isinstance(value, bool | int | str | list | tuple | dict):
        return value
    if hasattr(value, "data") and hasattr(value, "localize"):
        return value.data
    return _ENCODER.default(value)


def kind_of(record: models.Model) -> str:
    return str(getattr(record, "KIND", record._meta.model_name))  # noqa: SLF001 Django's public name for a model's options


def audit(
    verb: str, record: models.Model, actor: Any, changes: Mapping[str, Any] | None = None, batch: Batch | None = None
) -> None:
    """Append who did what to the record. `actor` may be the system (no primary key)."""
    AuditEntry.objects.create(
        verb=verb,
        kind=kind_of(record),
        record_id=record.pk,
        actor_id=getattr(actor, "pk", None),
        changes=dict(changes or {}),
        batch=batch,
    )


def mark_for_search(kind: str, record_ids: Iterable[int]) -> None:
    """Put records on the list whose search text is written again by the next job."""
    mark_ranges(SearchDirty(kind=kind, first_id=pk, last_id=pk) for pk in record_ids)


def mark_ranges(ranges: Iterable[SearchDirty]) -> None:
    """Put ranges of records on that list, and see to it that one job is waiting to work it off."""
    is_waiting = SearchDirty.objects.exists()
    SearchDirty.objects.bulk_create(ranges)
    if not is_waiting:
        later("core.refresh_search")


def create(record: M, actor: Any, verb: str = "created") -> M:
    """Insert a new record with its audit entry and return it."""
    with transaction.atomic():
        record.save(force_insert=True)
        audit(verb, record, actor, _born_with(record))
        mark_for_search(kind_of(record), [record.pk])
    return record


def _born_with(record: models.Model) -> dict[str, list[Any]]:
    """Return {field: [None, value]} of what a new record was given, secrets and its own life aside."""
    fields = [f for f in record._meta.concrete_fields if f.name not in _NOT_TOLD]  # noqa: SLF001
    values = {field.name: plain(getattr(record, field.attname)) for field in fields}
    return {name: [None, value] for name, value in values.items() if value not in (None, "", {}, [])}


def differences(record: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return {field: [old, new]} of the values that differ from the record, as JSON."""
    found = {}
    for field, new in values.items():
        old = plain(getattr(record, field))
        if old != plain(new):
            found[field] = [old, plain(new)]
    return found


def change(
    record: M,
    actor: Any,
    values: Mapping[str, Any],
    *,
    verb: str = "changed",
    version: int | None = None,
    batch: Batch | None = None,
) -> dict[str, list[Any]]:
    """Set fields of an existing record and return {field: [old, new]} of what changed; nothing is written if nothing did.

    `version` is the version the person saw: raises StaleRecord when the record was saved since. With `batch` each
    changed field is journalled too, so that the batch can be undone.
    """
    with transaction.atomic():
        if version is not None:
            _claim_version(record, version, values)
        found = differences(record, values)
        if not found:
            return {}
        for field in found:
            setattr(record, field, values[field])
        record.save(update_fields=[*found, *_life_fields(record)])
        if isinstance(record, Editable) and version is None:
            type(record)._default_manager.filter(pk=record.pk).update(version=F("version") + 1)  # noqa: SLF001
            record.version += 1
        audit(verb, record, actor, found, batch)
        if batch is not None:
            journal(batch, record, found)
        mark_for_search(kind_of(record), [record.pk])
    return found


def _life_fields(record: models.Model) -> list[str]:
    return ["updated_at"] if hasattr(record, "updated_at") else []


def _claim_version(record: models.Model, version: int, values: Mapping[str, Any]) -> None:
    """Move the version on by one conditional UPDATE; the loser of a race gets StaleRecord."""
    rows = type(record)._default_manager.filter(pk=record.pk, version=version)  # noqa: SLF001
    if not rows.update(version=F("version") + 1):
        record.refresh_from_db()
        raise StaleRecord("stale", record=record, values=dict(values))
    record.version = version + 1  # type: ignore[attr-defined] # only versioned records get here


def journal(batch: Batch, record: models.Model, found: Mapping[str, list[Any]]) -> None:
    """Write one move per changed field of a record."""
    label = record._meta.label_lower  # noqa: SLF001
    Move.objects.bulk_create(
        [
            Move(batch=batch, model=label, record_id=record.pk, field=field, old=old, new=new)
            for field, (old, new) in found.items()
        ]
    )


def journal_created(batch: Batch, record: models.Model) -> None:
    """Note that the batch made this row, so that undoing the batch takes it away again."""
    Move.objects.create(batch=batch, model=record._meta.label_lower, record_id=record.pk, field=CREATED, new=True)  # noqa: SLF001


def trash(record: Editable, actor: Any) -> None:
    """Hide a record; it can be restored until it is purged."""
    change(record, actor, {"deleted_at": timezone.now()}, verb="trashed")


def restore(record: Editable, actor: Any) -> None:
    """Bring a record back from the trash."""
    change(record, actor, {"deleted_at": None}, verb="restored")
