"""Reads of people: who may own what, teams, tokens, who owned a record on a day."""

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from jualan.core.errors import NotFound
from jualan.core.normalise import phone_e164
from jualan.people.models import ApiToken, Invitation, Membership, OwnershipChange, Pin, Tablet, Team, User
from jualan.people.policy import Viewer, require
from jualan.people.rules import code_key, token_hash

VIEW = "people.view"
EDIT = "people.edit"
TABLETS = "people.tablets"
PHONE_DIGITS = 8


def users(viewer: Viewer) -> QuerySet[User]:
    """Return everyone, for those who may see people."""
    require(viewer, VIEW)
    return with_standing(User.objects.prefetch_related("role_rows")).order_by("-is_active", "name_key", "pk")


def with_standing(rows: QuerySet[User]) -> QuerySet[User]:
    """Add how each person can sign in: `has_passkey`, and until when an open invitation works, `invited_until`."""
    passkeys = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.WEBAUTHN)
    invitations = Invitation.objects.filter(user=OuterRef("pk"), used_at__isnull=True, expires_at__gt=timezone.now())
    until = invitations.order_by("-expires_at").values("expires_at")[:1]
    return rows.annotate(has_passkey=Exists(passkeys), invited_until=Subquery(until))


def owner_choices() -> list[tuple[str, str]]:
    """Return (id, name) of everyone who can own records: names of colleagues are no secret."""
    rows = User.objects.filter(is_active=True).order_by("name_key").values_list("pk", "full_name")
    return [(str(pk), name) for pk, name in rows]


def owner_by_id(pk: int | str | None) -> User | None:
    """Return the active person who may own records, or None."""
    return User.objects.filter(pk=int(pk), is_active=True).first() if str(pk or "").isdecimal() else None  # type: ignore[arg-type] # digits


def person_by_reference(text: str) -> User | None:
    """Return the one person of this e-mail, phone, id or exact name; None when there is none or several."""
    by_id = User.objects.filter(pk=int(text)) if text.isdecimal() and len(text) < PHONE_DIGITS else User.objects.none()
    phones = [number for number, _kind in phone_e164(text)]
    named = Q(email__iexact=text) | Q(full_name__iexact=text) | Q(phone__in=phones)
    found = list(by_id) or list(User.objects.filter(named)[:2])
    return found[0] if len(found) == 1 else None


def token_owner(key: str) -> ApiToken | None:
    """Return the live token of a key, with its person."""
    rows = ApiToken.objects.filter(token_hash=token_hash(key), revoked_at__isnull=True, user__is_active=True)
    return rows.select_related("user").first()


def open_invitation(token: str) -> Invitation | None:
    """Return the invitation that a link still opens, with its person."""
    rows = Invitation.objects.filter(
        token_hash=token_hash(token), used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True
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


def team_choices() -> list[str]:
    """Return the names of the teams."""
    return list(teams().values_list("name", flat=True))


def person_page(viewer: Viewer, pk: int) -> User:
    """Return a person with roles, for those who may see people and for the person. Raises NotFound."""
    if viewer.pk != pk:
        require(viewer, VIEW)
    person = with_standing(User.objects.prefetch_related("role_rows")).filter(pk=pk).first()
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


def has_passkey(person: User) -> bool:
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists())


def has_second_factor(person: User) -> bool:
    """Say whether signing in asks for more than the password."""
    return bool(Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One place where a person is signed in; `tablet` names the counter tablet of a PIN's session."""

    pk: int
    key: str
    agent: str
    address: str
    tablet: str
    since: dt.datetime
    seen_at: dt.datetime


def sessions_of(viewer: Viewer, person: User) -> list[SignedIn]:
    """Return where a person is signed in, last seen first; those of others for who may edit people."""
    if viewer.pk != person.pk:
        require(viewer, EDIT)
    rows = UserSession.objects.purge_and_list(person)
    tablets = Tablet.objects.in_bulk({row.data["tablet"] for row in rows if "tablet" in row.data})
    found = [
        SignedIn(
            pk=row.pk,
            key=row.session_key,
            agent=row.user_agent,
            address=row.ip,
            tablet=str(tablets.get(row.data.get("tablet"), "")),
            since=row.created_at,
            seen_at=row.last_seen_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: row.seen_at, reverse=True)


def tablets(viewer: Viewer) -> QuerySet[Tablet]:
    """Return the counter tablets that are or may be used, for whoever may set them up."""
    require(viewer, TABLETS)
    return Tablet.objects.filter(revoked_at__isnull=True).order_by("name", "pk")


def tablet_by_id(viewer: Viewer, pk: int) -> Tablet:
    """Return one of them. Raises NotFound."""
    found = tablets(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", kind=Tablet.KIND, pk=pk)
    return found


def tablet_of_token(token: str) -> Tablet | None:
    """Return the tablet of which this browser is told apart by a token."""
    return Tablet.objects.filter(token_hash=token_hash(token), revoked_at__isnull=True).first()


def tablet_of_code(code: str) -> Tablet | None:
    """Return the tablet that a code would enrol now."""
    rows = Tablet.objects.filter(code_hash=token_hash(code_key(code)), revoked_at__isnull=True)
    return rows.filter(code_expires_at__gt=timezone.now()).first()


def counter_people() -> list[tuple[int, str]]:
    """Return (id, name) of everyone who has a PIN."""
    rows = User.objects.filter(is_active=True, pin__isnull=False).order_by("name_key", "pk")
    return list(rows.values_list("pk", "full_name"))


def has_pin(person: User) -> bool:
    return Pin.objects.filter(user=person).exists()


def may_anyone_sign_in() -> bool:
    """Say whether some active person has chosen a password or a passkey."""
    rows = User.objects.filter(is_active=True)
    has_password = rows.exclude(password="").exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return bool(has_password.exists() or Authenticator.objects.filter(user__in=rows).exists())
