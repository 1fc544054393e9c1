"""Taking an import back: what it made goes unless touched since, what it changed returns unless changed since.

Small transactions in an order in which nothing is left pointing at nothing; a kill costs one of them and the same call
goes on. What had to stay is listed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Max
from django.utils import timezone

from jualan.core.bulk import in_groups, insert_rows, ranges_of
from jualan.core.errors import RuleBroken
from jualan.core.imports.before import image_of
from jualan.core.imports.kinds import kind_of_record
from jualan.core.imports.lock import only_import
from jualan.core.imports.outcome import Tally
from jualan.core.models import AuditEntry, Editable, ImportBefore, ImportedRecord, ImportRun, SearchDirty
from jualan.core.records import mark_ranges
from jualan.core.wiring import function, wired

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that a revert left as it is."""

    kind: str
    record_id: int
    reason: str


@dataclass(slots=True)
class Reverted:
    removed: Counter[str] = field(default_factory=Counter)
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        kept = [{"kind": kept.kind, "id": kept.record_id, "reason": kept.reason} for kept in self.kept]
        return {"removed": dict(self.removed), "restored": self.restored, "kept": kept}


def revert_run(run: ImportRun, *, actor_id: int | None = None) -> Reverted:
    """Take a run back. Raises RuleBroken('import_reverted') where that was done before."""
    with only_import(lambda: None):
        run.refresh_from_db()
        if run.state == ImportRun.State.REVERTED:
            raise RuleBroken("import_reverted", number=run.pk)
        return _Reverting(run, actor_id).reverted()


class _Reverting:
    def __init__(self, run: ImportRun, actor_id: int | None) -> None:
        self.run = run
        self.actor_id = actor_id
        self.since = run.finished_at or run.chunks.aggregate(last=Max("created_at"))["last"] or run.created_at
        self.result = Reverted()

    def reverted(self) -> Reverted:
        self._put_back()
        for model in _children_first(_made_models()):
            self._remove_made(model)
        self._remove_named()
        with transaction.atomic():
            self.run.state = ImportRun.State.REVERTED
            self.run.reverted_at = timezone.now()
            self.run.save()
            AuditEntry.objects.create(
                verb="import_reverted", kind=self.run.kind, actor_id=self.actor_id, changes={"run": self.run.pk}
            )
        return self.result

    def _put_back(self) -> None:
        """Undo the before-images, the latest first."""
        befores = ImportBefore.objects.filter(run=self.run).order_by("-pk")
        while some := list(befores[:AT_ONCE]):
            with transaction.atomic():
                touched = self._touched({key for before in some if (key := _record_of(before)) is not None})
                for before in some:
                    self._put_one_back(before, touched)
                ImportBefore.objects.filter(pk__in=[before.pk for before in some]).delete()

    def _put_one_back(self, image: ImportBefore, touched: set[tuple[str, int]]) -> None:
        model = apps.get_model(image.model)
        rows = model._base_manager.filter(pk=image.record_id)  # noqa: SLF001 Django's own name
        owner = _record_of(image)
        if not image.before:
            if owner in touched:
                self._keep(image, "changed_since")
            else:
                rows.delete()
        elif not image.after:
            if owner in touched:
                self._keep(image, "changed_since")
            elif not rows.exists():
                _insert_again(model, image)
        else:
            self._put_fields_back(model, rows.first(), image)

    def _put_fields_back(self, model: type[models.Model], row: models.Model | None, image: ImportBefore) -> None:
        if row is None:
            return
        found = {name: model._meta.get_field(name) for name in image.before}  # noqa: SLF001
        same = [name for name in found if image_of(getattr(row, name)) == image.after.get(name)]
        values = {name: cast("models.Field[Any, Any]", found[name]).to_python(image.before[name]) for name in same}
        if values:
            if issubclass(model, Editable):
                values["version"] = F("version") + 1
            model._base_manager.filter(pk=row.pk).update(**values)  # noqa: SLF001
            self.result.restored += model is not ImportedRecord
            self._search_again(model, [row.pk])
        if len(same) < len(found):
            self._keep(image, "changed_since")

    def _keep(self, image: ImportBefore, reason: str) -> None:
        kind = getattr(apps.get_model(image.model), "KIND", image.model)
        self.result.kept.append(Kept(kind, image.record_id, reason))

    def _remove_made(self, model: type[models.Model]) -> None:
        """Remove the rows a run made, unless somebody touched them or something else stands on them."""
        after = 0
        rows = model._base_manager.filter(import_run=self.run).order_by("pk")  # noqa: SLF001
        for part_of in () if hasattr(model, "KIND") else _owners(model):  # parts go, or stay, with what they belong to
            rows = rows.exclude(**{f"{part_of}__import_run": self.run})
        while some := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:AT_ONCE]):
            after = some[-1]
            with transaction.atomic():
                kept = self._kept(model, some)
                self.result.kept += [Kept(_kind(model), pk, reason) for pk, reason in sorted(kept.items())]
                self._delete(model, [pk for pk in some if pk not in kept])

    def _kept(self, model: type[models.Model], ids: Sequence[int]) -> dict[int, str]:
        kind = _kind(model)
        kept = {pk: "changed_since" for key, pk in self._touched({(kind, pk) for pk in ids}) if key == kind}
        known = ImportedRecord.objects.filter(kind=kind, record_id__in=ids).exclude(run=self.run)
        kept.update(dict.fromkeys(known.values_list("record_id", flat=True), "imported_since"))
        for relation in _pointing_at(model):
            kept.update(dict.fromkeys(self._standing_on(relation, ids), "in_use"))
        return kept

    def _standing_on(self, relation: Any, ids: Sequence[int]) -> Iterable[int]:
        """Rows that others stand on: by a link that is no part of them, or by a part that came later."""
        child, link = relation.related_model, relation.field
        rows = child._base_manager.filter(**{f"{link.name}__in": ids})  # noqa: SLF001
        if link.remote_field.on_delete is models.CASCADE:
            born = next((name for name in ("recorded_at", "created_at") if _has_field(child, name)), None)
            if born is None:
                return ()
            rows = rows.filter(**{f"{born}__gt": self.since})
        return cast("Iterable[int]", rows.values_list(link.attname, flat=True))

    def _touched(self, keys: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
        """Records of which an audit entry says that somebody wrote them since."""
        by_kind: dict[str, list[int]] = {}
        for kind, pk in keys:
            by_kind.setdefault(kind, []).append(pk)
        found = set()
        for kind, ids in by_kind.items():
            for some in in_groups(ids):
                rows = AuditEntry.objects.filter(kind=kind, record_id__in=some, at__gt=self.since)
                found |= {(kind, pk) for pk in rows.values_list("record_id", flat=True) if pk is not None}
        return found

    def _delete(self, model: type[models.Model], ids: Sequence[int]) -> None:
        if not ids:
            return
        kind = _kind(model)
        spec = kind_of_record(kind)
        if spec is not None and spec.on_removal:
            function(spec.on_removal)(ids)
        for label, column in wired("imports", "GOES_WITH"):
            rows = apps.get_model(label)._base_manager  # noqa: SLF001
            rows.filter(**{"kind": kind, f"{column}__in": ids}).delete()
        ImportedRecord.objects.filter(kind=kind, record_id__in=ids).delete()
        model._base_manager.filter(pk__in=ids).delete()  # noqa: SLF001
        self.result.removed[kind] += len(ids)
        self._search_again(model, ids)

    def _search_again(self, model: type[models.Model], ids: Iterable[int]) -> None:
        if hasattr(model, "KIND"):
            found = [SearchDirty(kind=_kind(model), first_id=first, last_id=last) for first, last in ranges_of(ids)]
            mark_ranges(found)

    def _remove_named(self) -> None:
        """Remove the stages, sources and the like that the run made of words, where nothing else uses them."""
        for made in reversed(Tally.from_json(self.run.outcome).made.values()):
            label, _colon, pk = made.record.partition(":")
            if pk:
                self._remove_one_named(apps.get_model(label), int(pk))

    def _remove_one_named(self, model: type[models.Model], pk: int) -> None:
        used = any(
            relation.related_model._base_manager.filter(**{relation.field.name: pk}).exists()  # noqa: SLF001
            for relation in _pointing_at(model)
        )
        if not used and not _is_custom_field_in_use(model, pk):
            model._base_manager.filter(pk=pk).delete()  # noqa: SLF001


def _pointing_at(model: type[models.Model]) -> list[Any]:
    """Every link to a table, those without a name of their own too."""
    found = model._meta.get_fields(include_hidden=True)  # noqa: SLF001 the only complete list of what points here
    return [one for one in found if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)]


def _is_custom_field_in_use(model: type[models.Model], pk: int) -> bool:
    if model._meta.label_lower != "core.fielddefinition":  # noqa: SLF001
        return False
    definition = model._base_manager.filter(pk=pk).values_list("kind", "code").first()  # noqa: SLF001
    spec = kind_of_record(definition[0]) if definition else None
    if spec is None or definition is None:
        return False
    rows = function(spec.model)._base_manager  # noqa: SLF001
    return bool(rows.filter(custom__has_key=definition[1]).exists())


def _owners(model: type[models.Model]) -> list[str]:
    """The links by which a row belongs to a record."""
    links = [one for one in model._meta.concrete_fields if one.related_model is not None]  # noqa: SLF001
    return [one.name for one in links if getattr(one.remote_field, "on_delete", None) is models.CASCADE]


def _insert_again(model: type[models.Model], image: ImportBefore) -> None:
    fields = [field for field in model._meta.concrete_fields if field.attname in image.before]  # noqa: SLF001
    values = [field.to_python(image.before[field.attname]) for field in fields if not field.primary_key]
    names = [field.attname for field in fields if not field.primary_key]
    insert_rows(model, names, [values], ids=[image.record_id])


def _record_of(image: ImportBefore) -> tuple[str, int] | None:
    """The record that a row with a before-image belongs to: itself, or what it is a part of."""
    model = apps.get_model(image.model)
    if hasattr(model, "KIND"):
        return _kind(model), image.record_id
    values: Mapping[str, Any] = image.before
    if not values:
        values = model._base_manager.filter(pk=image.record_id).values().first() or {}  # noqa: SLF001
    if {"kind", "record_id"} <= values.keys():
        return str(values["kind"]), int(values["record_id"])
    for one in model._meta.concrete_fields:  # noqa: SLF001
        target = one.related_model
        is_part = getattr(one.remote_field, "on_delete", None) is models.CASCADE
        if target is not None and is_part and values.get(one.attname):
            return _kind(cast("type[models.Model]", target)), int(values[one.attname])
    return None


def _made_models() -> list[type[models.Model]]:
    """The tables whose rows know the import that made them."""
    return [relation.related_model for relation in _pointing_at(ImportRun) if relation.field.name == "import_run"]


def _children_first(made: Sequence[type[models.Model]]) -> Iterator[type[models.Model]]:
    """Tables in an order in which what points comes before what is pointed at."""
    waiting = list(made)
    while waiting:
        free = next((model for model in waiting if not _is_pointed_at(model, waiting)), waiting[0])
        waiting.remove(free)
        yield free


def _is_pointed_at(model: type[models.Model], others: Sequence[type[models.Model]]) -> bool:
    return any(
        relation.related_model in others and relation.related_model is not model for relation in _pointing_at(model)
    )


def _has_field(model: type[models.Model], name: str) -> bool:
    return any(one.name == name for one in model._meta.concrete_fields)  # noqa: SLF001


def _kind(model: type[models.Model]) -> str:
    return str(getattr(model, "KIND", model._meta.label_lower))  # noqa: SLF001
