"""Rows that existed before a run: changed, added to and replaced so that a revert can put them back.

Rows that belong to a record which the run itself made need no entry here; they go with it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from jualan.core.bulk import delete_rows, in_groups, insert_rows, update_rows
from jualan.core.models import Editable, ImportBefore
from jualan.core.records import plain

Changes = Mapping[int, Mapping[str, Any]]


def image_of(value: Any) -> Any:
    """A value as a before-image holds it; moments to the microsecond."""
    return value.isoformat() if isinstance(value, dt.datetime) else plain(value)


class Journal:
    """Writes before-images of one run."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id

    def change(self, model: type[models.Model], wanted: Changes) -> set[int]:
        """Set columns of existing rows where they differ; return the ids of those that changed."""
        columns = sorted({name for values in wanted.values() for name in values})
        found = {pk: values for pk, values in wanted.items() if values}
        changed: dict[int, dict[str, Any]] = {}
        befores: list[tuple[Any, ...]] = []
        for pk, before in _stored(model, found, columns).items():
            different = {name: new for name, new in found[pk].items() if plain(before[name]) != plain(new)}
            if different:
                changed[pk] = different
                befores.append(self._image(model, pk, {name: before[name] for name in different}, different))
        update_rows(model, _with_life(model, changed))
        self._write(befores)
        return set(changed)

    def add(
        self, model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], **constants: Any
    ) -> list[int]:
        """Insert rows that belong to records which existed before."""
        ids = insert_rows(model, columns, rows, constants=constants)
        self._write([self._image(model, pk, {}, {"pk": pk}) for pk in ids])
        return ids

    def remove(self, model: type[models.Model], ids: Iterable[int]) -> None:
        """Delete rows of records that existed before, kept whole."""
        names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 Django's public name for options
        for some in in_groups(ids):
            kept = _stored(model, dict.fromkeys(some), names)
            self._write([self._image(model, pk, values, {}) for pk, values in kept.items()])
            delete_rows(model, some)

    def _image(
        self, model: type[models.Model], pk: int, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> tuple[Any, ...]:
        def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
            return {name: image_of(value) for name, value in values.items()}

        return (model._meta.label_lower, pk, as_json(before), as_json(after))  # noqa: SLF001

    def _write(self, befores: Sequence[tuple[Any, ...]]) -> None:
        columns = ("model", "record_id", "before", "after")
        insert_rows(ImportBefore, columns, befores, constants={"run_id": self._run_id})


def _stored(model: type[models.Model], wanted: Mapping[int, Any], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for some in in_groups(wanted):
        for row in model._base_manager.filter(pk__in=some).values("pk", *columns):  # noqa: SLF001
            found[row["pk"]] = row
    return found


def _with_life(model: type[models.Model], changed: Mapping[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Add what every write moves: `updated_at`, and the version that makes a stale save be noticed."""
    if not changed or not any(field.name == "updated_at" for field in model._meta.concrete_fields):  # noqa: SLF001
        return dict(changed)
    now = timezone.now()
    if not issubclass(model, Editable):
        return {pk: {**values, "updated_at": now} for pk, values in changed.items()}
    versions: dict[int, int] = {}
    for some in in_groups(changed):
        versions.update(model._base_manager.filter(pk__in=some).values_list("pk", "version"))  # noqa: SLF001
    return {pk: {**values, "updated_at": now, "version": versions[pk] + 1} for pk, values in changed.items()}
