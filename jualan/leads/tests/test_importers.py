import datetime as dt

import pytest

from jualan.accounts.models import Account, Contact, DuplicatePair
from jualan.leads.models import Lead, LeadStatus, LeadStatusChange
from jualan.people.models import OwnershipChange


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


AGENCY = (
    "Lead ID,Contact Name,Email,Mobile,Lead Owner,Source,Campaign,Status,Create Date,Notes\n"
    "LD-1,Rajesh Kumar,rajesh@example.com,012-345 6789,Priya,Facebook,Q1,Contacted,2024-01-15,3 rooms\n"
    "LD-2,Sneha,,013-345 6789,Amit,Google,Q1,SALE_DONE,2024-02-01,\n"
    "LD-3,,,,,,,,,\n"
)


def test_leads_with_person_source_owner_and_status(bring):
    outcome = bring("leads", AGENCY)

    assert counts(outcome) == (3, 0, 0, 0)
    lead = Lead.objects.get(contact__full_name="Rajesh Kumar")
    assert (lead.source.name.data, lead.campaign.name, lead.status_kind) == ("Facebook", "Q1", "working")
    assert (lead.owner.full_name, lead.first_owner, lead.opened_on) == ("Priya", lead.owner, dt.date(2024, 1, 15))
    assert (lead.contact.phone, lead.contact.owner, lead.custom) == ("+60123456789", lead.owner, {"notes": "3 rooms"})
    assert lead.contact.custom == {}
    assert ("status", "SALE_DONE") in outcome.tally.made
    assert outcome.tally.made["status", "SALE_DONE"].as_ == "new"


def test_a_lead_begins_in_the_status_its_file_states(bring):
    bring("leads", AGENCY)

    change = LeadStatusChange.objects.get(lead__contact__full_name="Rajesh Kumar")
    assert (change.from_status, change.to_status.kind, change.happened_on) == (None, "working", dt.date(2024, 1, 15))


def test_the_same_file_twice_changes_nothing(bring):
    bring("leads", AGENCY)

    assert counts(bring("leads", AGENCY)) == (0, 0, 3, 0)
    assert (Lead.objects.count(), Contact.objects.count()) == (3, 3)


def test_each_new_id_is_its_own_lead_of_one_contact(bring):
    bring("leads", "id,name,email\n1,Ali,ali@example.com\n2,Ali,ali@example.com\n")

    assert (Lead.objects.count(), Contact.objects.count()) == (2, 1)


def test_leads_without_ids_are_told_apart_by_occurrence(bring):
    text = "Name,Email,Source\nJohn,john@dup.com,Facebook\nJane,jane@dup.com,Google\nJohn,john@dup.com,Facebook\n"

    assert counts(bring("leads", text)) == (3, 0, 0, 0)
    assert counts(bring("leads", text)) == (0, 0, 3, 0)


def test_a_word_told_is_mended_by_a_second_run_and_only_there(bring):
    bring("leads", AGENCY)

    outcome = bring("leads", AGENCY, values=(("status", "SALE_DONE", "converted"),))

    assert counts(outcome) == (0, 1, 2, 0)
    lead = Lead.objects.get(contact__full_name="Sneha")
    assert (lead.status.name.data, lead.status_kind, lead.is_declared) == ("SALE_DONE", "converted", True)
    assert counts(bring("leads", AGENCY)) == (0, 0, 3, 0)


def test_ones_and_zeros_are_told_and_name_no_status(bring):
    before = LeadStatus.objects.count()
    told = {"columns": {"Converted": "status"}, "values": (("status", "1", "converted"), ("status", "0", "new"))}

    bring("leads", "Lead Number,Converted\n660737,0\n660728,1\n", **told)

    assert list(Lead.objects.order_by("pk").values_list("status_kind", "is_declared")) == [
        ("new", False),
        ("converted", True),
    ]
    assert LeadStatus.objects.count() == before


def test_select_is_missing_only_when_told(bring):
    text = "id,Source,Specialization\n1,Select,Select\n"
    bring("leads", text)
    assert Lead.objects.get().source.name_key == "select"

    outcome = bring("leads", text, system="two", values=(("source", "Select", ""), ("specialization", "Select", "")))

    lead = Lead.objects.latest("pk")
    assert (lead.source, lead.custom, outcome.tally.created) == (None, {}, 1)


@pytest.mark.parametrize(
    ("status", "converted_on", "kind", "declared"),
    [
        ("Won", "2024-03-01", "converted", dt.date(2024, 3, 1)),
        ("Customer", "", "converted", None),
        ("", "2024-03-01", "converted", dt.date(2024, 3, 1)),
        ("Lost", "", "disqualified", None),
        ("junk", "", "disqualified", None),
        ("Qualified", "", "qualified", None),
        ("Layak", "", "qualified", None),
        ("Nurturing", "", "nurturing", None),
        ("Working", "", "working", None),
        ("Whatever", "", "new", None),
        ("", "", "new", None),
    ],
)
def test_status_words(bring, status, converted_on, kind, declared):
    bring("leads", f"id,status,opened_on,converted_on\n1,{status},2024-01-01,{converted_on}\n")

    lead = Lead.objects.get()
    assert (lead.status_kind, lead.is_declared, lead.declared_on) == (kind, kind == "converted", declared)


def test_a_later_file_moves_owner_and_status_and_keeps_the_history(bring, clock):
    bring("leads", "id,name,owner,status\n1,Ali,Priya,New\n")

    outcome = bring("leads", "id,name,owner,status\n1,Ali,Amit,Qualified\n", name="second.csv")

    assert counts(outcome) == (0, 1, 0, 0)
    lead = Lead.objects.get()
    assert (lead.owner.full_name, lead.first_owner.full_name, lead.version) == ("Amit", "Priya", 2)
    assert list(LeadStatusChange.objects.order_by("pk").values_list("to_status__kind", flat=True)) == [
        "new",
        "qualified",
    ]
    change = OwnershipChange.objects.get()
    assert (change.kind, change.old_owner.full_name, change.owner.full_name) == ("lead", "Priya", "Amit")


def test_a_company_that_is_known_is_linked_and_none_is_made(bring):
    Account.objects.create(name="Acme", name_key="acme")

    bring("leads", "id,name,company\n1,Ali,acme\n2,Abu,Unheard\n")

    assert list(Lead.objects.order_by("pk").values_list("company", "account__name")) == [
        ("acme", "Acme"),
        ("Unheard", None),
    ]
    assert Account.objects.count() == 1


def test_a_lead_fills_in_what_its_contact_lacks_and_overwrites_nothing(bring):
    bring("contacts", "name,email\nAli,ali@example.com\n")

    bring("leads", "id,name,email,phone\n1,Muhammad Ali,ali@example.com,0123456789\n")

    contact = Contact.objects.get()
    assert (contact.full_name, contact.phone) == ("Ali", "+60123456789")


def test_candidates_make_a_new_contact_and_a_question(bring):
    bring("leads", "id,name,phone\n1,Ali,0123456789\n2,Abu,0123456789\n")

    assert Contact.objects.count() == 2
    assert DuplicatePair.objects.count() == 1


def test_impossible_dates_cost_their_row_only(bring):
    outcome = bring("leads", "id,opened_on\n1,31/02/2024\n2,20/03/2024\n3,2024-13-01\n4,1850-01-01\n")

    assert counts(outcome) == (1, 0, 0, 3)
    assert [(row.row, row.column, row.reason) for row in outcome.refused] == [
        (2, "opened_on", "date_impossible"),
        (4, "opened_on", "date_impossible"),
        (5, "opened_on", "date_impossible"),
    ]
