"""The proof finds nothing in a true business, and each corruption behind its back."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connection

from jualan.accounts.rules import PersonFacts
from jualan.leads.actions import capture_lead, convert_lead
from jualan.people.policy import SYSTEM
from jualan.pipeline.actions import move_stage
from jualan.pipeline.models import Opportunity, Stage
from jualan.store.actions import rebuild_statistics, refund_order, take_order, take_payment
from jualan.store.models import Order
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def prove() -> tuple[int, list[dict[str, object]]]:
    out = io.StringIO()
    try:
        call_command("prove", "--json", stdout=out)
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(out.getvalue())["differences"]


@pytest.fixture
def business(cast: Cast) -> Order:
    lead = capture_lead(PersonFacts("Tan Wei Ling", "w@example.com", "0123884170"), owner=cast.rep, actor=SYSTEM).lead
    deal = convert_lead(lead, {"amount_minor": 1_480_000}, actor=SYSTEM)
    for code in ("negotiation", "won"):
        move_stage(deal, Stage.objects.get(code=code), actor=SYSTEM)
    lamp = {"title": "Lamp", "quantity_milli": 3000, "unit_price_micro": 12_345_678}
    lines = [lamp, {"title": "Vase", "quantity_milli": 1000, "unit_price_micro": 5_000_000}]
    order = take_order({"number": "A1", "buyer": lead.contact, "tax_minor": 200}, lines, actor=SYSTEM)
    take_payment(order, order.total_minor, actor=SYSTEM)
    refund_order(order, 500, actor=SYSTEM)
    rebuild_statistics([order.account_id or 0])
    return order


def test_a_true_business_has_no_difference(business: Order) -> None:
    assert prove() == (0, [])


CORRUPTIONS = {
    "audited_value": "UPDATE pipeline_opportunity SET amount_minor = 1, base_minor = 1",
    "stage_change_missing": "DELETE FROM pipeline_stagechange WHERE id = (SELECT MIN(id) + 1 FROM pipeline_stagechange)",
    "merchandise": "DELETE FROM store_orderline WHERE position = 2",
    "received": "INSERT INTO store_payment (order_id, amount_minor, currency, rate_micro, paid_on, is_day_stated, "
    "is_derived, custom, method, reference, recorded_at) SELECT order_id, amount_minor, currency, rate_micro, paid_on, is_day_stated, "
    "is_derived, custom, method, reference, recorded_at FROM store_payment WHERE amount_minor > 0",
    "closed_on": "UPDATE pipeline_opportunity SET closed_on = '2020-01-01'",
    "credit": "UPDATE pipeline_opportunitycredit SET share_bps = 9000",
    "identity_key": "UPDATE accounts_contact SET phone = '+60111111111'",
    "customer_statistics": "UPDATE store_customerstatistics SET spent_minor = 5",
    "lead_converted_by_nothing": "DELETE FROM leads_leadconversion",
}


@pytest.mark.parametrize("check", CORRUPTIONS)
def test_corruption_is_found(check: str, business: Order) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CORRUPTIONS[check])

    code, differences = prove()

    assert code == 1
    assert check in {difference["check"] for difference in differences}


def test_shifted_win_day_moves_no_other_check(business: Order) -> None:
    Opportunity.objects.update(closed_on="2020-01-01")

    assert {d["check"] for d in prove()[1]} >= {"closed_on", "won_at"}
