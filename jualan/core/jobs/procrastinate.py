"""The way into Procrastinate's queue on PostgreSQL; `shared.py` holds what works it.

A job is deferred on Django's own connection, so in the transaction of the fact that asks for it.
"""

from typing import Any

from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from procrastinate.contrib.django import app

TASK = "jualan.run_job"


class Backend(BaseTaskBackend):
    """Defers a Procrastinate job for each task of ours."""

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        name, job_args, attempt = args
        deferrer = app.configure_task(TASK, queue=task.queue_name, priority=task.priority, schedule_at=task.run_after)
        pk = deferrer.defer(name=name, args=job_args, attempt=attempt)
        return TaskResult(
            task=task,
            id=str(pk),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
