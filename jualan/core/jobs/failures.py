"""What a person does with a job that was given up."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from jualan.core.errors import RuleBroken
from jualan.core.jobs import later
from jualan.core.models import JobFailure


def run_again(failure: JobFailure) -> None:
    """Queue the job anew and settle the failure. Raises RuleBroken('failure_settled') the second time."""
    with transaction.atomic():
        dismiss(failure)
        later(failure.name, *failure.args)


def dismiss(failure: JobFailure) -> None:
    """Take the failure off the list. Raises RuleBroken('failure_settled') the second time."""
    rows = JobFailure.objects.filter(pk=failure.pk, settled_at__isnull=True)
    if not rows.update(settled_at=timezone.now()):
        raise RuleBroken("failure_settled")


def forget_settled(before: dt.datetime) -> None:
    """Delete the failures that were settled before a moment."""
    JobFailure.objects.filter(settled_at__lt=before).delete()
