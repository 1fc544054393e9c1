"""Counter tablets and the PINs that people work on them with."""

import datetime as dt
import secrets

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from jualan.core.errors import RuleBroken
from jualan.core.records import audit, change, create
from jualan.people.models import Pin, Tablet, User
from jualan.people.policy import Viewer, require, require_whole
from jualan.people.queries import TABLETS
from jualan.people.rules import (
    CODE_SIGNS,
    PIN_TRIES,
    TABLET_TRIES,
    code_key,
    pin_fault,
    rest_after,
    token_hash,
)

CODE_LENGTH = 10
CODE_MINUTES = 15
TOUCH_SECONDS = 60


def make_tablet(name: str, *, idle_minutes: int = 5, actor: Viewer) -> tuple[Tablet, str]:
    """Return a new tablet and the code that enrols a browser as it, once and for 15 minutes."""
    require(actor, TABLETS)
    if not name.strip():
        raise RuleBroken("name_missing")
    code = "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
    expires = timezone.now() + dt.timedelta(minutes=CODE_MINUTES)
    tablet = Tablet(name=name.strip(), idle_minutes=idle_minutes, code_hash=token_hash(code), code_expires_at=expires)
    return create(tablet, actor, "tablet_made"), code


def enrol_tablet(code: str) -> tuple[Tablet, str]:
    """Return the tablet of a code and the token that its browser keeps. Raises RuleBroken('tablet_code_over')."""
    now, token, hashed = timezone.now(), secrets.token_urlsafe(32), token_hash(code_key(code))
    with transaction.atomic():
        tablet = Tablet.objects.filter(code_hash=hashed, code_expires_at__gt=now, revoked_at__isnull=True).first()
        claimed = tablet and Tablet.objects.filter(pk=tablet.pk, code_hash=hashed).update(
            code_hash=None, token_hash=token_hash(token), enrolled_at=now, last_seen_at=now
        )
        if tablet is None or not claimed:
            raise RuleBroken("tablet_code_over")
        audit("tablet_enrolled", tablet, None)
    tablet.refresh_from_db()
    return tablet, token


def revoke_tablet(tablet: Tablet, *, actor: Viewer) -> None:
    """Let a tablet open nothing any more, and end what is signed in on it."""
    require(actor, TABLETS)
    with transaction.atomic():
        change(tablet, actor, {"revoked_at": timezone.now()}, verb="tablet_revoked")
        Tablet.objects.filter(pk=tablet.pk).update(token_hash=None, code_hash=None)
        for session in UserSession.objects.filter(data__tablet=tablet.pk):
            session.end()


def touch_tablet(tablet: Tablet) -> None:
    """Note that a tablet was used, at most once a minute."""
    now = timezone.now()
    old = Q(last_seen_at__isnull=True) | Q(last_seen_at__lt=now - dt.timedelta(seconds=TOUCH_SECONDS))
    Tablet.objects.filter(old, pk=tablet.pk).update(last_seen_at=now)


def set_pin(user: User, pin: str, *, actor: Viewer) -> None:
    """Give oneself a PIN for the counter. Raises RuleBroken: pin_form, pin_trivial, pin_phone."""
    require_whole(actor)
    if actor.pk != user.pk:
        raise RuleBroken("pin_own")
    if fault := pin_fault(pin, user.phone or ""):
        raise RuleBroken(fault)
    with transaction.atomic():
        fresh = {"pin_hash": make_password(_peppered(user.pk, pin)), "failures": 0, "locked_until": None}
        Pin.objects.update_or_create(user=user, defaults=fresh)
        audit("pin_set", user, actor)


def _peppered(user_id: int, pin: str) -> str:
    """Return a PIN mixed with the installation's key: a million tries on a stolen table find nothing without it."""
    return salted_hmac("jualan.people.pin", f"{user_id}:{pin}", algorithm="sha256").hexdigest()


def enter_pin(tablet: Tablet, user_id: int, pin: str) -> User:
    """Return the person of a PIN. Raises RuleBroken: 'pin_wrong' whatever was wrong, 'pin_rests' after too many tries.

    Each try is counted before it is looked at, so that many at once are no more tries than one after another.
    """
    found = Pin.objects.filter(user_id=user_id, user__is_active=True).select_related("user").first()
    _count_try(tablet, TABLET_TRIES)
    if found is None:
        make_password(pin)  # takes as long as looking at a PIN
        raise RuleBroken("pin_wrong")
    _count_try(found, PIN_TRIES)
    if not check_password(_peppered(found.user_id, pin), found.pin_hash):
        raise RuleBroken("pin_wrong")
    for counted in (tablet, found):
        type(counted).objects.filter(pk=counted.pk).update(failures=0, locked_until=None)
    return found.user


def _count_try(counted: Tablet | Pin, tries: int) -> None:
    """Count one more try, kept whatever comes of it. Raises RuleBroken('pin_rests') while there is a rest."""
    now = timezone.now()
    rows = type(counted).objects.filter(pk=counted.pk)
    with transaction.atomic():
        awake = Q(locked_until__isnull=True) | Q(locked_until__lte=now)
        may_try = bool(rows.filter(awake).update(failures=F("failures") + 1))
        failures, locked_until = rows.values_list("failures", "locked_until").get()
        if may_try and (rest := rest_after(failures, tries)):
            rows.update(locked_until=now + rest)
    if not may_try:
        assert locked_until is not None  # else it would be awake
        raise RuleBroken("pin_rests", minutes=_minutes(locked_until - now))


def _minutes(rest: dt.timedelta) -> int:
    return max(1, -(-int(rest.total_seconds()) // 60))
