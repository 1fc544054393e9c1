"""What files say in passing and a person would not miss: a currency in a header, a sign, a number cut short."""

import pytest

from jualan.metrics.models import CostEntry
from jualan.pipeline.models import Opportunity


@pytest.mark.parametrize(("header", "currency"), [("USD", "USD"), ("SGD", "SGD"), ("S$", "SGD"), ("RM", "MYR")])
def test_a_currency_in_a_header_is_that_of_its_rows(bring, header, currency):
    bring(
        "costs",
        f"Reporting starts,Reporting ends,Campaign name,Amount spent ({header})\n2026-03-01,2026-03-31,Raya,100.00\n",
    )

    assert list(CostEntry.objects.values_list("amount_minor", "currency")) == [(10000, currency)]


@pytest.mark.parametrize(
    ("header", "currencies"),
    [
        ("Amount (USD)", ["USD", "USD"]),
        ("Amount (NET)", ["MYR", "MYR"]),
        ("Amount (ALL)", ["MYR", "MYR"]),
        ("Amount (USD),Currency", ["EUR", "USD"]),
    ],
)
def test_what_a_row_says_of_its_currency_comes_before_the_header(bring, header, currencies):
    own = ",EUR" if "Currency" in header else ""
    bring("opportunities", f"Name,Account,{header}\nSofa,Acme,100{own}\nMeja,Acme,100{',' if own else ''}\n")

    assert list(Opportunity.objects.order_by("pk").values_list("currency", flat=True)) == currencies
