"""What is done with products."""

from django.utils import translation

from jualan.catalog.actions import add_product
from jualan.people.policy import SYSTEM


def test_new_product_reads_in_the_language_of_the_screen(db):
    product = add_product({"name": {"ms": "Langsir", "en": "Curtain"}, "currency": "MYR"}, actor=SYSTEM)

    with translation.override("ms"):
        assert str(product) == "Langsir"
    with translation.override("en"):
        assert str(product) == "Curtain"
