"""Reads of people: who may own what, teams, tokens, who owned a record on a day."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from jualan.people.models import ApiToken, Invitation, Membership, OwnershipChange, Team, User
from jualan.people.policy import Viewer, require
from jualan.people.rules import token_hash

VIEW = "people.view"


def users(viewer: Viewer) -> QuerySet[User]:
    """Return everyone, for those who may see people."""
    require(viewer, VIEW)
    return User.objects.prefetch_related("role_rows").order_by("-is_active", "name_key", "pk")


def owner_choices() -> list[tuple[str, str]]:
    """Return (id, name) of everyone who can own records: names of colleagues are no secret."""
    rows = User.objects.filter(is_active=True).order_by("name_key").values_list("pk", "full_name")
    return [(str(pk), name) for pk, name in rows]


def person_by_reference(text: str) -> User | None:
    """Return the one person of this e-mail, id or exact name; None when there is none or several."""
    by_id = User.objects.filter(pk=int(text)) if text.isdigit() else User.objects.none()
    found = list(by_id) or list(User.objects.filter(Q(email__iexact=text) | Q(full_name__iexact=text))[:2])
    return found[0] if len(found) == 1 else None


def token_owner(key: str) -> ApiToken | None:
    """Return the live token of a key, with its person."""
    rows = ApiToken.objects.filter(token_hash=token_hash(key), revoked_at__isnull=True, user__is_active=True)
    return rows.select_related("user").first()


def open_invitation(token: str) -> Invitation | None:
    rows = Invitation.objects.filter(
        token_hash=token_hash(token), used_at__isnull=True, expires_at__gt=timezone.now()
    )
    return rows.select_related("user").first()


def teams() -> QuerySet[Team]:
    return Team.objects.order_by("name_key")


def memberships_on(day: dt.date) -> QuerySet[Membership]:
    """Return where everyone stood on a day."""
    return Membership.objects.filter(
        Q(from_on__isnull=True) | Q(from_on__lte=day), Q(to_on__isnull=True) | Q(to_on__gte=day)
    ).select_related("team", "manager")


def owners_on(kind: str, day: dt.date) -> dict[int, int | None]:
    """Return the owner on a day of each record of a kind that has changed hands; the others stand with their owner."""
    found: dict[int, int | None] = {}
    changes = OwnershipChange.objects.filter(kind=kind).order_by("pk")
    for record_id, old, new, on in changes.values_list("record_id", "old_owner_id", "owner_id", "happened_on"):
        if on <= day:
            found[record_id] = new
        else:
            found.setdefault(record_id, old)
    return found
