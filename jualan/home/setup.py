"""The business's own set-up: its name and hours, its custom fields and their values, its trash."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.db.models import Max, QuerySet

from jualan.core import records
from jualan.core.errors import NotFound, RuleBroken
from jualan.core.imports.mapping import custom_code
from jualan.core.models import FieldDefinition
from jualan.core.wiring import wired
from jualan.people.policy import Viewer, allowed, get_visible, require, require_edit, ties, visible

FIELDS = "fields.edit"
KINDS = ("lead", "opportunity", "account", "contact", "product", "order")
"""Kinds of record that may have custom fields."""


def model_of(kind: str) -> Any:
    """Return the model of a kind; raises NotFound for one that has no such screen."""
    label = wired("kinds", "KINDS").get(kind)
    if kind not in KINDS or label is None:
        raise NotFound("not_found", kind=kind)
    return apps.get_model(label)


def fields(viewer: Viewer) -> QuerySet[FieldDefinition]:
    require(viewer, FIELDS)
    return FieldDefinition.objects.filter(retired_at=None, kind__in=KINDS)


def field_by_id(viewer: Viewer, pk: int) -> FieldDefinition:
    found = fields(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", kind="field", pk=pk)
    return found


def add_field(
    kind: str, label: Mapping[str, str], kind_of: str, choices: Sequence[str], *, actor: Viewer
) -> FieldDefinition:
    """Add a field to a kind of record. Refuses a code that the kind has, and a choice field without choices."""
    require(actor, FIELDS)
    model_of(kind)
    code = custom_code(label.get("en") or label.get("ms") or "")
    if not code:
        raise RuleBroken("name_missing")
    if FieldDefinition.objects.filter(kind=kind, code=code).exists():
        raise RuleBroken("field_taken", field=code)
    if kind_of == FieldDefinition.Type.CHOICE and not choices:
        raise RuleBroken("choices_missing")
    last = FieldDefinition.objects.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
    definition = FieldDefinition(
        kind=kind, code=code, label=dict(label), type=kind_of, choices=list(choices), position=last + 1
    )
    return records.create(definition, actor)


def retire_field(definition: FieldDefinition, *, at: dt.datetime | None, actor: Viewer) -> None:
    """Take a field off the screens (`at`), or bring it back (None); the values stay."""
    require(actor, FIELDS)
    records.change(definition, actor, {"retired_at": at}, verb="retired" if at else "brought_back")


@dataclass(frozen=True, slots=True)
class Value:
    """A custom field of one record with its value as text, and its refusal if it has one."""

    field: FieldDefinition
    text: str
    refusal: str = ""


def custom_values(record: Any, typed: Mapping[str, str] | None = None) -> list[Value]:
    """Return every custom field of a record's kind with what it holds, or with what was typed."""
    rows = FieldDefinition.objects.filter(kind=record.KIND, retired_at=None)
    held = record.custom if typed is None else typed
    return [Value(row, "" if held.get(row.code) is None else str(held.get(row.code))) for row in rows]


def record_of(viewer: Viewer, kind: str, pk: int) -> Any:
    return get_visible(viewer, model_of(kind), pk)


def may_edit(viewer: Viewer, record: Any) -> bool:
    return allowed(viewer, ties()[type(record)].edit, record)


def set_custom(record: Any, typed: Mapping[str, str], *, actor: Viewer) -> list[Value]:
    """Fill custom fields from text; returns the values that could not be read, in which case nothing is written."""
    require_edit(actor, record)
    refused, custom = [], dict(record.custom)
    for value in custom_values(record, typed):
        try:
            read = _read(value.field, value.text.strip())
        except (ValueError, InvalidOperation):
            refused.append(Value(value.field, value.text, value.field.type))
            continue
        custom.pop(value.field.code, None)
        if read is not None:
            custom[value.field.code] = read
    if not refused:
        records.change(record, actor, {"custom": custom}, verb="custom_set")
    return refused


def _read(definition: FieldDefinition, text: str) -> Any:
    """Return a typed value as it is stored; None for an empty one."""
    if not text:
        return None
    if definition.type == FieldDefinition.Type.NUMBER:
        number = Decimal(text.replace(",", ""))
        return int(number) if number == number.to_integral_value() else float(number)
    if definition.type == FieldDefinition.Type.DATE:
        return dt.date.fromisoformat(text).isoformat()
    if definition.type == FieldDefinition.Type.BOOLEAN:
        return text in {"1", "true", "True", "yes"}
    if definition.type == FieldDefinition.Type.CHOICE and text not in definition.choices:
        raise ValueError(text)
    return text


@dataclass(frozen=True, slots=True)
class Trashed:
    """A record in the trash."""

    kind: str
    record: Any


def trash(viewer: Viewer) -> list[Trashed]:
    """Return what the viewer may see in the trash, newest first."""
    found = []
    for kind in KINDS:
        model = model_of(kind)
        if ties()[model].is_trashable:
            rows = (
                visible(viewer, model, with_trash=True).filter(deleted_at__isnull=False).order_by("-deleted_at")[:100]
            )
            found += [Trashed(kind, row) for row in rows]
    return sorted(found, key=lambda item: item.record.deleted_at, reverse=True)


def restore(viewer: Viewer, kind: str, pk: int) -> Any:
    """Bring a record back from the trash."""
    record = get_visible(viewer, model_of(kind), pk, with_trash=True)
    require_edit(viewer, record)
    records.restore(record, viewer)
    return record
