"""Users, their roles, and the business's own choices."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from jualan.core.errors import RuleBroken
from jualan.core.models import Workspace
from jualan.core.normalise import email_key, name_key, phone_e164
from jualan.core.records import audit, change, create
from jualan.core.workspace import forget_workspace
from jualan.people.actions.sessions import end_sessions
from jualan.people.models import ApiToken, Pin, Role, User, UserRole
from jualan.people.policy import Viewer, require
from jualan.people.queries import EDIT
from jualan.people.rules import PRESETS


def add_user(name: str, *, email: str = "", phone: str = "", roles: Iterable[str] = (), actor: Viewer) -> User:
    """Add a person who cannot sign in until invited. Refuses an e-mail or phone that is none or that someone else has."""
    require(actor, EDIT)
    user = User(full_name=name.strip(), name_key=name_key(name), email=clean_email(email), phone=clean_phone(phone))
    if not user.full_name:
        raise RuleBroken("name_missing")
    user.set_unusable_password()
    refuse_taken(user)
    with transaction.atomic():
        create(user, actor)
        set_roles(user, roles, actor=actor)
    return user


def clean_email(text: str) -> str | None:
    """Return an address as it is stored. Raises RuleBroken('email_invalid')."""
    found = email_key(text) or None
    if text.strip() and found is None:
        raise RuleBroken("email_invalid", email=text)
    return found


def clean_phone(text: str) -> str | None:
    """Return a number as it is stored. Raises RuleBroken('phone_invalid')."""
    numbers = phone_e164(text)
    if text.strip() and not numbers:
        raise RuleBroken("phone_invalid", phone=text)
    return numbers[0][0] if numbers else None


def refuse_taken(user: User) -> None:
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
        stored["email"] = clean_email(values["email"] or "")
    if "phone" in values:
        stored["phone"] = clean_phone(values["phone"] or "")
    refuse_taken(User(pk=user.pk, email=stored.get("email"), phone=stored.get("phone")))
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
    """Let a person no longer sign in; their records stay. Refuses the last administrator.

    Sessions, keys, PIN, open invitations, passkeys and the authenticator app go at once: who comes back is invited anew.
    """
    require(actor, EDIT)
    if user.role_rows.filter(role=Role.ADMIN).exists() and not _other_admins(user):
        raise RuleBroken("last_admin")
    with transaction.atomic():
        change(user, actor, {"is_active": False}, verb="disabled")
        ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())
        user.invitations.filter(used_at__isnull=True).delete()
        Pin.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user, actor=actor)


def forget_second_factor(user: User, *, actor: Viewer) -> None:
    """Take a person's app, codes and passkeys away, for whoever lost the phone; they are signed out everywhere.

    Nobody does so for oneself: a stolen session must not get rid of it.
    """
    require(actor, EDIT)
    if actor.pk == user.pk:
        raise RuleBroken("own_second_factor")
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user, actor=actor)
        audit("second_factor_forgotten", user, actor)


def give_preset(user: User, preset: str, *, actor: Viewer) -> None:
    """Add the roles of a preset to those that a person has."""
    have = set(user.role_rows.values_list("role", flat=True))
    set_roles(user, have | PRESETS[preset], actor=actor)


def change_workspace(values: dict[str, Any], *, actor: Viewer, version: int | None = None) -> None:
    """Change the business's own choices: name, language, state, hours, response time."""
    require(actor, "workspace.edit")
    home = Workspace.objects.get(pk=1)
    change(home, actor, values, version=version)
    forget_workspace()
