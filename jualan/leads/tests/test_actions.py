"""A lead from walk-in to won deal, and what is refused on the way."""

import pytest

from jualan.accounts.models import Contact, DuplicatePair
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import log_activity, plan_step
from jualan.core.errors import RuleBroken
from jualan.core.models import AuditEntry
from jualan.core.workspace import today
from jualan.leads.actions import capture_lead, convert_lead, set_status
from jualan.leads.models import LeadStatusChange
from jualan.leads.queries import disqualify_reasons, status_of
from jualan.leads.tasks import stop_response_clock
from jualan.pipeline.actions import move_stage
from jualan.pipeline.models import Stage
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WALK_IN = PersonFacts(full_name="Tan Wei Ling", phone="012-388 4170", email="weiling@example.com")


def test_capture_lead_makes_contact_lead_clock_and_audit(born: None, cast: Cast) -> None:
    captured = capture_lead(WALK_IN, title="40 curtain sets", actor=cast.eyes("rep"), owner=cast.rep)

    lead = captured.lead
    assert (lead.contact.phone, lead.contact.email) == ("+60123884170", "weiling@example.com")
    assert lead.reply_due_at is not None
    assert lead.reply_due_at > lead.arrived_at
    assert list(lead.status_changes.values_list("from_status", "to_status__kind")) == [(None, "new")]
    assert AuditEntry.objects.filter(kind="lead", record_id=lead.pk, verb="created").count() == 1


def test_capture_same_person_again_is_a_touch(born: None, cast: Cast) -> None:
    first = capture_lead(WALK_IN, actor=cast.eyes("rep"), owner=cast.rep)
    again = capture_lead(PersonFacts(email="WeiLing@Example.com"), title="also cushions", actor=cast.eyes("rep"))

    assert (again.is_new, again.lead.pk, Contact.objects.count()) == (False, first.lead.pk, 1)


def test_capture_same_phone_other_name_asks(born: None, cast: Cast) -> None:
    first = capture_lead(PersonFacts(full_name="Ali", phone="0123884170"), actor=cast.eyes("rep"))
    second = capture_lead(PersonFacts(full_name="Abu", phone="0123884170"), actor=cast.eyes("rep"))

    pair = DuplicatePair.objects.get()
    assert (pair.left_id, pair.right_id) == (first.lead.contact_id, second.lead.contact_id)
    assert pair.reasons == ["same_phone"]


def test_logged_call_stops_the_clock(born: None, cast: Cast) -> None:
    lead = capture_lead(WALK_IN, actor=cast.eyes("rep"), owner=cast.rep).lead
    call = log_activity("call", outcome="answered", direction="out", subject=lead, actor=cast.eyes("rep"))

    stop_response_clock(
        {"subject_kind": "lead", "subject_id": lead.pk, "contact_id": None, "happened_at": call.happened_at.isoformat()}
    )
    lead.refresh_from_db()

    assert lead.replied_at == call.happened_at
    assert lead.status_kind == "working"


def test_disqualify_without_reason_changes_nothing(born: None, cast: Cast) -> None:
    lead = capture_lead(WALK_IN, actor=cast.eyes("rep"), owner=cast.rep).lead

    with pytest.raises(RuleBroken, match="disqualify_reason_missing"):
        set_status(lead, status_of("disqualified"), actor=cast.eyes("rep"))

    lead.refresh_from_db()
    assert (lead.status_kind, LeadStatusChange.objects.count()) == ("new", 1)


def test_converted_lead_is_won_without_a_second_contact(born: None, cast: Cast) -> None:
    actor = cast.eyes("rep")
    lead = capture_lead(WALK_IN, title="40 curtain sets", actor=actor, owner=cast.rep).lead

    deal = convert_lead(lead, {"amount_minor": 1_480_000}, actor=actor)
    move_stage(deal, Stage.objects.get(code="won"), actor=actor)

    deal.refresh_from_db()
    assert (Contact.objects.count(), deal.contact_id) == (1, lead.contact_id)
    assert (deal.stage_kind, deal.base_minor, deal.account.kind) == ("won", 1_480_000, "consumer")
    assert list(deal.credits.values_list("user_id", "share_bps")) == [(cast.rep.pk, 10_000)]


def test_open_step_goes_with_the_deal(born: None, cast: Cast) -> None:
    actor = cast.eyes("rep")
    lead = capture_lead(WALK_IN, actor=actor, owner=cast.rep).lead
    plan_step("Send samples", today(), subject=lead, actor=actor)

    deal = convert_lead(lead, {}, actor=actor)

    deal.refresh_from_db()
    lead.refresh_from_db()
    assert (deal.next_step_text, lead.next_step_on) == ("Send samples", None)


def test_disqualify_reasons_exist_at_birth(born: None) -> None:
    assert disqualify_reasons().filter(kind="spam").count() == 1
