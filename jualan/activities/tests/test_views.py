"""What a tap logs and plans."""

import pytest
from django.urls import reverse

from jualan.activities.actions import plan_step
from jualan.activities.models import Activity, FollowUp
from jualan.core.workspace import today
from jualan.people.policy import viewer_of
from jualan.pipeline.actions import add_opportunity

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


@pytest.fixture
def rep_client(client, cast):
    client.force_login(cast.rep, backend="jualan.people.sign_in.PersonBackend")
    return client


@pytest.fixture
def deal(cast):
    return add_opportunity({"name": "Office pantry"}, actor=viewer_of(cast.rep))


def url(name, deal):
    return reverse(f"activities:{name}", args=["opportunity", deal.pk])


def test_note_is_logged_without_script_and_goes_back(rep_client, deal):
    page = deal.get_absolute_url()

    answer = rep_client.post(url("activity-log", deal), {"kind": "note", "body": "Likes grey", "next": page})

    assert answer.url == page
    assert Activity.objects.get(kind="note").body == "Likes grey"
    assert "Likes grey" in rep_client.get(page).content.decode()


def test_empty_note_is_refused_and_the_page_kept(rep_client, deal):
    answer = rep_client.post(url("activity-log", deal), {"kind": "note", "body": " "}, headers=HTMX)

    assert answer.status_code == 422
    assert not Activity.objects.filter(kind="note").exists()


def test_call_is_one_tap(rep_client, deal):
    rep_client.post(url("activity-log", deal), {"kind": "call", "outcome": "no_answer"}, headers=HTMX)

    entry = Activity.objects.get(kind="call")
    assert (entry.outcome, entry.direction) == ("no_answer", "out")


def test_outcome_is_one_tap_after(rep_client, deal):
    rep_client.post(url("activity-log", deal), {"kind": "chat"}, headers=HTMX)
    entry = Activity.objects.get(kind="chat")

    rep_client.post(reverse("activities:activity-outcome", args=[entry.pk]), {"outcome": "replied"}, headers=HTMX)

    entry.refresh_from_db()
    assert entry.outcome == "replied"


def test_pinned_entry_stands_first(rep_client, deal):
    rep_client.post(url("activity-log", deal), {"kind": "note", "body": "Old and dear"})
    entry = Activity.objects.get(kind="note")
    rep_client.post(reverse("activities:activity-pin", args=[entry.pk]), headers=HTMX)

    page = rep_client.get(deal.get_absolute_url()).content.decode()

    assert "Pinned" in page


def test_step_keeps_the_words_of_its_day(rep_client, deal):
    rep_client.post(url("step-plan", deal), {"title": "Bring samples", "when": "esok 3 petang"}, headers=HTMX)

    step = FollowUp.objects.get()
    deal.refresh_from_db()
    assert (step.title, step.due_words, step.due_at is not None) == ("Bring samples", "esok 3 petang", True)
    assert deal.next_step_on == step.due_on


def test_step_of_no_day_keeps_what_was_typed(rep_client, deal):
    answer = rep_client.post(url("step-plan", deal), {"title": "Bring samples", "when": "some day"}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Bring samples"' in page
    assert 'value="some day"' in page


def test_done_asks_what_is_next_and_can_be_taken_back(rep_client, cast, deal):
    step = plan_step("Call", today(), actor=viewer_of(cast.rep), subject=deal)

    answer = rep_client.post(reverse("activities:step-done", args=[step.pk]), headers=HTMX)
    rep_client.post(reverse("activities:step-reopen", args=[step.pk]), headers=HTMX)

    step.refresh_from_db()
    assert f"next=opportunity-{deal.pk}" in answer["HX-Location"]
    assert step.done_at is None


def test_step_is_put_off_and_dropped(rep_client, cast, deal):
    step = plan_step("Call", today(), actor=viewer_of(cast.rep), subject=deal)

    rep_client.post(reverse("activities:step-move", args=[step.pk]), {"when": "minggu depan"}, headers=HTMX)
    step.refresh_from_db()
    moved = step.due_on
    rep_client.post(reverse("activities:step-drop", args=[step.pk]), headers=HTMX)

    step.refresh_from_db()
    assert moved > today()
    assert step.dropped_at is not None


def test_logging_on_an_invisible_record_is_not_found(client, cast, deal):
    client.force_login(cast.other_rep, backend="jualan.people.sign_in.PersonBackend")

    assert client.post(url("activity-log", deal), {"kind": "note", "body": "x"}).status_code == 404
    assert not Activity.objects.filter(kind="note").exists()


def test_logging_is_not_for_a_viewer(client, cast, deal):
    client.force_login(cast.viewer, backend="jualan.people.sign_in.PersonBackend")

    assert client.post(url("activity-log", deal), {"kind": "note", "body": "x"}).status_code == 403


def test_unknown_kind_of_record_is_not_found(rep_client):
    assert rep_client.post(reverse("activities:step-plan", args=["dragon", 1]), {}).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "No next step"), ("ms", "Tiada langkah seterusnya")])
def test_next_step_speaks_both_languages(rep_client, cast, deal, language, words):
    cast.rep.language = language
    cast.rep.save(update_fields=["language"])

    assert words in rep_client.get(deal.get_absolute_url()).content.decode()
