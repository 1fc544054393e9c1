"""Where people stand, and who owns what."""

import datetime as dt
from typing import Any

from django.db import models, transaction

from jualan.core.errors import RuleBroken
from jualan.core.normalise import name_key
from jualan.core.records import change, create, journal_created
from jualan.core.workspace import today
from jualan.people.models import Membership, OwnershipChange, Role, Team, User
from jualan.people.policy import Viewer, require
from jualan.people.queries import EDIT


def place_member(
    user: User, *, team: Team | None, manager: User | None, role: str = Role.REP, from_on: dt.date | None, actor: Viewer
) -> Membership:
    """Put a person into a team under a manager from a day on; the place held until then ends the day before."""
    require(actor, EDIT)
    if manager is not None and manager.pk == user.pk:
        raise RuleBroken("own_manager")
    with transaction.atomic():
        if from_on is not None:
            day_before = from_on - dt.timedelta(days=1)
            open_rows = user.memberships.filter(to_on__isnull=True)
            open_rows.filter(models.Q(from_on__isnull=True) | models.Q(from_on__lt=from_on)).update(to_on=day_before)
        place = Membership(user=user, team=team, manager=manager, role=role, from_on=from_on)
        return create(place, actor)


def make_team(name: str, *, actor: Viewer) -> Team:
    """Return the team of this name, made if there is none."""
    require(actor, EDIT)
    found = Team.objects.filter(name_key=name_key(name)).first()
    return found or create(Team(name=name.strip(), name_key=name_key(name)), actor)


def change_owner(record: Any, owner: User | None, *, actor: Viewer, batch: Any = None) -> None:
    """Hand a record to someone from today on; the change is kept for every "as of"."""
    if record.owner_id == getattr(owner, "pk", None):
        return
    with transaction.atomic():
        fact = OwnershipChange.objects.create(
            kind=record.KIND,
            record_id=record.pk,
            old_owner_id=record.owner_id,
            owner=owner,
            happened_on=today(),
            by_id=actor.pk,
        )
        change(record, actor, {"owner": owner}, verb="assigned", batch=batch)
        if batch is not None:
            journal_created(batch, fact)
