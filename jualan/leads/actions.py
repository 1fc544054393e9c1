"""Writes of leads: captured, answered, qualified, converted without copying, disqualified with a reason."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from jualan.accounts.actions import Joined, join_contact
from jualan.accounts.models import Campaign, Source
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import log_activity, note_change, pass_steps_on
from jualan.core import records
from jualan.core.errors import RuleBroken
from jualan.core.events import publish
from jualan.core.models import Batch
from jualan.core.normalise import name_key
from jualan.core.working_time import add_working_minutes, calendar_of, working_minutes
from jualan.core.workspace import workspace, workspace_day
from jualan.leads.models import DisqualifyReason, Lead, LeadConversion, LeadStatus, LeadStatusChange, LeadStatusKind
from jualan.leads.policy import ASSIGN, EDIT
from jualan.leads.queries import open_lead_of, status_of
from jualan.leads.rules import CLOSED, Kind, LeadArrived, refusal_of
from jualan.people.actions import change_owner
from jualan.people.models import User
from jualan.people.policy import Viewer, require, require_edit
from jualan.pipeline.actions import add_opportunity
from jualan.pipeline.models import Opportunity, Stage


@dataclass(frozen=True, slots=True)
class Captured:
    """The lead, whether it is a new one or a touch on an open one, and how its person was joined."""

    lead: Lead
    is_new: bool
    joined: Joined


def capture_lead(
    person: PersonFacts,
    *,
    actor: Viewer,
    title: str = "",
    source: Source | None = None,
    campaign: Campaign | None = None,
    owner: User | None = None,
    use: int | None = None,
    values: Mapping[str, Any] | None = None,
    arrived_at: dt.datetime | None = None,
) -> Captured:
    """Open a lead for a person, or note a touch on the lead they have open. `use` is a contact chosen by a human.

    The response clock starts here, by the calendar of the owner's state. Refuses an empty person.
    """
    require(actor, EDIT)
    if not (person.full_name.strip() or person.email or person.phone):
        raise RuleBroken("contact_empty")
    moment = arrived_at or timezone.now()
    with transaction.atomic():
        joined = join_contact(person, actor=actor, owner=owner, use=use)
        existing = open_lead_of(joined.contact.pk)
        if existing is not None:
            body = title or person.company or str(joined.contact)
            log_activity("note", actor=actor, body=body, subject=existing, happened_at=moment)
            return Captured(existing, is_new=False, joined=joined)
        lead = _open(joined, title, source, campaign, owner, moment, person.company, dict(values or {}))
        records.create(lead, actor)
        _record_status(lead, None, lead.status, moment, actor)
        publish(LeadArrived(lead.pk))
    return Captured(lead, is_new=True, joined=joined)


def _open(
    joined: Joined,
    title: str,
    source: Source | None,
    campaign: Campaign | None,
    owner: User | None,
    moment: dt.datetime,
    company: str,
    values: dict[str, Any],
) -> Lead:
    state = owner.state if owner else ""
    status = status_of(Kind.NEW)
    due = add_working_minutes(moment, workspace().response_minutes, calendar_of(state))
    return Lead(
        contact=joined.contact,
        account=joined.contact.account,
        title=title.strip(),
        company=company.strip(),
        source=source,
        campaign=campaign,
        status=status,
        status_kind=status.kind,
        owner=owner,
        first_owner=owner,
        opened_on=workspace_day(moment),
        arrived_at=moment,
        clock_state=state,
        reply_due_at=due,
        **values,
    )


def change_lead(lead: Lead, values: dict[str, Any], *, actor: Viewer, version: int | None = None) -> None:
    """Change a lead's facts; status and owner have their own doors."""
    require_edit(actor, lead)
    records.change(lead, actor, values, version=version)


def assign_lead(lead: Lead, owner: User | None, *, actor: Viewer, batch: Batch | None = None) -> None:
    """Hand a lead to someone. The first owner of an unowned lead keeps its response clock and its credit."""
    require(actor, ASSIGN, lead)
    _hand_over(lead, owner, actor=actor, batch=batch)


def take_lead(lead: Lead, *, actor: Viewer) -> None:
    """Take an unowned lead from the queue. The second to try is refused with the name of the first."""
    require(actor, EDIT)
    with transaction.atomic():
        if not Lead.objects.filter(pk=lead.pk, owner__isnull=True).update(owner=None, updated_at=timezone.now()):
            lead.refresh_from_db()
            raise RuleBroken("lead_taken", owner=str(lead.owner))
        _hand_over(lead, actor.user, actor=actor)


def _hand_over(lead: Lead, owner: User | None, *, actor: Viewer, batch: Batch | None = None) -> None:
    with transaction.atomic():
        change_owner(lead, owner, actor=actor, batch=batch)
        if lead.first_owner_id is None and owner is not None:
            records.change(lead, actor, {"first_owner": owner}, verb="first_owned", batch=batch)
        if lead.contact.owner_id is None and owner is not None:
            change_owner(lead.contact, owner, actor=actor, batch=batch)


def stop_clock(lead: Lead, moment: dt.datetime, *, actor: Viewer) -> None:
    """Note the first human reply; later ones change nothing. A new lead becomes one that is worked."""
    if lead.replied_at is not None or lead.arrived_at is None:
        return
    minutes = working_minutes(lead.arrived_at, moment, calendar_of(lead.clock_state))
    with transaction.atomic():
        values = {"replied_at": max(moment, lead.arrived_at), "reply_minutes": minutes}
        records.change(lead, actor, values, verb="answered")
        if lead.status_kind == LeadStatusKind.NEW:
            _set_status(lead, status_of(Kind.WORKING), moment, actor)


def set_status(
    lead: Lead,
    status: LeadStatus,
    *,
    actor: Viewer,
    reason: DisqualifyReason | None = None,
    happened_at: dt.datetime | None = None,
    version: int | None = None,
) -> None:
    """Move a lead to a status; disqualifying needs a reason, conversion has its own door (`convert_lead`)."""
    require_edit(actor, lead)
    before, after = Kind(lead.status_kind), Kind(status.kind)
    if after is Kind.CONVERTED and not lead.conversions.exists():
        raise RuleBroken("convert_by_deal")
    if code := refusal_of(before, after, has_reason=reason is not None):
        raise RuleBroken(code)
    _set_status(lead, status, happened_at or timezone.now(), actor, reason=reason, version=version)


def _set_status(
    lead: Lead,
    status: LeadStatus,
    moment: dt.datetime,
    actor: Viewer,
    *,
    reason: DisqualifyReason | None = None,
    version: int | None = None,
) -> None:
    before = lead.status
    if before.pk == status.pk:
        return
    values: dict[str, Any] = {"status": status, "status_kind": status.kind, "disqualify_reason": reason}
    if status.kind == Kind.QUALIFIED and lead.qualified_on is None:
        values["qualified_on"] = workspace_day(moment)
    with transaction.atomic():
        records.change(lead, actor, values, verb="status_set", version=version)
        _record_status(lead, before, status, moment, actor)
        facts = {"code": "status", "from": before.pk, "to": status.pk}
        note_change(lead, facts, actor=actor, happened_at=moment)


def _record_status(
    lead: Lead, before: LeadStatus | None, after: LeadStatus, moment: dt.datetime, actor: Viewer
) -> LeadStatusChange:
    return LeadStatusChange.objects.create(
        lead=lead,
        from_status=before,
        to_status=after,
        happened_on=workspace_day(moment),
        happened_at=moment,
        by_id=actor.pk,
    )


def convert_lead(
    lead: Lead,
    values: Mapping[str, Any],
    *,
    actor: Viewer,
    stage: Stage | None = None,
    happened_at: dt.datetime | None = None,
) -> Opportunity:
    """Make an opportunity of a lead. The contact and account are the same rows: nothing is copied.

    `values` are columns of the deal; its customer, contact, source, owner and custom facts come from the lead.
    """
    require_edit(actor, lead)
    if Kind(lead.status_kind) is Kind.DISQUALIFIED:
        raise RuleBroken("lead_closed")
    moment = happened_at or timezone.now()
    day = workspace_day(moment)
    facts = {
        "name": lead.title or str(lead.contact),
        "account": lead.account or lead.contact.account,
        "contact": lead.contact,
        "source": lead.source,
        "need": lead.quantity_text,
        "opened_on": day,
        **values,
    }
    with transaction.atomic():
        opportunity = add_opportunity(facts, actor=actor, owner=lead.owner, stage=stage, happened_at=moment)
        LeadConversion.objects.create(lead=lead, opportunity=opportunity, happened_on=day, by_id=actor.pk)
        pass_steps_on(lead, opportunity, actor=actor)
        if lead.qualified_on is None:
            records.change(lead, actor, {"qualified_on": day}, verb="qualified")
        if Kind(lead.status_kind) not in CLOSED:
            _set_status(lead, status_of(Kind.CONVERTED), moment, actor)
    return opportunity


def trash_lead(lead: Lead, *, actor: Viewer) -> None:
    require_edit(actor, lead)
    records.trash(lead, actor)


def restore_lead(lead: Lead, *, actor: Viewer) -> None:
    require_edit(actor, lead)
    records.restore(lead, actor)


DEFAULT_STATUSES: Mapping[str, Mapping[str, str]] = {
    "new": {"en": "New", "ms": "Baharu"},
    "working": {"en": "Contacted", "ms": "Sudah dihubungi"},
    "nurturing": {"en": "Waiting", "ms": "Menunggu"},
    "qualified": {"en": "Qualified", "ms": "Layak"},
    "converted": {"en": "Converted", "ms": "Jadi peluang"},
    "disqualified": {"en": "Not a fit", "ms": "Tidak layak"},
}
DEFAULT_REASONS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "no_answer": ({"en": "No answer", "ms": "Tiada jawapan"}, "normal"),
    "no_budget": ({"en": "No budget", "ms": "Tiada bajet"}, "normal"),
    "not_our_product": ({"en": "Wants something we do not sell", "ms": "Mahu barang yang kita tak jual"}, "normal"),
    "too_small": ({"en": "Below the minimum order", "ms": "Bawah pesanan minimum"}, "normal"),
    "spam": ({"en": "Spam", "ms": "Spam"}, "spam"),
    "test": ({"en": "Test entry", "ms": "Rekod ujian"}, "test"),
    "duplicate": ({"en": "Duplicate", "ms": "Rekod pendua"}, "duplicate"),
}


def make_default_statuses() -> None:
    """Give a new home its lead statuses and reasons; does nothing once there are statuses."""
    if LeadStatus.objects.exists():
        return
    for position, (kind, name) in enumerate(DEFAULT_STATUSES.items()):
        LeadStatus.objects.create(
            code=kind, name=dict(name), name_key=name_key(name["en"]), kind=kind, position=position
        )
    for position, (code, (name, kind)) in enumerate(DEFAULT_REASONS.items()):
        DisqualifyReason.objects.create(
            code=code, name=dict(name), name_key=name_key(name["en"]), kind=kind, position=position
        )


def bulk_assign(lead: Lead, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "assign" over a selection; `value` is the id of the new owner."""
    assign_lead(lead, User.objects.get(pk=int(value)) if value else None, actor=actor, batch=batch)


def bulk_status(lead: Lead, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "set status" over a selection; `value` is the kind. Closing kinds have their own doors."""
    require_edit(actor, lead)
    after = Kind(value)
    if after in CLOSED or refusal_of(Kind(lead.status_kind), after, has_reason=False):
        raise RuleBroken("lead_closed")
    status = status_of(after)
    if status.pk == lead.status_id:
        return
    moment, before = timezone.now(), lead.status
    values = {"status": status, "status_kind": status.kind}
    records.change(lead, actor, values, verb="status_set", batch=batch)
    records.journal_created(batch, _record_status(lead, before, status, moment, actor))


def bulk_trash(lead: Lead, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "delete" over a selection."""
    del value
    require_edit(actor, lead)
    records.change(lead, actor, {"deleted_at": timezone.now()}, verb="trashed", batch=batch)
