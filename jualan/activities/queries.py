"""Reads of the timeline and of follow-ups."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from jualan.accounts.models import Account, Contact
from jualan.activities.models import Activity, FollowUp
from jualan.activities.policy import EDIT
from jualan.core.errors import NotFound
from jualan.core.wiring import function, wired
from jualan.people.policy import Viewer, allowed, get_visible, visible

OPEN = Q(done_at__isnull=True, dropped_at__isnull=True)


def timeline(
    *,
    account_id: int | None = None,
    contact_id: int | None = None,
    subjects: Iterable[tuple[str, int]] = (),
    kinds: Iterable[str] = (),
) -> QuerySet[Activity]:
    """Return what happened to one record, or to several subjects, newest first.

    The caller has shown that the record is visible; what it came from is seen with it.
    """
    rows = Activity.objects.filter(deleted_at__isnull=True).select_related("author", "contact")
    if pairs := [Q(subject_kind=kind, subject_id=pk) for kind, pk in subjects]:
        rows = rows.filter(reduce(or_, pairs))
    elif contact_id is not None:
        rows = rows.filter(contact_id=contact_id)
    else:
        rows = rows.filter(account_id=account_id or 0)
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


def record_of(viewer: Viewer, kind: str, pk: int) -> Any:
    """Return the record that an activity is to be about: a subject, an account or a contact. Raises NotFound."""
    if kind in wired("subjects", "SUBJECTS"):
        return get_visible(viewer, subject_model(kind), pk)
    for model in (Account, Contact):
        if kind == model.KIND:
            return get_visible(viewer, model, pk)
    raise NotFound("not_found", kind=kind, pk=pk)


def links_of(record: Any) -> dict[str, Any]:
    """Return how actions are told what an activity is about."""
    if isinstance(record, Account):
        return {"account": record}
    return {"contact": record} if isinstance(record, Contact) else {"subject": record}


def steps_of(record: Any) -> QuerySet[FollowUp]:
    """Return the open next steps of a subject, or of everything of an account or contact, earliest first."""
    if isinstance(record, Account | Contact):
        rows = FollowUp.objects.filter(OPEN, **{record.KIND: record})
        return rows.select_related("owner").order_by("due_on", "pk")
    return open_follow_ups(record.KIND, record.pk)


@dataclass(frozen=True, slots=True)
class RecordActivity:
    """What happened to one record and what is planned, as its page shows it."""

    record: Any
    kind: str
    pk: int
    contact: Contact | None
    entries: Sequence[Activity]
    counts: Mapping[str, int]
    wanted: str
    steps: Sequence[FollowUp]
    names: Mapping[str, Mapping[int, str]]
    may_edit: bool

    @property
    def step(self) -> FollowUp | None:
        return self.steps[0] if self.steps else None


def record_activity(
    viewer: Viewer, record: Any, *, wanted: str = "", most: int = 100, earlier: Iterable[tuple[str, int]] = ()
) -> RecordActivity:
    """Return the timeline of a visible record (of one kind, if wanted), its counts and its open steps.

    `earlier` are the subjects that the record came from, as a deal from its lead: theirs stands on it too.
    """
    own = {"account_id": record.pk} if isinstance(record, Account) else {"contact_id": record.pk}
    is_person = isinstance(record, Account | Contact)
    entries = timeline(**own) if is_person else timeline(subjects=[(record.KIND, record.pk), *earlier])
    shown = list((entries.filter(kind=wanted) if wanted in Activity.Kind.values else entries)[:most])
    return RecordActivity(
        record=record,
        kind=record.KIND,
        pk=record.pk,
        contact=record if isinstance(record, Contact) else getattr(record, "contact", None),
        entries=shown,
        counts=kind_counts(entries),
        wanted=wanted,
        steps=list(steps_of(record)[:5]),
        names=_names(shown),
        may_edit=allowed(viewer, EDIT),
    )


def _names(entries: Sequence[Activity]) -> dict[str, Mapping[int, str]]:
    """Return the words for what changes on these entries refer to, by the code of the change."""
    codes = {entry.facts.get("code", "") for entry in entries if entry.kind == Activity.Kind.CHANGE}
    known = wired("subjects", "CHANGES")
    return {code: function(known[code])() for code in codes if code in known}
