"""Writes of the timeline and of next steps."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from jualan.accounts.actions import touch
from jualan.activities.labels import REASONS_TO_CALL
from jualan.activities.models import Activity, FollowUp
from jualan.activities.policy import EDIT
from jualan.activities.queries import OPEN, open_follow_ups, subject_model
from jualan.activities.rules import HumanReply, is_reply, is_touch
from jualan.core import records
from jualan.core.errors import RuleBroken
from jualan.core.events import publish
from jualan.core.models import Batch
from jualan.core.workspace import today, workspace_day
from jualan.people.models import User
from jualan.people.policy import Viewer, require, require_edit


def log_activity(
    kind: str,
    *,
    actor: Viewer,
    body: str = "",
    subject: Any = None,
    account: Any = None,
    contact: Any = None,
    direction: str = "none",
    outcome: str = "",
    happened_at: dt.datetime | None = None,
    facts: dict[str, Any] | None = None,
) -> Activity:
    """Put something that happened on the timeline. `subject` is a lead, an opportunity or another wired kind.

    A note without text is refused. What counts as a human reply is announced, so that response clocks stop.
    """
    require(actor, EDIT)
    if kind == Activity.Kind.NOTE and not body.strip():
        raise RuleBroken("note_empty")
    moment = happened_at or timezone.now()
    activity = Activity(
        kind=kind,
        direction=direction,
        outcome=outcome,
        body=body.strip(),
        author=actor.user,
        happened_at=moment,
        happened_on=workspace_day(moment),
        facts=facts or {},
        **_links(subject, account, contact),
    )
    with transaction.atomic():
        records.create(activity, actor, "logged")
        if is_touch(kind):
            _touch(activity, subject)
        if is_reply(kind, direction, outcome):
            publish(HumanReply(activity.subject_kind, activity.subject_id, activity.contact_id, moment))
    return activity


def _links(subject: Any, account: Any, contact: Any) -> dict[str, Any]:
    """Return the foreign keys and the subject columns that an entry about something carries."""
    contact = contact or getattr(subject, "contact", None)
    account = account or getattr(subject, "account", None) or getattr(contact, "account", None)
    links: dict[str, Any] = {"account": account, "contact": contact}
    if subject is not None:
        links |= {"subject_kind": subject.KIND, "subject_id": subject.pk}
    return links


def _touch(activity: Activity, subject: Any) -> None:
    touch(activity.account_id, activity.contact_id, activity.happened_on)
    if subject is not None and (subject.last_touch_on is None or subject.last_touch_on < activity.happened_on):
        subject.last_touch_on = activity.happened_on
        type(subject).objects.filter(pk=subject.pk).update(last_touch_on=activity.happened_on)


def set_outcome(activity: Activity, outcome: str, *, actor: Viewer) -> None:
    """Note what became of a call or chat: sent, replied, answered, no answer. One tap after it."""
    require_edit(actor, activity)
    with transaction.atomic():
        records.change(activity, actor, {"outcome": outcome})
        if is_reply(activity.kind, activity.direction, outcome):
            moment = activity.happened_at or timezone.now()
            publish(HumanReply(activity.subject_kind, activity.subject_id, activity.contact_id, moment))


def pin(activity: Activity, *, is_pinned: bool, actor: Viewer) -> None:
    require_edit(actor, activity)
    records.change(activity, actor, {"is_pinned": is_pinned})


def plan_step(
    title: str,
    due_on: dt.date,
    *,
    actor: Viewer,
    owner: User | None = None,
    due_at: dt.datetime | None = None,
    due_words: str = "",
    subject: Any = None,
    account: Any = None,
    contact: Any = None,
) -> FollowUp:
    """Plan a dated next step for someone (the person acting unless said otherwise)."""
    require(actor, EDIT)
    if not title.strip():
        raise RuleBroken("step_empty")
    step = FollowUp(
        title=title.strip(),
        due_on=due_on,
        due_at=due_at,
        due_words=due_words,
        owner=owner or actor.user,
        **_links(subject, account, contact),
    )
    with transaction.atomic():
        records.create(step, actor, "planned")
        refresh_next_step(step.subject_kind, step.subject_id)
    return step


def finish_step(step: FollowUp, *, actor: Viewer, note: str = "") -> Activity:
    """Tick a next step off; it stands on the timeline from now on. The second tick is refused."""
    require_edit(actor, step)
    with transaction.atomic():
        now = timezone.now()
        rows = FollowUp.objects.filter(pk=step.pk, done_at__isnull=True, dropped_at__isnull=True)
        if not rows.update(done_at=now, done_by_id=actor.pk, updated_at=now):
            raise RuleBroken("step_done_already")
        step.refresh_from_db()
        records.audit("step_done", step, actor)
        activity = Activity.objects.create(
            kind=Activity.Kind.STEP,
            outcome=Activity.Outcome.DONE,
            body=note or step.title,
            author=actor.user,
            happened_at=now,
            happened_on=workspace_day(now),
            account_id=step.account_id,
            contact_id=step.contact_id,
            subject_kind=step.subject_kind,
            subject_id=step.subject_id,
            facts={"follow_up": step.pk},
        )
        refresh_next_step(step.subject_kind, step.subject_id)
    return activity


def reopen_step(step: FollowUp, *, actor: Viewer) -> None:
    """Take a tick back: the step is open again and leaves the timeline."""
    require_edit(actor, step)
    with transaction.atomic():
        records.change(step, actor, {"done_at": None, "done_by": None, "dropped_at": None}, verb="step_reopened")
        Activity.objects.filter(kind=Activity.Kind.STEP, facts__follow_up=step.pk).update(deleted_at=timezone.now())
        refresh_next_step(step.subject_kind, step.subject_id)


def move_step(
    step: FollowUp, due_on: dt.date, *, due_at: dt.datetime | None = None, due_words: str = "", actor: Viewer
) -> None:
    """Put a next step off, or bring it forward."""
    require_edit(actor, step)
    with transaction.atomic():
        records.change(step, actor, {"due_on": due_on, "due_at": due_at, "due_words": due_words}, verb="step_moved")
        refresh_next_step(step.subject_kind, step.subject_id)


def drop_step(step: FollowUp, *, actor: Viewer) -> None:
    """Give a next step up without doing it."""
    require_edit(actor, step)
    with transaction.atomic():
        records.change(step, actor, {"dropped_at": timezone.now()}, verb="step_dropped")
        refresh_next_step(step.subject_kind, step.subject_id)


def pass_steps_on(before: Any, after: Any, *, actor: Viewer) -> int:
    """Let the open steps of one subject be another's, as when a lead becomes a deal; returns how many."""
    with transaction.atomic():
        steps = list(open_follow_ups(before.KIND, before.pk))
        for step in steps:
            values = {"subject_kind": after.KIND, "subject_id": after.pk}
            records.change(step, actor, values, verb="step_passed_on")
        if steps:
            refresh_next_step(before.KIND, before.pk)
            refresh_next_step(after.KIND, after.pk)
    return len(steps)


def refresh_next_step(subject_kind: str, subject_id: int | None) -> None:
    """Write the earliest open step of a subject onto the subject itself, where lists and boards read it."""
    if not subject_kind or subject_id is None:
        return
    step = open_follow_ups(subject_kind, subject_id).first()
    subject_model(subject_kind).objects.filter(pk=subject_id).update(
        next_step_on=step.due_on if step else None,
        next_step_at=step.due_at if step else None,
        next_step_text=step.title if step else "",
        updated_at=timezone.now(),
    )


def note_change(subject: Any, facts: dict[str, Any], *, actor: Viewer, happened_at: dt.datetime | None = None) -> None:
    """Put a change of the record itself on its timeline, as one quiet line; `facts` hold its code and values."""
    moment = happened_at or timezone.now()
    Activity.objects.create(
        kind=Activity.Kind.CHANGE,
        author=actor.user,
        happened_at=moment,
        happened_on=workspace_day(moment),
        facts=facts,
        **_links(subject, None, None),
    )


def bulk_plan(record: Any, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "plan a call" over a selection of customers or of what belongs to them; `value` is the reason.

    The call is for today and for whoever looks after the customer. Who waits for a step already is left alone.
    """
    account = record if record.KIND == "account" else record.account
    if account is None:
        raise RuleBroken("no_customer")
    if FollowUp.objects.filter(OPEN, account=account).exists():
        raise RuleBroken("step_planned_already")
    title = str(REASONS_TO_CALL[value])
    step = plan_step(title, today(), actor=actor, owner=account.owner, account=account)
    records.journal_created(batch, step)
