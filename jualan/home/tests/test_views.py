"""Today, search, saved views and bulk edits."""

import pytest
from django.urls import reverse

from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import plan_step
from jualan.core.models import Batch, SavedView
from jualan.core.search.refreshing import refresh
from jualan.core.templatetags import remembered
from jualan.core.workspace import today
from jualan.leads.actions import capture_lead
from jualan.leads.models import Lead
from jualan.people.policy import SYSTEM, viewer_of
from jualan.pipeline.actions import add_opportunity

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
BACKEND = "jualan.people.sign_in.PersonBackend"


@pytest.fixture
def rep_client(client, cast):
    client.force_login(cast.rep, backend=BACKEND)
    return client


@pytest.fixture
def manager_client(client, cast):
    client.force_login(cast.sales_manager, backend=BACKEND)
    return client


def make_lead(cast, name="Tan Wei Ling", owner="rep"):
    return capture_lead(PersonFacts(name), title="Sofa", owner=cast.members[owner], actor=SYSTEM).lead


def test_today_names_the_first_act(rep_client, cast):
    make_lead(cast)

    page = rep_client.get("/").content.decode()

    assert "Tan Wei Ling has waited" in page


def test_today_tells_nothing_of_other_people(rep_client, cast):
    make_lead(cast, "Hidden Person", owner="other_rep")
    add_opportunity({"name": "Hidden deal"}, actor=viewer_of(cast.other_rep))

    page = rep_client.get("/").content.decode()

    assert "Hidden" not in page
    assert "Nothing waits for you." in page


def test_today_in_malay(rep_client, cast):
    cast.rep.language = "ms"
    cast.rep.save(update_fields=["language"])

    assert "Tiada yang menunggu anda." in rep_client.get("/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_today_asks_the_database_as_often_for_three_of_each_as_for_one(
    rep_client, cast, django_assert_max_num_queries, number
):
    eyes = viewer_of(cast.rep)
    for place in range(number):
        make_lead(cast, f"Person {place}")
        deal = add_opportunity({"name": f"Deal {place}"}, actor=eyes)
        plan_step("Call", today(), actor=eyes, subject=deal)
        add_opportunity({"name": f"Drifting {place}"}, actor=eyes)
    rep_client.get("/")

    with django_assert_max_num_queries(15):
        page = rep_client.get("/").content.decode()

    assert page.count("Drifting") >= number


def test_today_asks_what_is_next_where_the_deal_stands(rep_client, cast):
    deal = add_opportunity({"name": "Drifting"}, actor=viewer_of(cast.rep))

    page = rep_client.get("/", {"next": f"opportunity-{deal.pk}"}).content.decode()

    assert page.count('class="ledger-ask"') == 1


def test_today_does_not_ask_about_an_invisible_record(rep_client, cast):
    deal = add_opportunity({"name": "Hidden deal"}, actor=viewer_of(cast.other_rep))

    assert "Hidden deal" not in rep_client.get("/", {"next": f"opportunity-{deal.pk}"}).content.decode()


def test_search_finds_what_may_be_seen(rep_client, cast):
    make_lead(cast)
    make_lead(cast, "Tan Wei Hidden", owner="other_rep")
    refresh()

    page = rep_client.get(reverse("home:search"), {"q": "tan wei"}).content.decode()
    palette = rep_client.get(
        reverse("home:search"), {"q": "tan wei"}, headers={**HTMX, "HX-Target": "div#palette-results"}
    ).content.decode()

    assert "Ling" in page
    assert "Hidden" not in page
    assert palette.lstrip().startswith('<div class="palette-group"')


def test_view_is_saved_pinned_and_removed(rep_client, cast):
    rep_client.post(
        reverse("home:view-create", args=["lead"]), {"name": "Hot", "query": "status=new", "is_pinned": "1"}
    )
    view = SavedView.objects.get()
    pinned = rep_client.get("/").content.decode()
    rep_client.post(reverse("home:view-delete", args=[view.pk]))

    assert "/leads/?status=new" in pinned
    assert not SavedView.objects.exists()


def test_sharing_a_view_has_a_permission_of_its_own(rep_client):
    answer = rep_client.post(reverse("home:view-create", args=["lead"]), {"name": "Hot", "sharing": "all"})

    assert answer.status_code == 403
    assert not SavedView.objects.exists()


def test_view_of_somebody_else_is_not_found(rep_client, cast):
    view = SavedView.objects.create(kind="lead", name="Mine", owner=cast.other_rep)

    assert rep_client.post(reverse("home:view-delete", args=[view.pk])).status_code == 404


def test_bulk_shows_first_and_changes_when_confirmed(manager_client, cast):
    leads = [make_lead(cast, f"Person {place}") for place in range(2)]
    url = reverse("home:bulk", args=["lead"])
    chosen = {"verb": "assign", "id": [lead.pk for lead in leads]}

    preview = manager_client.post(url, chosen).content.decode()
    untouched = set(Lead.objects.values_list("owner", flat=True))
    manager_client.post(url, {**chosen, "value": cast.sdr.pk, "confirm": "1"})
    batch = Batch.objects.get(kind="bulk")
    changed = set(Lead.objects.values_list("owner", flat=True))
    manager_client.post(reverse("home:batch-undo", args=[batch.pk]))

    assert "2 records" in preview
    assert untouched == {cast.rep.pk}
    assert changed == {cast.sdr.pk}
    assert set(Lead.objects.values_list("owner", flat=True)) == {cast.rep.pk}


def test_bulk_lists_what_refuses(manager_client, cast):
    lead = make_lead(cast)
    lead.status_kind = "disqualified"
    lead.save(update_fields=["status_kind"])

    page = manager_client.post(
        reverse("home:bulk", args=["lead"]), {"verb": "status", "id": [lead.pk], "value": "qualified", "confirm": "1"}
    ).content.decode()

    assert "This lead is closed." in page
    assert not Batch.objects.exists()


def test_bulk_changes_only_what_may_be_seen(rep_client, cast):
    hidden = make_lead(cast, owner="other_rep")

    rep_client.post(reverse("home:bulk", args=["lead"]), {"verb": "trash", "id": [hidden.pk], "confirm": "1"})

    hidden.refresh_from_db()
    assert hidden.deleted_at is None


def test_bulk_verb_without_its_permission_is_refused(rep_client, cast):
    lead = make_lead(cast)

    answer = rep_client.post(reverse("home:bulk", args=["lead"]), {"verb": "assign", "id": [lead.pk]})

    assert answer.status_code == 403


def test_undo_is_for_the_one_who_did_it(rep_client, cast):
    batch = Batch.objects.create(kind="bulk", actor=cast.other_rep)

    assert rep_client.post(reverse("home:batch-undo", args=[batch.pk])).status_code == 403


def test_unknown_list_is_not_found(rep_client):
    assert rep_client.post(reverse("home:bulk", args=["dragon"]), {}).status_code == 404


def test_what_surrounds_a_page_is_remembered_for_one_person_and_place(rep_client, cast):
    first = rep_client.get(reverse("leads:lead-list"), {"status": "new"}).content.decode()
    again = rep_client.get(reverse("leads:lead-list"), {"q": "<b>"}).content.decode()
    elsewhere = rep_client.get(reverse("accounts:account-list")).content.decode()
    cast.rep.full_name = "Aminah Zain"
    cast.rep.save(update_fields=["full_name"])
    renamed = rep_client.get(reverse("leads:lead-list")).content.decode()

    assert 'name="next" value="/leads/?status=new"' in first
    assert 'name="next" value="/leads/?q=%3Cb%3E"' in again
    assert '<a class="rail-entry" href="/leads/" aria-current="page">' in again
    assert '<a class="rail-entry" href="/leads/">' in elsewhere
    assert "Aminah Zain" in renamed
    assert "\0" not in first + again + elsewhere
    assert any(template == "core/ui/rail.html" for _key, template in remembered._drawn)
