import datetime as dt

from jualan.metrics.models import CostEntry


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


COSTS = "month,kind,channel,team,amount\n2024-01,media,Facebook,,1200.50\n2024-01,Gaji,,East,5000\n"


def test_costs_of_a_month(bring):
    assert counts(bring("costs", COSTS)) == (2, 0, 0, 0)
    assert counts(bring("costs", COSTS)) == (0, 0, 2, 0)
    found = CostEntry.objects.order_by("pk").values_list(
        "month", "kind", "channel__name_key", "team__name", "amount_minor"
    )
    assert list(found) == [
        (dt.date(2024, 1, 1), "media", "facebook", None, 120050),
        (dt.date(2024, 1, 1), "salary", None, "East", 500000),
    ]


def test_a_later_amount_replaces_the_earlier(bring):
    bring("costs", COSTS)

    outcome = bring("costs", "month,kind,channel,amount\n2024-01,iklan,Facebook,1300\n", name="second.csv")

    assert counts(outcome) == (0, 1, 0, 0)
    assert CostEntry.objects.get(kind="media").amount_minor == 130000


def test_costs_that_cannot_be_taken(bring):
    outcome = bring(
        "costs",
        "month,kind,amount\n2024-13,media,1\n2024-01,magic,1\n2024-01,media,\n2024-01,tools,5\n2024-01,tools,6\n",
    )

    assert [(row.row, row.column, row.reason) for row in outcome.refused] == [
        (2, "month", "month_wrong"),
        (3, "kind", "kind_unknown"),
        (4, "amount", "amount_missing"),
        (6, "month", "cost_twice"),
    ]
    assert outcome.tally.created == 1
