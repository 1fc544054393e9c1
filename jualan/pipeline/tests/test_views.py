"""Deals on the screen: board, list, one deal, the layout of pipelines."""

import pytest
from django.urls import reverse

from jualan.catalog.models import Product
from jualan.people.policy import viewer_of
from jualan.pipeline.actions import add_opportunity
from jualan.pipeline.models import LostReason, Opportunity, Pipeline, Stage, StageChange
from tests.cast import SESSION_QUERIES

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/sales/"}
BACKEND = "jualan.people.sign_in.PersonBackend"


@pytest.fixture
def rep_client(client, cast):
    client.force_login(cast.rep, backend=BACKEND)
    return client


@pytest.fixture
def manager_client(client, cast):
    client.force_login(cast.sales_manager, backend=BACKEND)
    return client


def make_deal(cast, name="Office pantry", owner="rep", **values):
    return add_opportunity({"name": name, "amount_minor": 2_460_000, **values}, actor=viewer_of(cast.members[owner]))


def stage(code):
    return Stage.objects.get(code=code)


def test_board_shows_visible_deals_with_their_totals(rep_client, cast):
    make_deal(cast)
    make_deal(cast, "Hidden deal", owner="other_rep")

    page = rep_client.get(reverse("pipeline:opportunity-board")).content.decode()

    assert "Office pantry" in page
    assert "24,600.00" in page
    assert "10% = 2,460" in page
    assert "Hidden deal" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_board_asks_the_database_as_often_for_three_cards_as_for_one(
    rep_client, cast, django_assert_num_queries, number
):
    for place in range(number):
        make_deal(cast, f"Deal {place}")
    rep_client.get(reverse("pipeline:opportunity-board"))

    with django_assert_num_queries(12 + SESSION_QUERIES):
        rep_client.get(reverse("pipeline:opportunity-board"))


@pytest.mark.parametrize(("language", "words"), [("en", "Sorted by next step"), ("ms", "Ikut langkah seterusnya")])
def test_board_speaks_both_languages(rep_client, cast, language, words):
    cast.rep.language = language
    cast.rep.save(update_fields=["language"])

    assert words in rep_client.get(reverse("pipeline:opportunity-board")).content.decode()


def test_card_moves_and_the_figures_with_it(rep_client, cast):
    deal = make_deal(cast)

    answer = rep_client.post(
        reverse("pipeline:opportunity-move"),
        {"id": deal.pk, "stage": stage("qualified").pk, "position": 0, "version": deal.version},
        headers=HTMX,
    )

    deal.refresh_from_db()
    page = answer.content.decode()
    assert deal.stage == stage("qualified")
    assert f"hx-target=\".card[data-id='{deal.pk}']\"" in page
    assert "30% = 7,380" in page


def test_card_put_on_lost_asks_why_and_stays(rep_client, cast):
    deal = make_deal(cast)

    answer = rep_client.post(
        reverse("pipeline:opportunity-move"), {"id": deal.pk, "stage": stage("lost").pk}, headers=HTMX
    )

    deal.refresh_from_db()
    assert answer.status_code == 422
    assert b"data-open-now" in answer.content
    assert deal.stage_kind == "open"


@pytest.mark.parametrize("sent", [{}, {"id": "x", "stage": "1"}])
def test_move_that_names_no_deal_is_not_found(rep_client, sent):
    assert rep_client.post(reverse("pipeline:opportunity-move"), sent).status_code == 404


@pytest.mark.parametrize("query", ["owner=²", "source=²", "pipeline=²"])
def test_board_of_a_number_that_is_none_breaks_nothing(rep_client, query):
    assert rep_client.get(f"{reverse('pipeline:opportunity-board')}?{query}").status_code in {200, 404}


def test_deal_is_not_lost_from_a_page_that_is_out_of_date(rep_client, cast):
    deal = make_deal(cast)
    lost = {"reason": LostReason.objects.all()[0].code, "version": deal.version - 1}

    answer = rep_client.post(reverse("pipeline:opportunity-lost", args=[deal.pk]), lost)

    deal.refresh_from_db()
    assert answer.status_code == 409
    assert deal.stage_kind == "open"


def test_moving_an_invisible_deal_is_not_found(rep_client, cast):
    deal = make_deal(cast, owner="other_rep")

    answer = rep_client.post(reverse("pipeline:opportunity-move"), {"id": deal.pk, "stage": stage("won").pk})

    assert answer.status_code == 404


def test_moving_is_not_for_a_viewer(client, cast):
    deal = make_deal(cast)
    client.force_login(cast.viewer, backend=BACKEND)

    answer = client.post(reverse("pipeline:opportunity-move"), {"id": deal.pk, "stage": stage("won").pk})

    deal.refresh_from_db()
    assert answer.status_code == 403
    assert deal.stage_kind == "open"


def test_move_is_taken_back(rep_client, cast):
    deal = make_deal(cast)
    rep_client.post(reverse("pipeline:opportunity-won", args=[deal.pk]))

    rep_client.post(reverse("pipeline:opportunity-back", args=[deal.pk]))

    deal.refresh_from_db()
    assert deal.stage == stage("new")
    assert StageChange.objects.filter(opportunity=deal).count() == 3


def test_lost_with_a_reason_and_reopened(rep_client, cast):
    deal = make_deal(cast)
    url = reverse("pipeline:opportunity-lost", args=[deal.pk])

    refused = rep_client.post(url, {"note": "too dear"}, headers=HTMX)
    rep_client.post(url, {"reason": "price", "note": "too dear"}, headers=HTMX)
    deal.refresh_from_db()
    lost = (deal.stage_kind, deal.lost_reason.code, deal.lost_note)
    rep_client.post(reverse("pipeline:opportunity-reopen", args=[deal.pk]), headers=HTMX)

    deal.refresh_from_db()
    assert refused.status_code == 422
    assert "too dear" in refused.content.decode()
    assert lost == ("lost", "price", "too dear")
    assert deal.stage == stage("new")


def test_detail_in_the_panel_and_as_a_page(rep_client, cast):
    deal = make_deal(cast)

    page = rep_client.get(deal.get_absolute_url()).content.decode()
    panel = rep_client.get(deal.get_absolute_url(), headers={**HTMX, "HX-Target": "aside#panel"}).content.decode()

    assert "RM\xa024,600.00" in page
    assert "<html" in page
    assert panel.lstrip().startswith('<div class="panel-inner">')


def test_detail_of_an_invisible_deal_is_not_found(rep_client, cast):
    deal = make_deal(cast, owner="other_rep")

    assert rep_client.get(deal.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_as_often_for_three_rows_as_for_one(rep_client, cast, django_assert_num_queries, number):
    for place in range(number):
        make_deal(cast, f"Deal {place}")
    rep_client.get(reverse("pipeline:opportunity-list"))

    with django_assert_num_queries(5 + SESSION_QUERIES):
        rep_client.get(reverse("pipeline:opportunity-list"))


def test_number_opens_its_rows_in_the_panel(rep_client, cast):
    make_deal(cast)

    page = rep_client.get(
        reverse("pipeline:opportunity-list") + "?state=open", headers={**HTMX, "HX-Target": "aside#panel"}
    ).content.decode()

    assert "Office pantry" in page
    assert "24,600.00" in page
    assert "<html" not in page


def test_deal_is_added_for_a_new_customer(rep_client, cast):
    answer = rep_client.post(
        reverse("pipeline:opportunity-create"), {"name": "Chairs", "who": "Klinik Ampang", "quantity_milli": "24"}
    )

    deal = Opportunity.objects.get()
    assert answer.url == deal.get_absolute_url()
    assert (deal.contact.full_name, deal.quantity_milli, deal.owner) == ("Klinik Ampang", 24_000, cast.rep)


def test_deal_without_a_name_keeps_what_was_typed(rep_client):
    answer = rep_client.post(reverse("pipeline:opportunity-create"), {"who": "Klinik Ampang", "amount_minor": "x"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Klinik Ampang"' in page
    assert 'value="x"' in page


def test_price_of_a_product_is_proposed_and_taken(rep_client, cast):
    product = Product.objects.create(name="Lamp", name_key="lamp", currency="MYR", price_micro=59_000_000)
    deal = make_deal(cast, product=product, quantity_milli=12_000, amount_minor=None)

    words = rep_client.get(
        reverse("pipeline:opportunity-price"), {"product": product.pk, "quantity_milli": "12"}
    ).content.decode()
    rep_client.post(reverse("pipeline:opportunity-use-price", args=[deal.pk]))

    deal.refresh_from_db()
    assert "708.00" in words
    assert deal.amount_minor == 70_800


def test_criterion_is_ticked_before_the_deal_moves_on(rep_client, cast):
    first = stage("new")
    first.exit_criteria = [{"code": "approver", "name": {"en": "Know who approves"}, "required": True}]
    first.save(update_fields=["exit_criteria"])
    deal = make_deal(cast)
    on = reverse("pipeline:opportunity-stage", args=[deal.pk, stage("qualified").pk])

    refused = rep_client.post(on, headers=HTMX)
    rep_client.post(reverse("pipeline:opportunity-criterion", args=[deal.pk, "approver"]), headers=HTMX)
    rep_client.post(on, headers=HTMX)

    deal.refresh_from_db()
    assert refused.status_code == 422
    assert deal.stage == stage("qualified")


def test_layout_of_pipelines_is_not_for_a_rep(rep_client):
    assert rep_client.get(reverse("pipeline:setup")).status_code == 403


def test_stage_is_changed_and_moved(manager_client):
    target = stage("negotiation")
    prefix = f"stage-{target.pk}"

    manager_client.post(
        reverse("pipeline:stage-edit", args=[target.pk]),
        {
            f"{prefix}-name_en": "Haggling",
            f"{prefix}-name_ms": "Tawar-menawar",
            f"{prefix}-probability": "62.5",
            f"{prefix}-criteria": "* Know who approves | Tahu siapa meluluskan",
        },
    )
    manager_client.post(reverse("pipeline:stage-up", args=[target.pk]))

    target.refresh_from_db()
    assert (target.name.data["en"], target.probability_bps, target.position) == ("Haggling", 6250, 3)
    assert target.exit_criteria[0]["required"] is True


def test_stage_with_an_impossible_chance_is_refused(manager_client):
    target = stage("negotiation")

    answer = manager_client.post(
        reverse("pipeline:stage-edit", args=[target.pk]),
        {f"stage-{target.pk}-name_en": "X", f"stage-{target.pk}-probability": "140"},
    )

    assert answer.status_code == 422
    assert 'value="140"' in answer.content.decode()


def test_pipeline_and_stage_are_added(manager_client):
    manager_client.post(
        reverse("pipeline:pipeline-create"), {"pipeline-name_en": "Wholesale", "pipeline-name_ms": "Borong"}
    )
    pipeline = Pipeline.objects.get(code="wholesale")
    manager_client.post(
        reverse("pipeline:stage-create", args=[pipeline.pk]),
        {f"new-{pipeline.pk}-name_en": "Sample sent", f"new-{pipeline.pk}-kind": "open"},
    )

    assert [item.name.data["en"] for item in pipeline.stages.order_by("position")] == [
        "New",
        "Sample sent",
        "Won",
        "Lost",
    ]
