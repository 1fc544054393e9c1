"""The proof of payments, parcels and stock: nothing in a true business, and each corruption behind its back."""

import pytest
from django.db import connection

from jualan.accounts.actions import make_account
from jualan.core.imports.reverting import revert_run
from jualan.core.models import ImportRun
from jualan.metrics.prove.records import prove_records
from jualan.people.policy import SYSTEM
from jualan.store.actions import take_order
from jualan.store.models import Order

ORDERS = (
    "number,placed_on,total,email,payment_method,fulfilment_status,delivered_on\n"
    "1,2026-03-01,100,a@mail.example,FPX,Delivered,2026-03-03\n"
    "2,2026-03-01,80,a@mail.example,COD,Delivered,2026-03-05\n"
    "3,2026-03-01,50,a@mail.example,COD,Shipped,\n"
    "4,2026-03-01,20,b@mail.example,COD,Returned,\n"
)
VOUCHERS = (
    "number,placed_on,sku,quantity,unit_price,shipping,total,seller_voucher,platform_voucher\n"
    "5,2026-03-01,L1,2,50,6,91,5,10\n6,2026-03-01,,,,6,91,,10\n"
)


@pytest.fixture
def shop(bring, work_jobs):
    bring("products", "sku,name\nL1,Lampu\n")
    bring("orders", ORDERS)
    bring("orders", VOUCHERS, name="vouchers.csv")
    bring("payments", "order_number,paid_on,amount,reference\n1,2026-03-02,30,R1\n")
    bring(
        "stock",
        "sku,location,on_hand,incoming,as_of\nL1,Muar,5,2,2026-03-01\nL1,Klang,3,,2026-03-01\nL1,Muar,4,,2026-03-02\n",
    )
    work_jobs()


def found() -> list[tuple[str, object, object]]:
    return [(d.check, d.expected, d.found) for d in prove_records()[1]]


def test_a_true_shop_has_no_difference(shop):
    assert found() == []


@pytest.mark.parametrize(
    ("statement", "check", "expected", "told"),
    [
        ("UPDATE store_productstock SET on_hand_milli = 9000", "stock", [7000, 0], [9000, 0]),
        ("UPDATE store_customerstatistics SET returned_parcels = 3 WHERE orders = 0", "returned_parcels", 1, 3),
    ],
)
def test_each_corruption_is_found(shop, statement, check, expected, told):
    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert found() == [(check, expected, told)]


def test_a_payment_counted_twice_is_found(shop):
    order = Order.objects.get(number="1")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_payment (order_id, amount_minor, currency, rate_micro, paid_on, is_day_stated, is_derived, "
            "method, reference, custom, recorded_at) SELECT order_id, amount_minor, currency, rate_micro, paid_on, "
            "is_day_stated, is_derived, method, reference, custom, recorded_at FROM store_payment WHERE reference = 'R1'"
        )

    assert ("payment_doubled", 10000, 13000) in found()
    assert ("received", 13000, order.received_minor) in found()


def test_money_of_a_parcel_on_its_way_is_found(shop):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_order SET delivered_on = NULL, fulfilment = 'sent' WHERE number = '2'")

    assert [check for check, _expected, _found in found()] == ["collected_on"]


def test_payments_of_a_file_for_an_order_that_was_typed(bring, work_jobs):
    account = make_account({"name": "Hotel Seri"}, owner=None, actor=SYSTEM)
    lamp = {"title": "Lamp", "quantity_milli": 1000, "unit_price_micro": 80_000_000}
    take_order({"number": "H1", "account": account}, [lamp], actor=SYSTEM)
    outcome = bring("payments", "order_number,paid_on,amount\nH1,2026-03-02,30\n")
    work_jobs()
    assert found() == []

    revert_run(ImportRun.objects.get(pk=outcome.import_id))
    work_jobs()

    assert found() == []
    assert Order.objects.values_list("state", "received_minor").get() == ("outstanding", 0)
