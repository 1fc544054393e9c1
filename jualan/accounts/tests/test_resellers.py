"""Stockists and agents: code, upline, tier and the least order, on the screen and in files."""

import pytest
from django.test import Client

from jualan.accounts.actions import make_account
from jualan.accounts.models import Account
from jualan.catalog.actions import change_tier, make_tier
from jualan.people.policy import SYSTEM
from jualan.pipeline.actions import add_opportunity
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(client: Client, cast: Cast, role: str, language: str = "en") -> Client:
    cast.members[role].language = language
    cast.members[role].save()
    client.force_login(cast.members[role], backend="jualan.people.sign_in.PersonBackend")
    return client


@pytest.fixture
def stockist(cast: Cast) -> Account:
    tier = make_tier("stokis", {"en": "Stockist", "ms": "Stokis"}, actor=SYSTEM)
    change_tier(tier, price_list=None, minimum_order_minor=300_000, actor=SYSTEM)
    values = {"name": "Kedai Muar", "kind": "stockist", "code": "ST-01", "tier": tier}
    return make_account(values, owner=cast.rep, actor=SYSTEM)


@pytest.fixture
def agent(cast: Cast, stockist: Account) -> Account:
    return make_account({"name": "Aini", "kind": "agent", "upline": stockist}, owner=cast.rep, actor=SYSTEM)


def test_both_ends_of_a_line_show_the_other(client: Client, cast: Cast, stockist: Account, agent: Account) -> None:
    rep = signed_in(client, cast, "rep")

    above, below = (rep.get(a.get_absolute_url()).content.decode() for a in (stockist, agent))

    assert [word for word in ("Downline", "Aini", "ST-01", "Least order", "3,000.00") if word not in above] == []
    assert [word for word in ("Upline", "Kedai Muar") if word not in below] == []


def test_in_malay(client: Client, cast: Cast, stockist: Account, agent: Account) -> None:
    text = signed_in(client, cast, "rep", "ms").get(stockist.get_absolute_url()).content.decode()

    assert [word for word in ("Downline", "Pesanan minimum") if word not in text] == []


@pytest.mark.parametrize("named", ["kedai  MUAR", "ST-01"])
def test_an_upline_is_typed_by_name_or_code(client: Client, cast: Cast, stockist: Account, named: str) -> None:
    signed_in(client, cast, "rep").post("/customers/new/", {"name": "Aini", "kind": "agent", "upline": named})

    assert Account.objects.get(name="Aini").upline == stockist


def test_an_upline_nobody_bears_is_refused(client: Client, cast: Cast, stockist: Account) -> None:
    page = signed_in(client, cast, "rep").post("/customers/new/", {"name": "Aini", "kind": "agent", "upline": "Ali"})

    assert page.status_code == 422
    assert "No single customer bears this name or code." in page.content.decode()


def test_an_upline_one_may_not_see_is_nobody(client: Client, cast: Cast, stockist: Account) -> None:
    page = signed_in(client, cast, "other_rep").post(
        "/customers/new/", {"name": "Aini", "kind": "agent", "upline": "Kedai Muar"}
    )

    assert page.status_code == 422


def test_nobody_stands_below_themselves(client: Client, cast: Cast, stockist: Account, agent: Account) -> None:
    form = {"name": "Kedai Muar", "kind": "stockist", "upline": "Aini", "version": stockist.version}

    page = signed_in(client, cast, "rep").post(f"{stockist.get_absolute_url()}edit/", form)

    assert page.status_code == 422
    assert Account.objects.get(pk=stockist.pk).upline is None


def test_an_edit_keeps_the_upline(client: Client, cast: Cast, stockist: Account, agent: Account) -> None:
    form = {"name": "Aini Binti Ali", "kind": "agent", "upline": "Kedai Muar", "version": agent.version}

    signed_in(client, cast, "rep").post(f"{agent.get_absolute_url()}edit/", form)

    assert Account.objects.get(pk=agent.pk).name == "Aini Binti Ali"
    assert Account.objects.get(pk=agent.pk).upline == stockist


@pytest.mark.parametrize(("amount", "warns"), [(299_999, True), (300_000, False)])
def test_a_deal_below_the_tiers_least_warns(
    client: Client, cast: Cast, stockist: Account, amount: int, warns: bool
) -> None:
    values = {"name": "Lampu", "account": stockist, "amount_minor": amount}
    deal = add_opportunity(values, owner=cast.rep, actor=SYSTEM)

    text = signed_in(client, cast, "rep").get(deal.get_absolute_url()).content.decode()

    assert ("Below the least order of tier Stockist" in text) is warns


def test_files_bring_the_line(bring) -> None:
    bring(
        "accounts", "name,kind,code,tier,upline\nKedai Muar,stockist,ST-01,Stokis,\nAini,agent,AG-9,Ejen,Kedai Muar\n"
    )

    found = Account.objects.order_by("pk").values_list("name", "kind", "code", "tier__name", "upline__name")
    assert [(*row[:3], str(row[3]), row[4]) for row in found] == [
        ("Kedai Muar", "stockist", "ST-01", "Stokis", None),
        ("Aini", "agent", "AG-9", "Ejen", "Kedai Muar"),
    ]
