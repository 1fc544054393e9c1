"""Background entry points of the kit; `config/wiring/schedules.py` says when they come round."""

import datetime as dt

from django.core.management import call_command
from django.utils import timezone

from jualan.core.jobs.failures import forget_settled
from jualan.core.search.refreshing import refresh

KEEP_SETTLED = dt.timedelta(days=30)


def forget_ended_sessions() -> None:
    """Delete the sessions whose time is over."""
    call_command("clearsessions")


def forget_settled_failures() -> None:
    """Delete the failures that somebody settled a month ago."""
    forget_settled(timezone.now() - KEEP_SETTLED)


def refresh_search() -> None:
    """Write search rows again for the records that changed."""
    refresh()
