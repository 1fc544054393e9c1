"""Payments one by one, from files and from people."""

import datetime as dt
import io

import pytest

from jualan.core.errors import RuleBroken
from jualan.core.imports.exporting import Table, write_csv
from jualan.core.imports.reverting import revert_run
from jualan.core.models import ImportRun
from jualan.people.policy import SYSTEM
from jualan.store.actions import deliver_order, return_parcel, take_order, take_payment
from jualan.store.models import Order, Payment

ORDERS = "number,placed_on,total,status\nA1,2026-03-01,100,paid\nA2,2026-03-02,80,pending\n"
PAYMENTS = "order_number,paid_on,amount,method,reference\nA1,2026-03-04,30,FPX,R1\nA2,2026-03-05,80,DuitNow,R2\n"
LAMP = [{"title": "Lamp", "quantity_milli": 1000, "unit_price_micro": 80_000_000}]


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


def money(number):
    rows = Payment.objects.filter(order__number=number).order_by("paid_on")
    return list(rows.values_list("paid_on", "amount_minor"))


def standing(number):
    return Order.objects.values_list("state", "received_minor").get(number=number)


def test_a_payment_is_part_of_what_its_order_says_was_received(bring):
    bring("orders", ORDERS)

    assert counts(bring("payments", PAYMENTS)) == (2, 0, 0, 0)
    assert money("A1") == [(dt.date(2026, 3, 1), 7000), (dt.date(2026, 3, 4), 3000)]
    assert (standing("A1"), standing("A2")) == (("paid", 10000), ("paid", 8000))


def test_the_same_file_twice_and_the_orders_again_change_nothing(bring):
    bring("orders", ORDERS)
    bring("payments", PAYMENTS)
    before = list(Payment.objects.order_by("pk").values())

    assert counts(bring("payments", PAYMENTS)) == (0, 0, 2, 0)
    bring("orders", ORDERS.replace(",status", ",status,tags").replace("paid\n", "paid,vip\n"), name="again.csv")

    assert [row["amount_minor"] for row in before] == list(
        Payment.objects.order_by("pk").values_list("amount_minor", flat=True)
    )
    assert (standing("A1"), standing("A2")) == (("paid", 10000), ("paid", 8000))


def test_two_payments_of_one_day_and_amount_are_two(bring):
    bring("orders", ORDERS)
    bring("payments", "order_number,paid_on,amount\nA2,2026-03-05,20\nA2,2026-03-05,20\n")

    assert money("A2") == [(dt.date(2026, 3, 5), 2000), (dt.date(2026, 3, 5), 2000)]
    assert standing("A2") == ("partly_paid", 4000)


def test_a_payment_mended_by_its_reference(bring):
    bring("orders", ORDERS)
    bring("payments", PAYMENTS)

    outcome = bring("payments", PAYMENTS.replace("04,30", "06,45"), name="mended.csv")

    assert counts(outcome) == (0, 1, 1, 0)
    assert money("A1") == [(dt.date(2026, 3, 1), 5500), (dt.date(2026, 3, 6), 4500)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A9,2026-03-04,30", "unknown_order"),
        ("A1,,30", "paid_on_missing"),
        ("A1,2026-03-04,", "amount_missing"),
        (",2026-03-04,30", "order_number_missing"),
    ],
)
def test_what_cannot_be_placed_is_refused(bring, row, reason):
    bring("orders", ORDERS)

    outcome = bring("payments", f"order_number,paid_on,amount\n{row}\n")

    assert [refused.reason for refused in outcome.refused] == [reason]
    assert Payment.objects.filter(is_derived=False).count() == 0


def test_a_number_of_two_shops_is_that_of_the_files_own(bring):
    bring("orders", ORDERS, system="one")
    bring("orders", ORDERS, system="two", name="two.csv")

    outcome = bring("payments", "order_number,paid_on,amount\nA2,2026-03-05,80\n")
    assert [refused.reason for refused in outcome.refused] == ["ambiguous_order"]

    bring("payments", "order_number,paid_on,amount\nA2,2026-03-05,80\n", system="two", name="three.csv")
    assert Payment.objects.get(is_derived=False).order.connection.system == "two"


def test_a_revert_puts_the_sum_back(bring, work_jobs):
    bring("orders", ORDERS)
    before = money("A1")
    outcome = bring("payments", PAYMENTS)

    revert_run(ImportRun.objects.get(pk=outcome.import_id))
    work_jobs()

    assert (money("A1"), money("A2")) == (before, [])
    assert (standing("A1"), standing("A2")) == (("paid", 10000), ("outstanding", 0))
    assert counts(bring("payments", PAYMENTS, name="later.csv")) == (2, 0, 0, 0)


def test_a_revert_leaves_what_people_noted_since(bring, work_jobs):
    bring("orders", ORDERS)
    outcome = bring("payments", "order_number,paid_on,amount\nA2,2026-03-05,20\n")
    take_payment(Order.objects.get(number="A2"), 3000, paid_on=dt.date(2026, 3, 9), actor=SYSTEM)

    revert_run(ImportRun.objects.get(pk=outcome.import_id))
    work_jobs()

    assert money("A2") == [(dt.date(2026, 3, 9), 3000)]
    assert standing("A2") == ("partly_paid", 3000)


def test_what_is_exported_changes_nothing(bring):
    bring("orders", ORDERS)
    bring("payments", PAYMENTS)
    take_payment(take_order({"number": "H1"}, LAMP, actor=SYSTEM), 3000, method="cash", actor=SYSTEM)
    out = io.StringIO(newline="")
    write_csv(Table("payments", SYSTEM), out)

    assert counts(bring("payments", out.getvalue(), name="own.csv")) == (0, 0, 3, 0)
    assert Payment.objects.count() == 4


def test_cash_on_delivery_by_hand():
    order = take_order({"number": "1", "payment_method": "COD"}, LAMP, actor=SYSTEM)
    with pytest.raises(RuleBroken, match="not_delivered"):
        take_payment(order, 8000, actor=SYSTEM)

    deliver_order(order, delivered_on=dt.date(2026, 3, 5), actor=SYSTEM)

    assert (standing("1"), money("1")) == (("paid", 8000), [(dt.date(2026, 3, 5), 8000)])


def test_a_parcel_that_came_back_by_hand():
    order = take_order({"number": "1", "payment_method": "COD"}, LAMP, actor=SYSTEM)

    return_parcel(order, actor=SYSTEM)

    assert standing("1") == ("returned", 0)


pytestmark = [pytest.mark.usefixtures("born")]
