"""The engine on PostgreSQL: Procrastinate's tables and queries, any number of workers on any number of machines.

A job whose worker has stopped its heartbeat is put back by whichever worker sees it.
"""

import datetime as dt
import json
import threading
from typing import Any, ClassVar

from django.db import DatabaseError, connection
from procrastinate import sql
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from psycopg.errors import ForeignKeyViolation

from jualan.core.jobs.attempt import Claimed
from jualan.core.jobs.procrastinate import TASK

CHANNEL = "procrastinate_any_queue_v1"
COUNTS = """
    SELECT count(*) FILTER (WHERE is_due), count(*) FILTER (WHERE status = 'doing'), min(at) FILTER (WHERE is_due)
    FROM (SELECT id, status, status = 'todo' AND coalesce(scheduled_at <= now(), true) AS is_due FROM procrastinate_jobs) jobs
    LEFT JOIN procrastinate_events ON job_id = jobs.id AND type = 'deferred'
"""


class Shared:
    """One worker: it registers, beats while it works, and puts back what silent workers held."""

    BEAT_SECONDS: ClassVar[float] = 5
    STALLED_SECONDS: ClassVar[float] = 25

    def __init__(self) -> None:
        self._connector = DjangoConnector()
        self._worker_id = 0
        self._ended = threading.Event()
        self._heart: threading.Thread | None = None

    def start(self) -> None:
        self._register()
        self.recover()
        self._heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._heart.start()

    def _register(self) -> None:
        self._worker_id = self._one("register_worker")["worker_id"]

    def _beat(self) -> None:
        while not self._ended.wait(self.BEAT_SECONDS):
            try:
                self._one("update_heartbeat", worker_id=self._worker_id)
            except (DatabaseError, ConnectorException):  # the next beat opens a new connection
                connection.close()
        connection.close()  # this thread's own

    def recover(self) -> None:
        """Put back the jobs of workers that stopped beating, then forget those workers."""
        silence = {"seconds_since_heartbeat": self.STALLED_SECONDS}
        for row in self._all("select_stalled_jobs_by_heartbeat", queue=None, task_name=TASK, **silence):
            put_back = "UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, worker_id = NULL"
            with connection.cursor() as cursor:  # conditional, so that two workers put it back once
                cursor.execute(f"{put_back} WHERE id = %s AND status = 'doing'", [row["id"]])
        self._all("prune_stalled_workers", **silence)

    def bring_forward(self) -> None:
        """Make every waiting job due now."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")

    def claim(self) -> Claimed | None:
        """Take the job that is due first, or return None."""
        if not self._worker_id:
            self._register()
        try:
            row = self._one("fetch_job", queues=None, worker_id=self._worker_id)
        except ConnectorException as error:
            if not isinstance(error.__cause__, ForeignKeyViolation):
                raise
            self._register()  # asleep so long that another worker forgot this one
            return None
        if row["id"] is None:
            return None
        kwargs = json.loads(row["args"])
        return Claimed(row["id"], kwargs["name"], kwargs["args"], kwargs["attempt"], row["attempts"] + 1)

    def finish(self, pk: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [pk])

    def is_idle(self) -> bool:
        """Say whether no job is due or running."""
        due, running, _oldest = self.counts()
        return not due and not running

    def rest(self, seconds: float, wake: threading.Event) -> None:
        """Wait for PostgreSQL to say that a job was queued, by this process or another."""
        wake.clear()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        for _notice in connection.connection.notifies(timeout=seconds, stop_after=1):
            break

    def stop(self) -> None:
        self._ended.set()
        if self._heart is not None:
            self._heart.join(timeout=2)
        self._one("unregister_worker", worker_id=self._worker_id)

    def counts(self) -> tuple[int, int, dt.datetime | None]:
        """Return how many jobs are due, how many run, and since when the oldest due one waits."""
        with connection.cursor() as cursor:
            cursor.execute(COUNTS)
            due, running, oldest = cursor.fetchone()
        return due, running, oldest

    def running_names(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT args->>'name' FROM procrastinate_jobs WHERE status = 'doing'")
            return [name for (name,) in cursor.fetchall()]

    def _one(self, query: str, **arguments: Any) -> dict[str, Any]:
        return self._connector.execute_query_one(sql.queries[query], **arguments)

    def _all(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        return self._connector.execute_query_all(sql.queries[query], **arguments)
