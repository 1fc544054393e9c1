"""Keys for programs."""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from jualan.core.records import change, create
from jualan.people.models import ApiToken, User
from jualan.people.policy import Viewer, require, require_whole
from jualan.people.queries import EDIT
from jualan.people.rules import token_hash


def make_token(user: User, name: str, *, permissions: Iterable[str] | None = None, actor: Viewer) -> str:
    """Return a new API key of a person, shown once; `permissions` may only narrow what the person has."""
    require_whole(actor)
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


def note_use(token: ApiToken) -> None:
    """Note that a key was used, at most once a minute."""
    now = timezone.now()
    old = models.Q(last_used_at__isnull=True) | models.Q(last_used_at__lt=now - dt.timedelta(minutes=1))
    ApiToken.objects.filter(old, pk=token.pk).update(last_used_at=now)
