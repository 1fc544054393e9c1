"""Undoing a batch: its moves are replayed backwards where nobody has changed the field since."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from jualan.core.errors import RuleBroken
from jualan.core.models import Batch, Move
from jualan.core.records import CREATED, audit, mark_for_search, plain


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: how many fields went back, and the moves that stay because the field was changed since."""

    restored: int
    kept: tuple[Move, ...]


def undo_batch(batch: Batch, *, actor: Any) -> Undone:
    """Replay a batch backwards in one transaction. Raises RuleBroken('already_undone') the second time."""
    with transaction.atomic():
        claimed = Batch.objects.filter(pk=batch.pk, undone_at__isnull=True).update(
            undone_at=timezone.now(), undone_by_id=getattr(actor, "pk", None)
        )
        if not claimed:
            raise RuleBroken("already_undone")
        kept, touched = [], defaultdict(set)
        restored = 0
        for move in batch.moves.order_by("-pk"):
            if _put_back(move):
                restored += 1
                touched[move.model].add(move.record_id)
            else:
                kept.append(move)
        for label, ids in touched.items():
            model = apps.get_model(label)
            if kind := getattr(model, "KIND", ""):
                mark_for_search(kind, ids)
        audit(f"{batch.kind}_undone", batch, actor, {"restored": restored, "kept": [move.pk for move in kept]})
    return Undone(restored, tuple(kept))


def _put_back(move: Move) -> bool:
    """Set one field to its old value if it still holds the new one."""
    model = apps.get_model(move.model)
    rows = model._base_manager.filter(pk=move.record_id)  # noqa: SLF001 Django's own name
    if move.field == CREATED:
        return bool(rows.delete()[0])
    record = rows.first()
    if record is None:
        return False
    field = model._meta.get_field(move.field)  # noqa: SLF001
    if plain(getattr(record, field.attname)) != move.new:
        return False
    setattr(record, field.attname, field.to_python(move.old))
    record.save(update_fields=[move.field])
    return True
