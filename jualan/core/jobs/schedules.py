"""Jobs that come round: one row each, claimed by moving its next time on with a conditional UPDATE."""

import datetime as dt

from cronsim import CronSim
from django.db import transaction
from django.utils import timezone

from jualan.core.jobs import later
from jualan.core.models import Schedule
from jualan.core.wiring import wired
from jualan.core.workspace import local_now


def next_time(cron: str, after: dt.datetime) -> dt.datetime:
    """Return when a cron expression comes round next, in the time zone of `after`."""
    return next(CronSim(cron, after)).astimezone(dt.UTC)


def write_schedules() -> None:
    """Make the rows agree with `config/wiring/schedules.py`; what is unchanged keeps its next time."""
    wanted = wired("schedules", "SCHEDULES")
    Schedule.objects.exclude(name__in=wanted).delete()
    have = dict(Schedule.objects.values_list("name", "cron"))
    for name, cron in wanted.items():
        if have.get(name) != cron:
            moment = next_time(cron, local_now())
            Schedule.objects.update_or_create(name=name, defaults={"cron": cron, "next_at": moment})


def queue_due() -> int:
    """Queue each job whose time has come, once however many workers look; return how many this one queued."""
    now = timezone.now()
    return sum(_claim(schedule, now) for schedule in Schedule.objects.filter(next_at__lte=now))


def _claim(schedule: Schedule, now: dt.datetime) -> bool:
    following = next_time(schedule.cron, local_now())
    with transaction.atomic():
        rows = Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at)
        if not rows.update(next_at=following, last_at=now):
            return False
        later(schedule.name)
    return True
