"""Bulk edits over any list, their undo, and a person's saved views."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jualan.core.errors import NotAllowed, Refusal
from jualan.core.journal import Undone, undo_batch
from jualan.core.lists.spec import Bulk
from jualan.core.models import Batch, SavedView
from jualan.core.wiring import function
from jualan.people.policy import Viewer, require


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that a bulk edit left as it was, and why."""

    record: Any
    error: Refusal


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    batch: Batch | None
    changed: int
    refused: Sequence[Refused]


def run_bulk(verb: Bulk, rows: Iterable[Any], value: str, *, kind: str, actor: Viewer) -> BulkOutcome:
    """Do one verb to every row, each through the area's own action; rows that refuse stay as they were.

    One batch journals it all, so that it can be undone. No batch is kept when every row refused.
    """
    action = function(verb.action)
    changed, refused = 0, []
    with transaction.atomic():
        batch = Batch.objects.create(
            kind="bulk", actor_id=actor.pk, facts={"kind": kind, "verb": verb.code, "value": value}
        )
        for row in rows:
            try:
                with transaction.atomic():
                    action(row, value, actor=actor, batch=batch)
                changed += 1
            except Refusal as error:
                refused.append(Refused(row, error))
        if not changed:
            batch.delete()
    return BulkOutcome(batch if changed else None, changed, refused)


def undo_bulk(batch: Batch, *, actor: Viewer) -> Undone:
    """Take a bulk edit back. Only the person who did it may."""
    if batch.actor_id != actor.pk:
        raise NotAllowed("not_allowed", permission="undo")
    return undo_batch(batch, actor=actor)


def save_view(kind: str, name: str, query: str, *, is_pinned: bool, is_shared: bool, actor: Viewer) -> SavedView:
    """Keep a list's filters under a name; sharing it with everybody has a permission of its own."""
    if actor.user is None:
        raise NotAllowed("not_allowed", permission="views")
    if is_shared:
        require(actor, "views.share")
    sharing = SavedView.Sharing.ALL if is_shared else SavedView.Sharing.OWN
    return SavedView.objects.create(
        kind=kind, name=name, query=query, owner=actor.user, is_pinned=is_pinned, sharing=sharing
    )


def delete_view(view: SavedView, *, actor: Viewer) -> None:
    """Forget one's own view."""
    if view.owner_id != actor.pk:
        raise NotAllowed("not_allowed", permission="views.share")
    view.delete()
