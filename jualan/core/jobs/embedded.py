"""The engine on SQLite: rows of django-tasks-db, worked by the one process that holds the worker lock."""

import datetime as dt
import threading
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from jualan.core.jobs.attempt import Claimed

READY, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING


class Embedded:
    """Takes rows by conditional UPDATE. A finished job leaves no row; one given up leaves a JobFailure."""

    def start(self) -> None:
        self.put_back_orphans()

    def put_back_orphans(self) -> None:
        """Make every RUNNING row READY. True only for the holder of the lock, between two jobs."""
        DBTaskResult.objects.filter(status=RUNNING).update(status=READY)

    def recover(self) -> None:
        """Nothing can be orphaned while the lock is held."""

    def bring_forward(self) -> None:
        """Make every waiting job due now."""
        DBTaskResult.objects.filter(status=READY).update(run_after=get_date_max())

    def claim(self) -> Claimed | None:
        """Take the job that is due first, or return None."""
        for row in _due()[:5]:
            workers = [*row.worker_ids, "worker"]
            taken = DBTaskResult.objects.filter(pk=row.pk, status=READY).update(
                status=RUNNING, started_at=timezone.now(), worker_ids=workers
            )
            if taken:
                name, args, attempt = row.args_kwargs["args"]
                return Claimed(row.pk, name, args, attempt, len(workers))
        return None

    def finish(self, pk: Any) -> None:
        DBTaskResult.objects.filter(pk=pk).delete()

    def is_idle(self) -> bool:
        """Say whether no job is due or running."""
        return not _due().exists() and not DBTaskResult.objects.filter(status=RUNNING).exists()

    def rest(self, seconds: float, wake: threading.Event) -> None:
        wake.wait(seconds)
        wake.clear()

    def stop(self) -> None:
        """Nothing is kept open."""

    def counts(self) -> tuple[int, int, dt.datetime | None]:
        """Return how many jobs are due, how many run, and since when the oldest due one waits."""
        due = _due()
        oldest = due.values_list("enqueued_at", flat=True).first()
        return due.count(), DBTaskResult.objects.filter(status=RUNNING).count(), oldest

    def running_names(self) -> list[str]:
        rows = DBTaskResult.objects.filter(status=RUNNING).values_list("args_kwargs", flat=True)
        return [row["args"][0] for row in rows]


def _due() -> QuerySet[DBTaskResult[Any, Any]]:
    return DBTaskResult.objects.ready().order_by("-priority", "enqueued_at")
