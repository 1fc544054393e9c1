"""Vouchers, cash on delivery, parcels, staff and places of orders that files bring."""

import datetime as dt
import io

import pytest

from jualan.accounts.models import Contact
from jualan.core.imports.exporting import Table, write_csv
from jualan.core.imports.reverting import revert_run
from jualan.core.models import ImportRun
from jualan.people.policy import SYSTEM
from jualan.store.models import CustomerStatistics, Order, OrderCredit, Payment
from jualan.store.rules import Parcel, fulfilment_of_word, is_cash_on_delivery, state_of_received

COD = "number,placed_on,total,payment_method,fulfilment_status,delivered_on\n"


@pytest.fixture
def export_text():
    def write(kind: str) -> str:
        out = io.StringIO(newline="")
        write_csv(Table(kind, SYSTEM), out)
        return out.getvalue()

    return write


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Returned to Sender", "returned"),
        ("RTS", "returned"),
        ("delivered", "delivered"),
        ("Selesai", "delivered"),
        ("to-ship", "waiting"),
        ("fulfilled", "sent"),
        ("partial", "partly_sent"),
        ("bungkus cantik", ""),
    ],
)
def test_where_a_parcel_is(word, meaning):
    assert fulfilment_of_word(word) == meaning


@pytest.mark.parametrize(
    "method", ["COD", "Cash on Delivery", "cash_on_delivery", "Shopify COD", "Bayar semasa hantar", "C.O.D."]
)
def test_cash_on_delivery_by_its_words(method):
    assert is_cash_on_delivery(method)


@pytest.mark.parametrize("method", ["", "card", "cash", "codeine", "FPX", "Shopee Pay"])
def test_other_ways_of_paying(method):
    assert not is_cash_on_delivery(method)


@pytest.mark.parametrize(
    ("parcel", "state", "becomes"),
    [
        (Parcel("cod"), "paid", "on_terms"),
        (Parcel("cod", "returned"), "paid", "returned"),
        (Parcel("cod", "delivered"), "on_terms", "paid"),
        (Parcel("cod", "", dt.date(2026, 1, 2)), "paid", "paid"),
        (Parcel("cod"), "outstanding", "outstanding"),
        (Parcel("cod"), "cancelled", "cancelled"),
        (Parcel("card", "returned"), "paid", "paid"),
    ],
)
def test_what_a_parcel_says_of_the_money(parcel, state, becomes):
    assert parcel.state(state) == becomes


@pytest.mark.parametrize(
    ("state", "received", "becomes"),
    [
        ("outstanding", 0, "outstanding"),
        ("outstanding", 40, "partly_paid"),
        ("on_terms", 100, "paid"),
        ("paid", 60, "partly_paid"),
        ("cancelled", 100, "cancelled"),
    ],
)
def test_what_is_paid_after_money_was_noted(state, received, becomes):
    assert state_of_received(state, received, 100) == becomes


VOUCHERS = (
    "number,placed_on,sku,quantity,unit_price,shipping,total,seller_voucher,platform_voucher,platform_fee\n"
    "S1,2026-03-01,A,2,50,6,91,5,10,7.20\n"
)


def test_the_sellers_voucher_lowers_the_sale_and_the_platforms_does_not(bring):
    bring("orders", VOUCHERS)

    order = Order.objects.get()
    assert (order.merchandise_minor, order.total_minor, order.buyer_pays_minor) == (9500, 10100, 9100)
    assert (order.seller_voucher_minor, order.platform_voucher_minor, order.platform_fee_minor) == (500, 1000, 720)
    assert Payment.objects.get().amount_minor == 10100


@pytest.mark.parametrize(("total", "whole"), [("101", 10100), ("91", 10100), ("90.95", 10095)])
def test_a_total_with_or_without_the_platforms_voucher(bring, total, whole):
    bring("orders", VOUCHERS.replace("6,91,5", f"6,{total},5"))

    assert Order.objects.get().total_minor == whole


def test_a_voucher_written_on_every_row_of_an_order_is_one(bring):
    bring(
        "orders",
        "number,placed_on,sku,unit_price,total,seller_voucher\n1,2026-03-01,A,20,45,-5\n1,2026-03-01,B,30,45,-5\n",
    )

    assert (Order.objects.get().merchandise_minor, Order.objects.get().seller_voucher_minor) == (4500, 500)


def test_cash_on_delivery_is_received_on_the_day_of_delivery(bring):
    bring(
        "orders",
        COD + "1,2026-03-01,80,COD,Completed,2026-03-05\n2,2026-03-01,50,COD,Shipped,\n3,2026-03-01,20,card,,\n",
    )

    paid = list(Payment.objects.order_by("amount_minor").values_list("order__number", "paid_on", "is_day_stated"))
    assert paid == [("3", dt.date(2026, 3, 1), False), ("1", dt.date(2026, 3, 5), True)]
    assert dict(Order.objects.values_list("number", "state")) == {"1": "paid", "2": "on_terms", "3": "paid"}


def test_a_couriers_report_books_what_was_collected(bring):
    bring(
        "orders", "number,placed_on,sku,quantity,unit_price,payment_method,status\n1,2026-03-01,A,2,40,COD,processing\n"
    )
    report = "number,fulfilment_status,delivered_on\n1,Delivered,2026-03-07\n"

    assert counts(bring("orders", report, name="courier.csv")) == (0, 1, 0, 0)
    order = Order.objects.get()
    assert (order.state, order.received_minor, order.merchandise_minor) == ("paid", 8000, 8000)
    assert Payment.objects.get().paid_on == dt.date(2026, 3, 7)
    assert counts(bring("orders", report, name="courier.csv")) == (0, 0, 1, 0)


def test_a_parcel_that_came_back_is_no_sale_and_is_counted_of_its_customer(bring, work_jobs):
    bring(
        "orders",
        "number,placed_on,total,email,payment_method\n1,2026-03-01,80,a@mail.example,COD\n2,2026-03-02,30,a@mail.example,card\n",
    )
    bring("orders", "number,fulfilment_status\n1,Returned to sender\n", name="courier.csv")
    work_jobs()

    assert Order.objects.get(number="1").state == "returned"
    assert not Payment.objects.filter(order__number="1").exists()
    found = CustomerStatistics.objects.get()
    assert (found.orders, found.spent_minor, found.returned_parcels) == (1, 3000, 1)


def test_a_told_word_says_where_the_parcel_is(bring):
    bring("orders", COD + "1,2026-03-01,80,COD,Beres,\n", values=(("fulfilment_status", "Beres", "delivered"),))

    order = Order.objects.get()
    assert (order.fulfilment_status, order.fulfilment, order.received_minor) == ("Beres", "delivered", 8000)


def test_who_served_has_the_credit_and_owns_what_nobody_owns(bring):
    bring("users", "name\nSiti\nAli\n")
    bring(
        "orders",
        "number,placed_on,total,staff,owner,location\n1,2026-03-01,80,Siti,,Kedai Muar\n2,2026-03-01,50,Siti,Ali,Kedai Muar\n",
    )

    found = Order.objects.order_by("number").values_list("owner__full_name", "staff__full_name", "location__name")
    assert list(found) == [("Siti", "Siti", "Kedai Muar"), ("Ali", "Siti", "Kedai Muar")]
    assert set(OrderCredit.objects.values_list("user__full_name", "share_bps")) == {("Siti", 10_000)}


def test_a_later_file_that_names_who_served_moves_the_credit_and_a_revert_moves_it_back(bring):
    bring("users", "name\nSiti\nAli\n")
    bring("orders", "number,placed_on,total,owner\n1,2026-03-01,80,Ali\n")
    outcome = bring("orders", "number,staff\n1,Siti\n", name="till.csv")
    assert OrderCredit.objects.get().user.full_name == "Siti"

    revert_run(ImportRun.objects.get(pk=outcome.import_id))

    assert OrderCredit.objects.get().user.full_name == "Ali"
    assert Order.objects.get().staff is None


def test_a_masked_buyer_is_nobody(bring):
    bring(
        "orders",
        "number,placed_on,total,customer_external_id,customer_name,phone,ship_to_name,ship_to_phone\n"
        "1,2026-03-01,10,s****i,S****i,******12,S****i,******12\n2,2026-03-01,10,s****i,S****i,******12,S****i,******12\n",
    )

    assert not Contact.objects.exists()
    order = Order.objects.first()
    assert order is not None
    assert (order.account, order.buyer_name, order.ship_to_name, order.ship_to_phone) == (
        None,
        "S****i",
        "S****i",
        "******12",
    )


def test_a_recipient_is_no_customer(bring):
    bring(
        "orders",
        "number,placed_on,total,email,ship_to_name,ship_to_phone\n1,2026-03-01,10,agent@mail.example,Puan Rohana,012-345 6789\n",
    )

    assert list(Contact.objects.values_list("email", "phone")) == [("agent@mail.example", "")]
    assert Order.objects.get().ship_to_name == "Puan Rohana"


def test_what_is_exported_changes_nothing(bring, export_text):
    bring("users", "name\nSiti\n")
    bring("orders", VOUCHERS)
    bring(
        "orders",
        COD + "1,2026-03-01,80,COD,Completed,2026-03-05\n2,2026-03-01,50,COD,Shipped,\n3,2026-03-01,9,COD,RTS,\n",
        name="two.csv",
    )
    bring(
        "orders",
        "number,placed_on,total,staff,location,due_on\n9,2026-03-01,80,Siti,Muar,2026-04-01\n",
        name="three.csv",
    )
    before = list(Order.objects.order_by("pk").values()), list(Payment.objects.order_by("pk").values())

    outcome = bring("orders", export_text("orders"), name="own.csv")

    assert counts(outcome) == (0, 0, 5, 0)
    assert (list(Order.objects.order_by("pk").values()), list(Payment.objects.order_by("pk").values())) == before
