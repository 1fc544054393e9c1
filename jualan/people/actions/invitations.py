"""One-time links: made, taken back, and opened once."""

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils import timezone

from jualan.core.errors import RuleBroken
from jualan.core.normalise import name_key
from jualan.core.records import audit, change
from jualan.people.actions.users import clean_email, clean_phone, refuse_taken
from jualan.people.models import Invitation, User
from jualan.people.policy import Viewer, require
from jualan.people.queries import EDIT, has_second_factor
from jualan.people.rules import token_hash

INVITATION_DAYS = 7


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


def revoke_invitation(user: User, *, actor: Viewer) -> None:
    """Let the link that a person was sent open nothing any more."""
    require(actor, EDIT)
    with transaction.atomic():
        if user.invitations.filter(used_at__isnull=True).delete()[0]:
            audit("invitation_revoked", user, actor)


def accept_invitation(
    token: str,
    password: str = "",
    *,
    login: str = "",
    name: str = "",
    language: str = "",
    passkey: Mapping[str, Any] | None = None,
) -> User:
    """Set what an invited person signs in with, once: a password, or the credential of a passkey that was verified.

    `login` is the e-mail address or phone number of one who has neither. Raises RuleBroken: 'invitation_over' for a used,
    old or revoked link, 'password_missing' with neither, 'login_missing' without an address, 'second_factor_stays' for
    a passkey of one who has a second factor already: a link must not go around it.
    """
    if not password and passkey is None:
        raise RuleBroken("password_missing")
    with transaction.atomic():
        rows = Invitation.objects.filter(
            token_hash=token_hash(token), used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True
        )
        invitation = rows.select_related("user").first()
        if invitation is None or not Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(
            used_at=timezone.now()
        ):
            raise RuleBroken("invitation_over")
        user = invitation.user
        if not (user.email or user.phone):
            _give_login(user, login)
        if password:
            user.set_password(password)
        if passkey is not None:
            _add_passkey(user, passkey)
        user.full_name = name.strip() or user.full_name
        user.name_key = name_key(user.full_name)
        user.language = language or user.language
        user.save(update_fields=["email", "phone", "password", "full_name", "name_key", "language", "updated_at"])
        audit("invitation_accepted", user, user)
    return user


def _give_login(user: User, login: str) -> None:
    if "@" in login:
        user.email = clean_email(login)
    else:
        user.phone = clean_phone(login)
    if not (user.email or user.phone):
        raise RuleBroken("login_missing", name=user.full_name)
    refuse_taken(user)


def _add_passkey(user: User, credential: Mapping[str, Any]) -> None:
    if has_second_factor(user):
        raise RuleBroken("second_factor_stays")
    WebAuthn.add(user, user.full_name, dict(credential))
