"""Who did what, in words: entries with the names of their records, for whoever may see them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import reverse

from jualan.core.models import AuditEntry, SearchEntry
from jualan.core.wiring import wired
from jualan.home import labels
from jualan.people.policy import Viewer, require, ties, visible

AUDIT = "audit.view"
PAGE = 100
Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry in words. `url` and `name` are empty where the reader may not see the record."""

    at: dt.datetime
    who: str
    what: str
    kind: str
    name: str
    url: str
    changed: str


def audit_entries(
    viewer: Viewer, *, kind: str = "", record_id: int | None = None, before: int | None = None
) -> QuerySet[AuditEntry]:
    """Return who did what, newest first, from before the entry of that number on."""
    require(viewer, AUDIT)
    rows = AuditEntry.objects.select_related("actor").order_by("-pk")
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows if record_id is None else rows.filter(record_id=record_id)


def audit_lines(viewer: Viewer, entries: Sequence[AuditEntry]) -> list[AuditLine]:
    """Return the entries in words: two reads a kind of record, however many entries."""
    names = _names(viewer, entries)
    return [_line(entry, names) for entry in entries]


def _line(entry: AuditEntry, names: Names) -> AuditLine:
    key = (entry.kind, entry.record_id or 0)
    addresses = wired("kinds", "DETAIL")
    return AuditLine(
        at=entry.at,
        who=entry.actor.full_name if entry.actor else "",
        what=labels.audit_verb(entry.verb),
        kind=labels.audit_kind(entry.kind),
        name=names.get(key, ""),
        url=reverse(addresses[entry.kind], args=[key[1]]) if key in names and entry.kind in addresses else "",
        changed=", ".join(labels.audit_fields(entry.changes)) if entry.verb not in labels.BORN else "",
    )


def _names(viewer: Viewer, entries: Iterable[AuditEntry]) -> Names:
    """Return what the records are called that the viewer may see."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.record_id:
            wanted[entry.kind].add(entry.record_id)
    return {key: name for kind, pks in wanted.items() for key, name in _names_of(viewer, kind, pks)}


def _names_of(viewer: Viewer, kind: str, pks: set[int]) -> list[tuple[tuple[str, int], str]]:
    label = wired("kinds", "KINDS").get(kind)
    if label is None:
        return []
    seen = _seen(viewer, apps.get_model(label)).in_bulk(pks)
    titles = dict(SearchEntry.objects.filter(kind=kind, record_id__in=seen).values_list("record_id", "title"))
    return [((kind, pk), titles.get(pk) or str(record)) for pk, record in seen.items()]


def _seen(viewer: Viewer, model: type[Model]) -> QuerySet[Any]:
    """Return the records the viewer may see; the names of colleagues are no secret."""
    return visible(viewer, model) if model in ties() else model._default_manager.all()  # noqa: SLF001 Django's own name
