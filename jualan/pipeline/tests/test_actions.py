"""Whom a deal is for and what it is worth, as its actions write them."""

import pytest

from jualan.accounts.models import Account, Contact
from jualan.catalog.models import Product
from jualan.core.errors import RuleBroken, StaleRecord
from jualan.people.policy import viewer_of
from jualan.pipeline.actions import add_opportunity, add_opportunity_for, change_opportunity_for, use_price
from jualan.pipeline.models import Opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep(cast):
    return viewer_of(cast.rep)


def test_deal_for_a_typed_name_makes_its_contact(rep):
    deal = add_opportunity_for(("", "Kak Ros"), {"name": "Office pantry"}, actor=rep)

    assert deal.contact == Contact.objects.get(full_name="Kak Ros")


def test_deal_that_is_refused_leaves_no_contact_behind(rep):
    with pytest.raises(RuleBroken):
        add_opportunity_for(("", "Kak Ros"), {"name": " "}, actor=rep)

    assert not Contact.objects.exists()


def test_stale_edit_leaves_no_contact_behind(rep):
    deal = add_opportunity({"name": "Office pantry"}, actor=rep)

    with pytest.raises(StaleRecord):
        change_opportunity_for(("", "Kak Ros"), deal, {"need": "Snacks"}, version=deal.version - 1, actor=rep)

    assert not Contact.objects.exists()


def test_deal_for_a_known_account_takes_it(rep, cast):
    account = Account.objects.create(name="Kedai Kak Ros", name_key="kedai kak ros", owner=cast.rep)

    deal = add_opportunity_for((f"account-{account.pk}", "typed"), {"name": "Office pantry"}, actor=rep)

    assert (deal.account, deal.contact) == (account, None)


@pytest.fixture
def product():
    return Product.objects.create(
        sku="KOPI", name={"en": "Coffee"}, name_key="coffee", price_micro=12_000_000, currency="MYR"
    )


def test_price_is_taken_once(rep, product):
    deal = add_opportunity(
        {"name": "Office pantry", "product": product, "quantity_milli": 3000, "amount_minor": 1}, actor=rep
    )

    assert [use_price(deal, actor=rep), use_price(deal, actor=rep)] == [True, False]
    assert Opportunity.objects.get().amount_minor == 3600


def test_price_of_another_currency_is_not_taken(rep, product):
    deal = add_opportunity(
        {"name": "Office pantry", "product": product, "amount_minor": 1, "currency": "SGD"}, actor=rep
    )

    assert not use_price(deal, actor=rep)
    assert Opportunity.objects.get().amount_minor == 1


@pytest.mark.parametrize(
    ("base_minor", "estimate_minor", "worth"), [(5, None, 5), (None, 7, 7), (0, 7, 0), (None, None, None)]
)
def test_a_deal_is_worth_its_amount_else_its_estimate(base_minor, estimate_minor, worth):
    assert Opportunity(base_minor=base_minor, estimate_minor=estimate_minor).worth_minor == worth
