"""Reads of the timeline and of follow-ups."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from jualan.activities.models import Activity, FollowUp
from jualan.core.wiring import wired
from jualan.people.policy import Viewer, get_visible, visible

OPEN = Q(done_at__isnull=True, dropped_at__isnull=True)


def timeline(
    *, account_id: int | None = None, contact_id: int | None = None, subject: tuple[str, int] | None = None, kinds: Iterable[str] = ()
) -> QuerySet[Activity]:
    """Return what happened to one record, newest first. The caller has shown that the record is visible."""
    rows = Activity.objects.filter(deleted_at__isnull=True).select_related("author", "contact")
    if subject is not None:
        rows = rows.filter(subject_kind=subject[0], subject_id=subject[1])
    elif contact_id is not None:
        rows = rows.filter(contact_id=contact_id)
    else:
        rows = rows.filter(account_id=account_id)
    if wanted := list(kinds):
        rows = rows.filter(kind__in=wanted)
    return rows.order_by("-happened_on", "-id")


def kind_counts(rows: QuerySet[Activity]) -> dict[str, int]:
    """Return how many entries of each kind a timeline holds."""
    return dict(rows.order_by().values_list("kind").annotate(number=Count("pk")))


def open_follow_ups(subject_kind: str, subject_id: int) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(OPEN, subject_kind=subject_kind, subject_id=subject_id)
    return rows.select_related("owner").order_by("due_on", "pk")


def follow_ups_due(viewer: Viewer, until: dt.date, *, owner_id: int | None = None) -> QuerySet[FollowUp]:
    """Return open follow-ups due by a day, latest first in urgency."""
    rows = visible(viewer, FollowUp).filter(OPEN, due_on__lte=until)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return rows.select_related("contact", "account", "owner").order_by("due_on", "due_at", "pk")


def follow_up_by_id(viewer: Viewer, pk: int) -> FollowUp:
    return get_visible(viewer, FollowUp, pk)


def activity_by_id(viewer: Viewer, pk: int) -> Activity:
    return get_visible(viewer, Activity, pk)


def subject_model(kind: str) -> Any:
    """Return the model of a subject kind, as `config/wiring/subjects.py` lists it."""
    return apps.get_model(wired("subjects", "SUBJECTS")[kind])
