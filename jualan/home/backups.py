"""Backups on the screen: those that this home keeps, one made now, one put back; and telling when one fails."""

import logging

from django.core.mail import send_mail
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jualan.core.backups import daily
from jualan.core.backups.actions import put_back_here
from jualan.core.backups.daily import Kept
from jualan.core.errors import RuleBroken
from jualan.core.jobs import later
from jualan.core.labels import refusal_text
from jualan.core.models import JobFailure
from jualan.core.records import audit
from jualan.core.workspace import workspace
from jualan.people.models import Role, User
from jualan.people.policy import Viewer, allowed, require

logger = logging.getLogger(__name__)
PERMISSION = "workspace.edit"
MAKING = ("home.daily_backup", "home.back_up_now")
JOBS = (*MAKING, "home.restore_backup")


def backups(viewer: Viewer) -> list[Kept]:
    require(viewer, PERMISSION)
    return daily.kept()


def failures(viewer: Viewer) -> list[JobFailure]:
    """Return the backups that failed and that nobody has looked at, for those who can do something about it."""
    if not allowed(viewer, PERMISSION):
        return []
    return list(JobFailure.objects.filter(name__in=JOBS, settled_at__isnull=True).order_by("-pk"))


def ask_for_one(*, actor: Viewer) -> None:
    """Let the worker make a backup now."""
    require(actor, PERMISSION)
    with transaction.atomic():
        later("home.back_up_now")


def ask_to_restore(name: str, typed: str, *, actor: Viewer) -> None:
    """Let the worker put a backup back. Raises RuleBroken('name_differs') unless the business's name was typed."""
    require(actor, PERMISSION)
    daily.kept_path(name)
    if typed.strip() != workspace().name:
        raise RuleBroken("name_differs", name=workspace().name)
    with transaction.atomic():
        audit("restore_asked", workspace(), actor, {"file": name})
        later("home.restore_backup", name, actor.pk)


def make_daily() -> None:
    """Make today's backup; administrators are mailed when it fails, and Today says so."""
    try:
        made = daily.make_daily()
    except (RuleBroken, OSError, DatabaseError) as error:
        _tell_administrators(error)
        raise
    if made:
        _settle()


def make_now() -> None:
    daily.make_now()
    _settle()


def _settle() -> None:
    """Backups that failed before one succeeded need nobody any more; a failed restore still does."""
    JobFailure.objects.filter(name__in=MAKING, settled_at__isnull=True).update(settled_at=timezone.now())


def put_back(name: str, user_id: int) -> None:
    """Keep a backup of what is here now, then put the chosen one in its place; who asked stands in its audit."""
    path = daily.kept_path(name)
    daily.make_now("before-restore")
    put_back_here(path)
    audit("restored_home", workspace(), User.objects.filter(pk=user_id).first(), {"file": name})


def _tell_administrators(error: Exception) -> None:
    """Mail whoever may help, once until a backup succeeds; a mail server that is away too is only logged."""
    if JobFailure.objects.filter(name__in=MAKING, settled_at__isnull=True).exists():
        return
    for person in User.objects.filter(is_active=True, role_rows__role=Role.ADMIN, email__isnull=False).distinct():
        with translation.override(person.language or workspace().language):
            why = refusal_text(error) if isinstance(error, RuleBroken) else str(error)
            subject = _("Today's backup of %(business)s failed") % {"business": workspace().name}
            text = _("%(why)s\n\nYour data is unharmed; only the copy is missing. It is tried again every hour.") % {
                "why": why
            }
        try:
            send_mail(subject, text, None, [str(person.email)])
        except OSError:
            logger.exception("mail_not_sent backup")
