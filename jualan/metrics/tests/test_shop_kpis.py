"""KPIs of the shop against sums made another way: vouchers, cash on delivery, fees, kinds and tiers of customers."""

import datetime as dt
from collections import defaultdict
from fractions import Fraction

import pytest

from jualan.core.errors import RuleBroken
from jualan.metrics.catalogue import answer, catalogue
from jualan.metrics.queries.asking import Asked
from jualan.metrics.rules import Money
from jualan.people.policy import SYSTEM

ACCOUNTS = (
    "name,kind,tier,email\nKedai Muar,stockist,Stokis,muar@kedai.example\nAini,agent,Ejen,aini@ejen.example\n"
    "Hotel Seri,company,,seri@hotel.example\n"
)
CUSTOMERS = (
    "name,email,account\nMuar,m@mail.example,Kedai Muar\nAini,a@mail.example,Aini\nSeri,s@mail.example,Hotel Seri\n"
)
ORDERS = [
    # number, buyer, goods, seller's voucher, platform's voucher, fee, method, status of the parcel, delivered on
    ("1", "m@mail.example", 1000, 50, 30, 0, "FPX", "", ""),
    ("2", "m@mail.example", 400, 0, 0, 0, "COD", "Delivered", "2026-04-02"),
    ("3", "a@mail.example", 300, 0, 20, 24, "card", "", ""),
    ("4", "a@mail.example", 150, 0, 0, 0, "COD", "Shipped", ""),
    ("5", "s@mail.example", 700, 100, 0, 0, "card", "", ""),
    ("6", "s@mail.example", 90, 0, 0, 0, "COD", "RTS", ""),
]
KIND = {"m@mail.example": "stockist", "a@mail.example": "agent", "s@mail.example": "company"}
TIER = {"m@mail.example": "Stokis", "a@mail.example": "Ejen", "s@mail.example": ""}
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.fixture
def shop(bring, work_jobs):
    bring("accounts", ACCOUNTS)
    bring("contacts", CUSTOMERS)
    head = "number,placed_on,email,sku,unit_price,total,seller_voucher,platform_voucher,platform_fee,payment_method,fulfilment_status,delivered_on\n"
    rows = "".join(
        f"{number},2026-03-01,{buyer},A,{goods},{goods - sv - pv},{sv or ''},{pv or ''},{fee or ''},{method},{word},{on}\n"
        for number, buyer, goods, sv, pv, fee, method, word, on in ORDERS
    )
    bring("orders", head + rows)
    work_jobs()


def asked(code, start=YEAR[0], end=YEAR[1], **more):
    return answer(Asked(code, start, end, SYSTEM, **more))


def sums(of, by):
    found = defaultdict(int)
    for order in ORDERS:
        found[by[order[1]]] += of(order) * 100
    return {key or None: total for key, total in found.items()}


def sold(order):
    return 0 if order[7] == "RTS" else order[2] - order[3]


def received(order):
    return 0 if order[6] == "COD" and not order[8] else order[2] - order[3]


def test_revenue_and_money_received(shop):
    assert asked("revenue").whole.value == sum(map(sold, ORDERS)) * 100
    assert asked("money_received").whole.value == sum(map(received, ORDERS)) * 100


def test_money_after_fees(shop):
    found = asked("money_received").whole.also["net_of_fees"]

    assert found == Money(Fraction(sum(map(received, ORDERS)) - 24) * 100)


def test_cash_on_delivery_on_its_day(shop):
    april = asked("money_received", dt.date(2026, 4, 1), dt.date(2026, 4, 30)).whole

    assert (april.value, april.rows) == (40000, 1)


def test_a_parcel_that_came_back_is_left_out_by_name(shop):
    assert dict(asked("revenue").left_out) == {"returned": 1}


@pytest.mark.parametrize(("code", "of"), [("revenue", sold), ("money_received", received)])
def test_by_kind_and_tier_of_customer(shop, code, of):
    for by, table in (("account_type", KIND), ("tier", TIER)):
        groups = {group.label or None: group.value for group in asked(code, by=by).groups}
        keys = {group.key: group.value for group in asked(code, by=by).groups}
        assert (keys if by == "account_type" else groups) == sums(of, table), by


@pytest.mark.parametrize("value", ["stockist", "agent", "company"])
def test_of_one_kind_only(shop, value):
    assert asked("revenue", where={"account_type": (value,)}).whole.value == sums(sold, KIND)[value]


def test_of_one_tier_only(shop):
    assert asked("revenue", where={"tier": ("Stokis",)}).whole.value == sums(sold, TIER)["Stokis"]


def test_every_kpi_takes_kind_and_tier_or_refuses_by_name(shop):
    refused = []
    for code, entry in catalogue().items():
        for dimension in ("account_type", "tier"):
            start, end = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
            if dimension in entry.dimensions:
                asked(code, start, end, by=dimension)
                asked(code, start, end, where={dimension: ("stockist",)})
                continue
            with pytest.raises(RuleBroken, match="unknown_dimension"):
                asked(code, start, end, by=dimension)
            refused.append((code, dimension))

    assert refused == []
