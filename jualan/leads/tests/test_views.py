"""Leads on the screen."""

import datetime as dt

import pytest
from django.urls import reverse

from jualan.accounts.rules import PersonFacts
from jualan.core.models import AuditEntry
from jualan.leads.actions import capture_lead
from jualan.leads.models import Lead
from jualan.people.policy import SYSTEM
from jualan.pipeline.models import Opportunity
from tests.cast import SESSION_QUERIES

HTMX = {"HX-Request": "true"}


@pytest.fixture
def rep_client(client, cast):
    client.force_login(cast.rep, backend="jualan.people.sign_in.PersonBackend")
    return client


def make_lead(cast, name="Tan Wei Ling", *, owner="rep", **values):
    person = PersonFacts(name, "", values.pop("phone", ""))
    holder = cast.members[owner] if owner else None
    return capture_lead(person, title="40 curtain sets", owner=holder, values=values, actor=SYSTEM).lead


def test_list_shows_leads_one_may_see_and_no_others(rep_client, cast):
    make_lead(cast, value_minor=1_480_000)
    make_lead(cast, "Not Mine", owner="other_rep")

    page = rep_client.get(reverse("leads:lead-list")).content.decode()

    assert "Tan Wei Ling" in page
    assert "14,800.00" in page
    assert "Not Mine" not in page


def test_list_answers_its_table_alone_to_htmx(rep_client, cast):
    make_lead(cast)

    answer = rep_client.get(reverse("leads:lead-list"), headers={**HTMX, "HX-Target": "div#list-table"})

    assert answer.content.startswith(b'<div class="list-place" id="list-table">')


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_as_often_for_three_rows_as_for_one(rep_client, cast, django_assert_num_queries, number):
    for place in range(number):
        make_lead(cast, f"Person {place}")
    rep_client.get(reverse("leads:lead-list"))

    with django_assert_num_queries(6 + SESSION_QUERIES):
        rep_client.get(reverse("leads:lead-list"))


@pytest.mark.parametrize(("language", "words"), [("en", "Not a fit"), ("ms", "Tidak layak")])
def test_detail_speaks_both_languages(rep_client, cast, language, words):
    lead = make_lead(cast)
    cast.rep.language = language
    cast.rep.save(update_fields=["language"])

    page = rep_client.get(lead.get_absolute_url()).content.decode()

    assert "40 curtain sets" in page
    assert words in page


def test_detail_answers_the_panel_alone_to_a_list(rep_client, cast):
    lead = make_lead(cast)

    page = rep_client.get(lead.get_absolute_url(), headers={**HTMX, "HX-Target": "aside#panel"}).content.decode()

    assert page.lstrip().startswith('<div class="panel-inner">')


def test_detail_of_an_invisible_lead_is_not_found(rep_client, cast):
    lead = make_lead(cast, owner="other_rep")

    assert rep_client.get(lead.get_absolute_url()).status_code == 404


def test_walk_in_is_captured_for_the_person_who_typed_it(rep_client, cast):
    answer = rep_client.post(
        reverse("leads:lead-create"),
        {"full_name": "Siti", "phone": "012-388 4170", "title": "Sofa", "needed_on": "esok", "value_minor": "1,480.00"},
    )

    lead = Lead.objects.get()
    assert answer.url == lead.get_absolute_url()
    assert (lead.owner, lead.value_minor, lead.contact.phone) == (cast.rep, 148_000, "+60123884170")
    assert lead.needed_on == lead.opened_on + dt.timedelta(days=1)


def test_walk_in_with_a_wrong_amount_keeps_what_was_typed(rep_client):
    answer = rep_client.post(reverse("leads:lead-create"), {"full_name": "Siti", "value_minor": "banyak"})

    assert answer.status_code == 422
    assert 'value="banyak"' in answer.content.decode()
    assert not Lead.objects.exists()


def test_walk_in_without_anybody_is_refused(rep_client):
    answer = rep_client.post(reverse("leads:lead-create"), {"title": "Sofa"})

    assert answer.status_code == 422


def test_walk_in_who_may_be_known_is_asked_about_first(rep_client, cast):
    known = make_lead(cast, phone="012-388 4170").contact

    typed = {"full_name": "Wei Ling", "phone": "012-388 4170", "title": "Sofa"}
    asked = rep_client.post(reverse("leads:lead-create"), typed)
    rep_client.post(reverse("leads:lead-create"), {**typed, "use": known.pk})

    assert asked.status_code == 422
    assert f'value="{known.pk}"' in asked.content.decode()
    assert Lead.objects.count() == 1


def test_duplicate_warning_tells_nothing_of_an_invisible_person(rep_client, cast):
    make_lead(cast, "Secret Person", owner="other_rep", phone="012-388 4170")

    page = rep_client.get(reverse("leads:lead-duplicates"), {"phone": "0123884170"}).content.decode()

    assert "Secret Person" not in page
    assert "4170" not in page
    assert cast.other_rep.full_name in page


def test_choosing_an_invisible_person_is_not_found(rep_client, cast):
    hidden = make_lead(cast, "Secret Person", owner="other_rep").contact

    answer = rep_client.post(reverse("leads:lead-create"), {"full_name": "Siti", "use": hidden.pk})

    assert answer.status_code == 404


def test_fact_is_changed_where_it_stands(rep_client, cast):
    lead = make_lead(cast)
    url = reverse("leads:lead-fact", args=[lead.pk, "quantity_text"])

    form = rep_client.get(url, headers=HTMX).content.decode()
    line = rep_client.post(url, {"quantity_text": "42 sets", "version": lead.version}, headers=HTMX).content.decode()

    lead.refresh_from_db()
    assert 'name="quantity_text"' in form
    assert "42 sets" in line
    assert lead.quantity_text == "42 sets"


def test_fact_that_is_wrong_answers_the_form_again(rep_client, cast):
    lead = make_lead(cast)

    answer = rep_client.post(
        reverse("leads:lead-fact", args=[lead.pk, "value_minor"]), {"value_minor": "banyak"}, headers=HTMX
    )

    assert answer.status_code == 422
    assert 'value="banyak"' in answer.content.decode()


def test_fact_saved_by_somebody_else_meanwhile_is_a_conflict(rep_client, cast):
    lead = make_lead(cast)
    url = reverse("leads:lead-fact", args=[lead.pk, "title"])
    rep_client.post(url, {"title": "First", "version": 1}, headers=HTMX)

    assert rep_client.post(url, {"title": "Second", "version": 1}, headers=HTMX).status_code == 409


def test_disqualifying_needs_a_reason(rep_client, cast):
    lead = make_lead(cast)
    url = reverse("leads:lead-disqualify", args=[lead.pk])

    refused = rep_client.post(url, {}, headers=HTMX)
    rep_client.post(url, {"reason": "no_budget"}, headers=HTMX)

    lead.refresh_from_db()
    assert refused.status_code == 422
    assert (lead.status_kind, lead.disqualify_reason.code) == ("disqualified", "no_budget")


def test_status_is_set_and_the_page_loaded_again(rep_client, cast):
    lead = make_lead(cast)

    answer = rep_client.post(
        reverse("leads:lead-status", args=[lead.pk, "qualified"]),
        headers={**HTMX, "HX-Current-URL": f"http://testserver{lead.get_absolute_url()}"},
    )

    lead.refresh_from_db()
    assert lead.status_kind == "qualified"
    assert '"select": "#main"' in answer["HX-Location"]


def test_unowned_lead_is_taken_once(rep_client, cast, client):
    lead = make_lead(cast, owner="")

    rep_client.post(reverse("leads:lead-take", args=[lead.pk]))
    client.force_login(cast.sdr, backend="jualan.people.sign_in.PersonBackend")
    second = client.post(reverse("leads:lead-take", args=[lead.pk]))

    lead.refresh_from_db()
    assert lead.owner == cast.rep
    assert second.status_code in {404, 422}


def test_converting_makes_a_deal_of_the_same_person(rep_client, cast):
    lead = make_lead(cast)

    answer = rep_client.post(
        reverse("leads:lead-convert", args=[lead.pk]), {"name": "Show unit", "amount_minor": "14,800"}
    )

    deal = Opportunity.objects.get()
    assert answer.url == deal.get_absolute_url()
    assert (deal.contact, deal.amount_minor) == (lead.contact, 1_480_000)


def test_assigning_is_not_for_a_rep(rep_client, cast):
    lead = make_lead(cast)

    answer = rep_client.post(reverse("leads:lead-assign", args=[lead.pk]), {"owner": cast.sdr.pk})

    lead.refresh_from_db()
    assert answer.status_code == 403
    assert lead.owner == cast.rep


def test_trashed_lead_comes_back(rep_client, cast):
    lead = make_lead(cast)

    rep_client.post(reverse("leads:lead-trash", args=[lead.pk]))
    gone = rep_client.get(reverse("leads:lead-list")).content.decode()
    trash = rep_client.get(reverse("leads:lead-trash-list")).content.decode()
    rep_client.post(reverse("leads:lead-restore", args=[lead.pk]))

    lead.refresh_from_db()
    assert f'href="/leads/{lead.pk}/"' not in gone
    assert "40 curtain sets" in trash
    assert lead.deleted_at is None
    assert AuditEntry.objects.filter(kind="lead", record_id=lead.pk, verb="restored").exists()


def test_new_lead_is_not_for_a_viewer(client, cast):
    client.force_login(cast.viewer, backend="jualan.people.sign_in.PersonBackend")

    assert client.get(reverse("leads:lead-create")).status_code == 403


def test_filters_and_columns_are_asked_for_when_they_are_opened(rep_client, cast):
    page = rep_client.get(
        reverse("leads:lead-list"), {"part": "filters", "status": "new"}, headers=HTMX
    ).content.decode()
    columns = rep_client.get(reverse("leads:lead-list"), {"part": "columns"}).content.decode()

    assert 'name="status" value="new" checked' in page
    assert "<html" not in page
    assert 'name="columns" value="email"' in columns
    assert "<html" in columns
