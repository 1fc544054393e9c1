"""Writes about people: users, roles, memberships, invitations, tokens, and who owns what."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.utils import timezone

from jualan.core.errors import RuleBroken
from jualan.core.models import Workspace
from jualan.core.normalise import email_key, name_key, phone_e164
from jualan.core.records import audit, change, create, journal_created
from jualan.core.workspace import forget_workspace, today
from jualan.people.models import ApiToken, Invitation, Membership, OwnershipChange, Role, Team, User, UserRole
from jualan.people.policy import Viewer, require
from jualan.people.rules import token_hash

EDIT = "people.edit"
INVITATION_DAYS = 7


def add_user(name: str, *, email: str = "", phone: str = "", roles: Iterable[str] = (), actor: Viewer) -> User:
    """Add a person who cannot sign in until invited. Refuses an e-mail or phone that is none or that someone else has."""
    require(actor, EDIT)
    user = User(full_name=name.strip(), name_key=name_key(name), email=_email(email), phone=_phone(phone))
    if not user.full_name:
        raise RuleBroken("name_missing")
    user.set_unusable_password()
    _refuse_taken(user)
    with transaction.atomic():
        create(user, actor)
        set_roles(user, roles, actor=actor)
    return user


def _email(text: str) -> str | None:
    """Return an address as it is stored. Raises RuleBroken('email_invalid')."""
    found = email_key(text) or None
    if text.strip() and found is None:
        raise RuleBroken("email_invalid", email=text)
    return found


def _phone(text: str) -> str | None:
    """Return a number as it is stored. Raises RuleBroken('phone_invalid')."""
    numbers = phone_e164(text)
    if text.strip() and not numbers:
        raise RuleBroken("phone_invalid", phone=text)
    return numbers[0][0] if numbers else None


def _refuse_taken(user: User) -> None:
    if user.email and User.objects.filter(email__iexact=user.email).exclude(pk=user.pk).exists():
        raise RuleBroken("email_taken", email=user.email)
    if user.phone and User.objects.filter(phone=user.phone).exclude(pk=user.pk).exists():
        raise RuleBroken("phone_taken", phone=user.phone)


def change_user(user: User, values: dict[str, Any], *, actor: Viewer, version: int | None = None) -> None:
    """Change a person's facts; one may change one's own language, time zone and look."""
    own = actor.pk == user.pk and set(values) <= {"language", "time_zone", "state", "theme", "density"}
    if not own:
        require(actor, EDIT)
    stored = dict(values)
    if "full_name" in values:
        stored["name_key"] = name_key(values["full_name"])
    if "email" in values:
        stored["email"] = _email(values["email"] or "")
    if "phone" in values:
        stored["phone"] = _phone(values["phone"] or "")
    _refuse_taken(User(pk=user.pk, email=stored.get("email"), phone=stored.get("phone")))
    with transaction.atomic():
        if "email" in change(user, actor, stored, version=version):
            EmailAddress.objects.filter(user=user).delete()  # an old address must open nothing


def edit_person(
    user: User, facts: dict[str, Any], roles: Iterable[str], *, actor: Viewer, version: int | None = None
) -> None:
    """Change a person's facts and roles together, or neither."""
    with transaction.atomic():
        change_user(user, facts, actor=actor, version=version)
        set_roles(user, roles, actor=actor)


def set_roles(user: User, roles: Iterable[str], *, actor: Viewer) -> None:
    """Give a person exactly these roles. Refuses to take the last administrator away."""
    require(actor, EDIT)
    wanted = {Role(role).value for role in roles}
    have = set(user.role_rows.values_list("role", flat=True))
    if Role.ADMIN in have - wanted and not _other_admins(user):
        raise RuleBroken("last_admin")
    with transaction.atomic():
        user.role_rows.exclude(role__in=wanted).delete()
        UserRole.objects.bulk_create([UserRole(user=user, role=role) for role in sorted(wanted - have)])
        if wanted != have:
            audit("roles_set", user, actor, {"roles": [sorted(have), sorted(wanted)]})


def _other_admins(user: User) -> bool:
    return UserRole.objects.filter(role=Role.ADMIN, user__is_active=True).exclude(user=user).exists()


def disable_user(user: User, *, actor: Viewer) -> None:
    """Let a person no longer sign in; their records stay. Refuses the last administrator."""
    require(actor, EDIT)
    if user.role_rows.filter(role=Role.ADMIN).exists() and not _other_admins(user):
        raise RuleBroken("last_admin")
    with transaction.atomic():
        change(user, actor, {"is_active": False}, verb="disabled")
        ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())


def invite_user(user: User, *, actor: Viewer) -> str:
    """Return the token of a new one-time link; earlier links of this person stop working."""
    require(actor, EDIT)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        user.invitations.filter(used_at__isnull=True).delete()
        expires = timezone.now() + dt.timedelta(days=INVITATION_DAYS)
        Invitation.objects.create(user=user, token_hash=token_hash(token), expires_at=expires)
        if not user.is_active:
            change(user, actor, {"is_active": True}, verb="enabled")
        audit("invited", user, actor)
    return token


def accept_invitation(token: str, password: str, *, email: str = "") -> User:
    """Set the password of the invited person, once; `email` is taken when they have none yet.

    Raises RuleBroken('invitation_over') for a used or old link, RuleBroken('email_missing') without an address.
    """
    with transaction.atomic():
        rows = Invitation.objects.filter(
            token_hash=token_hash(token), used_at__isnull=True, expires_at__gt=timezone.now()
        )
        invitation = rows.select_related("user").first()
        if invitation is None or not rows.update(used_at=timezone.now()):
            raise RuleBroken("invitation_over")
        user = invitation.user
        user.email = user.email or _email(email)
        if user.email is None:
            raise RuleBroken("email_missing", name=user.full_name)
        _refuse_taken(user)
        user.set_password(password)
        user.save(update_fields=["email", "password", "updated_at"])
        audit("invitation_accepted", user, user)
    return user


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


def make_token(user: User, name: str, *, permissions: Iterable[str] | None = None, actor: Viewer) -> str:
    """Return a new API key of a person, shown once; `permissions` may only narrow what the person has."""
    if actor.pk != user.pk:
        require(actor, EDIT)
    key = secrets.token_urlsafe(32)
    chosen = None if permissions is None else sorted(permissions)
    token = ApiToken(user=user, name=name, token_hash=token_hash(key), permissions=chosen)
    create(token, actor, "token_made")
    return key


def revoke_token(token: ApiToken, *, actor: Viewer) -> None:
    if actor.pk != token.user_id:
        require(actor, EDIT)
    change(token, actor, {"revoked_at": timezone.now()}, verb="token_revoked")


def change_workspace(values: dict[str, Any], *, actor: Viewer, version: int | None = None) -> None:
    """Change the business's own choices: name, language, state, hours, response time."""
    require(actor, "workspace.edit")
    home = Workspace.objects.get(pk=1)
    change(home, actor, values, version=version)
    forget_workspace()


def note_use(token: ApiToken) -> None:
    """Note that a key was used, at most once a minute."""
    now = timezone.now()
    old = models.Q(last_used_at__isnull=True) | models.Q(last_used_at__lt=now - dt.timedelta(minutes=1))
    ApiToken.objects.filter(old, pk=token.pk).update(last_used_at=now)
