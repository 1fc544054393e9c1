"""Orders, parcels, payments and stock on the screen, in both languages."""

import datetime as dt

import pytest
from django.test import Client

from jualan.accounts.actions import make_account
from jualan.accounts.models import Account
from jualan.catalog.actions import change_tier, make_tier
from jualan.catalog.models import Product
from jualan.people.actions.tokens import make_token
from jualan.people.policy import SYSTEM
from jualan.store.actions import rebuild_statistics, take_order
from jualan.store.models import Location, Order
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LAMP = [{"title": "Lamp", "quantity_milli": 1000, "unit_price_micro": 80_000_000}]
FILE = (
    "number,placed_on,sku,quantity,unit_price,total,seller_voucher,platform_voucher,platform_fee,payment_method,"
    "fulfilment_status,delivered_on,location,ship_to_name,ship_to_phone,due_on\n"
    "S1,2026-03-01,L1,2,50,85,5,10,7.20,COD,Delivered,2026-03-05,Gudang Klang,S****i,******12,2026-04-01\n"
)


def signed_in(client: Client, cast: Cast, role: str, language: str = "en") -> Client:
    cast.members[role].language = language
    cast.members[role].save()
    client.force_login(cast.members[role], backend="jualan.people.sign_in.PersonBackend")
    return client


@pytest.fixture
def order(cast: Cast, bring) -> Order:
    bring("products", "sku,name\nL1,Lampu\n")
    bring("orders", FILE)
    return Order.objects.get()


def test_order_tells_its_vouchers_fees_and_parcel(client: Client, cast: Cast, order: Order) -> None:
    text = signed_in(client, cast, "director").get(order.get_absolute_url()).content.decode()

    wanted = ("Seller's voucher", "Paid by the buyer", "85.00", "Platform's fees", "7.20", "Delivered")
    assert [word for word in (*wanted, "Gudang Klang", "S****i", "******12", "COD") if word not in text] == []


def test_order_in_malay(client: Client, cast: Cast, order: Order) -> None:
    text = signed_in(client, cast, "director", "ms").get(order.get_absolute_url()).content.decode()

    wanted = ("Baucar penjual", "Dibayar oleh pembeli", "Caj platform", "Sudah sampai", "Penerima", "Cara bayaran")
    assert [word for word in wanted if word not in text] == []


def test_order_list_by_parcel_and_way_of_paying(client: Client, cast: Cast, order: Order) -> None:
    director = signed_in(client, cast, "director")
    klang = Location.objects.get()

    for asked, is_there in (
        ("fulfilment=delivered", True),
        ("fulfilment=returned", False),
        ("payment_method=cod", True),
        ("payment_method=card", False),
        (f"location={klang.pk}", True),
    ):
        page = director.get(f"/orders/?{asked}").content.decode()
        assert (f'href="{order.get_absolute_url()}"' in page) is is_there, asked


def test_payments_of_a_file_stand_on_the_order(client: Client, cast: Cast, order: Order, bring) -> None:
    bring("payments", "order_number,paid_on,amount,method,reference\nS1,2026-03-09,20,DuitNow,RX77\n")

    text = signed_in(client, cast, "director").get(order.get_absolute_url()).content.decode()

    assert "DuitNow" in text
    assert "RX77" in text


def test_stock_on_the_page_and_in_the_list(client: Client, cast: Cast, bring, work_jobs) -> None:
    bring("products", "sku,name\nL1,Lampu\nV1,Pasu\n")
    bring(
        "stock",
        "sku,location,on_hand,incoming,expected_on,as_of\nL1,Muar,1234,20,2026-03-20,2026-03-01\nL1,Klang,3,,,2026-03-02\n",
    )
    work_jobs()
    lamp, vase = Product.objects.order_by("sku")
    rep = signed_in(client, cast, "rep")

    part = rep.get(f"/orders/stock/{lamp.pk}/").content.decode()
    assert [word for word in ("Muar", "Klang", "1,234", "1,237", "20 Mar") if word not in part] == []
    assert "1,237" in rep.get("/products/").content.decode()
    assert "Never counted yet." in rep.get(f"/orders/stock/{vase.pk}/").content.decode()


def test_stock_in_malay(client: Client, cast: Cast, bring) -> None:
    bring("products", "sku,name\nL1,Lampu\n")
    bring("stock", "sku,location,on_hand,as_of\nL1,Muar,5,2026-03-01\n")

    part = signed_in(client, cast, "rep", "ms").get(f"/orders/stock/{Product.objects.get().pk}/").content.decode()

    assert [word for word in ("Stok", "Ada sekarang", "Dalam perjalanan", "Lokasi") if word not in part] == []


def test_returned_parcels_stand_with_the_customer(client: Client, cast: Cast, bring, work_jobs) -> None:
    bring("orders", "number,placed_on,total,email,fulfilment_status\n1,2026-03-01,80,a@mail.example,RTS\n")
    work_jobs()
    account = Account.objects.get()

    assert "1 parcel came back" in signed_in(client, cast, "director").get(f"/orders/of/{account.pk}/").content.decode()


def stockist(cast: Cast, *, least: int) -> Account:
    tier = make_tier("stokis", {"en": "Stockist", "ms": "Stokis"}, actor=SYSTEM)
    change_tier(tier, price_list=None, minimum_order_minor=least, actor=SYSTEM)
    return make_account({"name": "Kedai Muar", "kind": "stockist", "tier": tier}, owner=cast.rep, actor=SYSTEM)


@pytest.mark.parametrize(("least", "warns"), [(8001, True), (8000, False), (0, False)])
def test_order_below_the_tiers_least_warns(client: Client, cast: Cast, least: int, warns: bool) -> None:
    account = stockist(cast, least=least)
    order = take_order({"number": "1", "account": account, "owner": cast.rep}, LAMP, actor=SYSTEM)

    text = signed_in(client, cast, "rep").get(order.get_absolute_url()).content.decode()

    assert ("Below the least order of tier Stockist" in text) is warns


def test_statistics_of_a_customer_who_only_sent_back() -> None:
    account = make_account({"name": "A"}, owner=None, actor=SYSTEM)
    take_order(
        {"number": "1", "account": account, "fulfilment": "returned", "placed_on": dt.date(2026, 3, 1)},
        LAMP,
        actor=SYSTEM,
    )

    rebuild_statistics([account.pk])

    assert (account.statistics.orders, account.statistics.returned_parcels) == (0, 1)


def test_the_tiers_least_is_set_on_the_screen(client: Client, cast: Cast) -> None:
    tier = make_tier("stokis", {"en": "Stockist", "ms": "Stokis"}, actor=SYSTEM)
    director = signed_in(client, cast, "director")

    director.post(f"/products/tiers/{tier.pk}/", {"price_list": "", "minimum": "3,000.00"})

    tier.refresh_from_db()
    assert tier.minimum_order_minor == 300_000
    assert "3,000.00" in director.get("/products/price-lists/").content.decode()


def test_orders_payments_and_stock_over_rest(client: Client, cast: Cast, order: Order, bring) -> None:
    bring("payments", "order_number,paid_on,amount,method,reference\nS1,2026-03-09,20,DuitNow,RX77\n")
    bring("stock", "sku,location,on_hand,as_of\nL1,Muar,5,2026-03-01\n")
    key = {"Authorization": f"Bearer {make_token(cast.members['director'], 't', actor=SYSTEM)}"}

    whole = client.get(f"/api/v1/orders/{order.pk}", headers=key).json()
    money = client.get("/api/v1/payments", headers=key).json()["items"]
    (level,) = client.get("/api/v1/stock", headers=key).json()["items"]

    assert (whole["platform_voucher_minor"], whole["location"], whole["delivered_on"]) == (
        1000,
        "Gudang Klang",
        "2026-03-05",
    )
    assert sorted((row["order_number"], row["amount_minor"], row["reference"]) for row in money) == [
        ("S1", 2000, "RX77"),
        ("S1", 7500, ""),
    ]
    assert (level["sku"], level["location"], level["on_hand_milli"]) == ("L1", "Muar", 5000)
