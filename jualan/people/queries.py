"""Reads of people: who may own what, teams, tokens, who owned a record on a day."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from jualan.core.errors import NotFound
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


def owner_by_id(pk: int | str | None) -> User | None:
    """Return the active person who may own records, or None."""
    return User.objects.filter(pk=int(pk), is_active=True).first() if str(pk or "").isdigit() else None  # type: ignore[arg-type] # digits


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
    rows = Invitation.objects.filter(token_hash=token_hash(token), used_at__isnull=True, expires_at__gt=timezone.now())
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


def team_choices() -> list[str]:
    """Return the names of the teams."""
    return list(teams().values_list("name", flat=True))


def person_page(viewer: Viewer, pk: int) -> User:
    """Return a person with roles, for those who may see people and for the person. Raises NotFound."""
    if viewer.pk != pk:
        require(viewer, VIEW)
    person = User.objects.prefetch_related("role_rows").filter(pk=pk).first()
    if person is None:
        raise NotFound("not_found", kind=User.KIND, pk=pk)
    return person


def places_of(person: User) -> QuerySet[Membership]:
    """Return where a person stands and stood, newest first."""
    newest = models.F("from_on").desc(nulls_last=True)
    return person.memberships.select_related("team", "manager").order_by(newest, "-pk")


def tokens_of(person: User) -> QuerySet[ApiToken]:
    """Return the live keys of a person, newest first."""
    return person.api_tokens.filter(revoked_at__isnull=True).order_by("-pk")


def own_token(person: User, pk: int) -> ApiToken:
    """Return a live key of this person. Raises NotFound."""
    token = tokens_of(person).filter(pk=pk).first()
    if token is None:
        raise NotFound("not_found", kind="api_token", pk=pk)
    return token


def reading_permissions(viewer: Viewer) -> list[str]:
    """Return those of a person's permissions that only read."""
    return sorted(name for name in viewer.grants if name.endswith((".view", ".queue", ".cost", ".costs")))


def has_second_factor(person: User) -> bool:
    """Say whether signing in asks for more than the password."""
    return bool(Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
