"""Products and price lists on the screen."""

import pytest
from django.urls import reverse

from jualan.catalog.actions import add_price_list, add_product, set_price
from jualan.catalog.models import PriceList, Tier
from jualan.people.policy import SYSTEM

PANEL = {"HX-Request": "true", "HX-Target": "aside#panel"}


@pytest.fixture
def manager(client, cast):
    client.force_login(cast.sales_manager, backend="jualan.people.sign_in.PersonBackend")
    return client


@pytest.fixture
def priced(born):
    product = add_product({"name": "Langsir", "currency": "MYR", "price_micro": 99_000_000}, actor=SYSTEM)
    prices = add_price_list("borong", "Borong", "MYR", actor=SYSTEM)
    set_price(prices, product, 79_000_000, actor=SYSTEM)
    return product, prices


def test_panels_have_a_head_and_no_rail(manager, priced):
    for record, shown in zip(priced, ("79.00", "Langsir"), strict=True):
        panel = manager.get(record.get_absolute_url(), headers=PANEL).content.decode()
        assert panel.lstrip().startswith('<div class="panel-inner">')
        assert "data-close-panel" in panel
        assert 'class="rail"' not in panel
        assert shown in panel


def test_a_code_is_made_from_the_name(manager, priced):
    names = {"name_ms": "Harga Ejen", "name_en": "Agent price", "code": ""}

    manager.post(reverse("catalog:price-list-list"), names)
    manager.post(reverse("catalog:tier-create"), names)

    assert PriceList.objects.filter(code="harga-ejen").exists()
    assert Tier.objects.filter(code="harga-ejen").exists()


def test_a_refused_tier_keeps_what_was_typed(manager, priced):
    answer = manager.post(reverse("catalog:tier-create"), {"name_ms": "经销商", "name_en": "经销商"})

    assert answer.status_code == 422
    assert "经销商" in answer.content.decode()
    assert not Tier.objects.exists()
