"""The parts that stand on the pages of customers and contacts."""

import pytest
from django.urls import reverse

from jualan.accounts.actions import make_account
from jualan.accounts.models import Contact
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import log_activity, plan_step
from jualan.activities.models import FollowUp
from jualan.core.workspace import today
from jualan.leads.actions import capture_lead
from jualan.people.policy import SYSTEM, viewer_of
from jualan.pipeline.actions import add_opportunity

HTMX = {"HX-Request": "true"}


@pytest.fixture
def rep_client(client, cast):
    client.force_login(cast.rep, backend="jualan.people.sign_in.PersonBackend")
    return client


@pytest.fixture
def account(cast):
    return make_account({"name": "Hotel Seri"}, owner=cast.rep, actor=SYSTEM)


@pytest.fixture
def contact(cast):
    lead = capture_lead(PersonFacts("Rohana", phone="0123884170"), title="Lamps", owner=cast.rep, actor=SYSTEM).lead
    Contact.objects.update(owner=cast.rep)
    return lead.contact


def part(client, name, record, page=""):
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{page or record.get_absolute_url()}"}
    return client.get(reverse(name, args=[record.pk]), headers=headers).content.decode()


def test_page_of_a_customer_loads_its_parts(rep_client, account):
    page = rep_client.get(account.get_absolute_url()).content.decode()

    names = ("activities:account-timeline", "activities:account-step", "pipeline:account-deals", "store:account-orders")
    assert [name for name in names if f'hx-get="{reverse(name, args=[account.pk])}"' not in page] == []


def test_note_on_a_customer_stands_on_their_timeline(rep_client, account):
    url = reverse("activities:activity-log", args=["account", account.pk])

    rep_client.post(url, {"kind": "note", "body": "Closed on Fridays"}, headers=HTMX)

    assert "Closed on Fridays" in part(rep_client, "activities:account-timeline", account)


def test_timeline_shows_the_kind_that_the_page_asks_for(rep_client, cast, account):
    log_activity("note", body="Closed on Fridays", account=account, actor=viewer_of(cast.rep))

    calls = part(rep_client, "activities:account-timeline", account, f"{account.get_absolute_url()}?kind=call")
    elsewhere = part(rep_client, "activities:account-timeline", account, "/leads/?kind=call")

    assert "Closed on Fridays" not in calls
    assert "Closed on Fridays" in elsewhere


def test_step_is_planned_and_done_on_a_contact(rep_client, contact):
    plan = reverse("activities:step-plan", args=["contact", contact.pk])
    rep_client.post(plan, {"title": "Bring samples", "when": "esok"}, headers=HTMX)
    shown = part(rep_client, "activities:contact-step", contact)
    step = FollowUp.objects.get(title="Bring samples")

    rep_client.post(reverse("activities:step-done", args=[step.pk]), headers=HTMX)

    step.refresh_from_db()
    assert "Bring samples" in shown
    assert step.contact == contact
    assert step.done_at is not None


def test_owner_of_a_contact_works_the_step_of_somebody_else(rep_client, cast, contact):
    step = plan_step("Call", today(), contact=contact, owner=cast.other_rep, actor=SYSTEM)

    rep_client.post(reverse("activities:step-done", args=[step.pk]), headers=HTMX)

    step.refresh_from_db()
    assert step.done_at is not None


def test_contact_is_called_and_written_to_from_the_head(rep_client, contact):
    page = rep_client.get(contact.get_absolute_url()).content.decode()

    assert 'href="tel:+60123884170"' in page
    assert "https://wa.me/60123884170" in page
    assert 'id="after-call"' in part(rep_client, "activities:contact-timeline", contact)


def test_deals_and_leads_stand_beside(rep_client, cast, account, contact):
    add_opportunity({"name": "Office pantry", "account": account, "amount_minor": 100}, actor=viewer_of(cast.rep))

    deals = part(rep_client, "pipeline:account-deals", account)

    assert "Office pantry" in deals
    assert f"customer=account-{account.pk}" in deals
    assert "Lamps" in part(rep_client, "leads:contact-leads", contact)
    assert "No deal yet." in part(rep_client, "pipeline:contact-deals", contact)


def test_panel_has_a_head_and_the_parts(rep_client, account):
    panel = rep_client.get(account.get_absolute_url(), headers={**HTMX, "HX-Target": "aside#panel"}).content.decode()

    assert "data-close-panel" in panel
    assert reverse("activities:account-timeline", args=[account.pk]) in panel
