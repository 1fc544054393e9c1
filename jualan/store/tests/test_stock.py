"""Stock levels from files: a history by day, whose newest rows count."""

import datetime as dt
import io

import pytest

from jualan.catalog.models import Product
from jualan.core.imports.exporting import Table, write_csv
from jualan.core.imports.reverting import revert_run
from jualan.core.models import ImportRun
from jualan.people.policy import SYSTEM
from jualan.store.models import Location, ProductStock, StockLevel
from jualan.store.queries import stock_of

HEADER = "sku,location,on_hand,incoming,expected_on,as_of\n"
MARCH = HEADER + "L1,Muar,12,0,,2026-03-01\nL1,Klang,3,20,2026-03-20,2026-03-01\nV1,Muar,0,,,2026-03-01\n"
APRIL = HEADER + "L1,Muar,8,,,2026-04-01\n"


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


@pytest.fixture(autouse=True)
def products(bring):
    bring("products", "sku,name\nL1,Lampu\nV1,Pasu\n")


def totals():
    rows = ProductStock.objects.order_by("product__sku")
    return list(rows.values_list("product__sku", "on_hand_milli", "incoming_milli", "expected_on"))


def test_levels_add_up_over_places(bring, work_jobs):
    assert counts(bring("stock", MARCH)) == (3, 0, 0, 0)
    work_jobs()

    assert totals() == [("L1", 15000, 20000, dt.date(2026, 3, 20)), ("V1", 0, 0, None)]
    assert set(Location.objects.values_list("name", flat=True)) == {"Muar", "Klang"}


def test_a_later_day_is_a_further_row_and_the_newest_counts(bring, work_jobs):
    bring("stock", MARCH)
    bring("stock", APRIL, name="april.csv")
    work_jobs()

    assert StockLevel.objects.count() == 4
    assert totals()[0] == ("L1", 11000, 20000, dt.date(2026, 3, 20))
    lamp = Product.objects.get(sku="L1")
    assert [(level.location.name, level.on_hand_milli) for level in stock_of([lamp.pk])] == [
        ("Klang", 3000),
        ("Muar", 8000),
    ]


def test_an_older_day_that_comes_late_changes_no_total(bring, work_jobs):
    bring("stock", APRIL)
    bring("stock", HEADER + "L1,Muar,99,,,2026-02-01\n", name="february.csv")
    work_jobs()

    assert totals() == [("L1", 8000, 0, None)]


def test_the_same_file_twice_changes_nothing(bring):
    bring("stock", MARCH)

    assert counts(bring("stock", MARCH)) == (0, 0, 3, 0)
    assert StockLevel.objects.count() == 3


def test_a_count_of_the_same_day_is_mended(bring):
    bring("stock", MARCH)

    assert counts(bring("stock", HEADER + "L1,Muar,11,,,2026-03-01\n", name="mended.csv")) == (0, 1, 0, 0)
    assert StockLevel.objects.get(product__sku="L1", location__name="Muar").on_hand_milli == 11000


def test_a_file_without_a_day_speaks_of_the_day_it_came(bring, time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC))
    bring("stock", "sku,on_hand\nL1,5\n")
    time_machine.move_to(dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC))

    assert counts(bring("stock", "sku,on_hand\nL1,5\n")) == (0, 0, 1, 0)
    assert counts(bring("stock", "sku,on_hand\nL1,4\n", name="next.csv")) == (1, 0, 0, 0)
    found = StockLevel.objects.order_by("as_of").values_list("as_of", "on_hand_milli")
    assert list(found) == [(dt.date(2026, 3, 1), 5000), (dt.date(2026, 3, 2), 4000)]


def test_an_unknown_product_and_the_same_place_twice_are_refused(bring):
    outcome = bring("stock", HEADER + "X9,Muar,1,,,2026-03-01\nL1,Muar,1,,,2026-03-01\nL1,muar,2,,,2026-03-01\n")

    assert [refused.reason for refused in outcome.refused] == ["product_unknown", "stock_twice"]


def test_a_revert_brings_back_what_lay_before(bring, work_jobs):
    bring("stock", MARCH)
    outcome = bring("stock", APRIL, name="april.csv")
    work_jobs()

    revert_run(ImportRun.objects.get(pk=outcome.import_id))
    work_jobs()

    assert totals()[0] == ("L1", 15000, 20000, dt.date(2026, 3, 20))
    assert counts(bring("stock", APRIL, name="april.csv")) == (1, 0, 0, 0)


def test_what_is_exported_changes_nothing(bring):
    bring("stock", MARCH)
    out = io.StringIO(newline="")
    write_csv(Table("stock", SYSTEM), out)

    assert counts(bring("stock", out.getvalue(), name="own.csv")) == (0, 0, 3, 0)
