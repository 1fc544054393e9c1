"""What `jualan doctor` looks at, and what `/readyz` asks: each check is ok or a sentence."""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jualan.core.database import pending_migrations, trouble
from jualan.core.jobs.engine import is_shared
from jualan.core.jobs.lock import is_lock_held
from jualan.core.jobs.queries import job_counts
from jualan.core.labels import refusal_text
from jualan.core.models import AuditEntry, SearchDirty, Workspace

LEAST_FREE_BYTES = 500 * 1024 * 1024
LONG_WAIT = dt.timedelta(minutes=10)
BACKUP_DAYS = 7
CLOCK_SLACK = dt.timedelta(minutes=5)
MOST_DIRTY = 10_000
BACKED_UP = "backed_up"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: a code, whether it is well, and a sentence."""

    code: str
    is_ok: bool
    sentence: str


def checkup() -> list[Check]:
    """Return every check; those behind a database that does not answer are left out."""
    first = [_looked_at("database", _database), _looked_at("disk_space", _disk)]
    if not first[0].is_ok:
        return first
    migrations = _looked_at("migrations", _migrations)
    if not migrations.is_ok:
        return [first[0], migrations, first[1]]
    rest = {"worker": _worker, "clock": _clock, "backup": _backup, "search_queue": _search}
    return [first[0], migrations, first[1], *(_looked_at(code, look) for code, look in rest.items())]


def _looked_at(code: str, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        is_ok, sentence = look()
    except (DatabaseError, OSError) as error:
        refusal = trouble(error)
        return Check(code, is_ok=False, sentence=refusal_text(refusal) if refusal else str(error))
    return Check(code, is_ok, sentence)


def _database() -> tuple[bool, str]:
    """Read, and write something that is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE doctor_was_here (id integer)")
        transaction.set_rollback(True)
    if connection.vendor != "sqlite":
        return True, _("PostgreSQL answers.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = cursor.fetchone()[0]
    if said != "ok":
        return False, _("The database file is damaged: %(said)s. Restore a backup.") % {"said": said}
    return True, _("The database file is whole.")


def _migrations() -> tuple[bool, str]:
    lacking = len(pending_migrations())
    if lacking:
        return False, _("%(count)s steps are missing. Run: jualan migrate") % {"count": lacking}
    return True, _("All tables are up to date.")


def _disk() -> tuple[bool, str]:
    place = settings.HOME if settings.HOME.exists() else settings.HOME.parent
    free = shutil.disk_usage(place).free
    facts = {"free": f"{free / 1024**3:.1f}", "home": place}
    if free < LEAST_FREE_BYTES:
        return False, _("Only %(free)s GB are free in %(home)s. Make room.") % facts
    return True, _("%(free)s GB are free.") % facts


def _worker() -> tuple[bool, str]:
    counts = job_counts()
    if counts.failed:
        return False, _("%(count)s jobs were given up and wait for someone to look.") % {"count": counts.failed}
    has_waited = counts.waiting_since is not None and timezone.now() - counts.waiting_since > LONG_WAIT
    if has_waited:
        return False, _("%(count)s jobs wait, the oldest for more than ten minutes. Start: jualan serve") % {
            "count": counts.due
        }
    if is_shared() or not is_lock_held():
        return True, _("No job waits for long.")
    return True, _("A process works the jobs.")


def _clock() -> tuple[bool, str]:
    newest = AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()
    if newest is not None and newest > timezone.now() + CLOCK_SLACK:
        return False, _("The clock of this machine is behind: it was later already. Set the clock.")
    return True, _("The clock goes forward.")


def _backup() -> tuple[bool, str]:
    newest = AuditEntry.objects.filter(verb=BACKED_UP).order_by("-at").values_list("at", flat=True).first()
    home = Workspace.objects.first()
    since = newest or (home.created_at if home else timezone.now())
    days = (timezone.now() - since).days
    if days >= BACKUP_DAYS:
        if newest is None:
            return False, _("There is no backup yet. Run: jualan backup FILE")
        return False, _("The newest backup is %(days)s days old. Run: jualan backup FILE") % {"days": days}
    if newest is None:
        return True, _("There is no backup yet; this home is new.")
    return True, _("The newest backup is %(days)s days old.") % {"days": days}


def _search() -> tuple[bool, str]:
    waiting = SearchDirty.objects.count()
    facts = {"count": waiting}
    if waiting > MOST_DIRTY:
        return False, _("%(count)s changes are not in the search yet. Start: jualan serve") % facts
    return True, _("%(count)s changes wait to be put into the search.") % facts
