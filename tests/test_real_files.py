"""The real files of the shared data, with the figures that were computed from them independently."""

import contextlib
import datetime as dt
import json

import pytest
from django.core.management import call_command

from jualan.core.birth import be_born
from jualan.core.imports.kinds import kinds
from jualan.core.imports.stopped import ImportStopped
from jualan.leads.models import Lead
from jualan.metrics.management.commands.prove import prove_kpis
from jualan.metrics.prove.records import prove_records
from jualan.store.models import Order, OrderLine

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]
EVER = ("--from", "2009-01-01", "--to", "2026-12-31")


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


@pytest.fixture
def kpi(capsys):
    """`kpi("aov", "--where", "has_customer=true")` returns the JSON of one result."""

    def asker(code, *flags, period=EVER):
        capsys.readouterr()
        call_command("kpi", "show", code, *period, *flags, "--json")
        return json.loads(capsys.readouterr().out)

    return asker


@pytest.fixture
def maven(real_data, bring):
    folder = real_data / "maven_crm_opportunities"
    bring("users", folder / "sales_teams.csv")
    bring("accounts", folder / "accounts.csv")
    bring("products", folder / "products.csv")
    return folder / "sales_pipeline.csv"


def amounts(result):
    return {group["key"]: group["value"]["amount"] for group in result["by"]}


def test_maven(maven, bring, kpi, work_jobs):
    outcome = bring("opportunities", maven)
    work_jobs()

    assert counts(outcome) == (8800, 0, 0, 0)
    assert (outcome.tally.warnings["unknown_product"].rows, outcome.tally.warnings["unknown_product"].examples) == (
        1480,
        ["GTXPro"],
    )
    rate = kpi("win_rate")
    assert (rate["numerator"], rate["denominator"], round(rate["value"], 5)) == (4238, 6711, 0.6315)
    assert kpi("revenue")["value"]["amount"] == "10005534.00"
    cycle = kpi("sales_cycle_days")
    assert (cycle["value"], round(cycle["also"]["mean"], 2), cycle["left_out"]) == (57, 51.78, [])
    assert kpi("win_rate_cohort")["left_out"] == [{"reason": "no_created_date", "rows": 500}]
    by_rep = amounts(kpi("revenue", "--by", "rep"))
    assert by_rep["Darcel Schlecht"] == "1153214.00"
    assert amounts(kpi("pipeline_value", "--by", "stage")) == {"engaging": "2672516.00", "prospecting": "688306.00"}

    mended = bring("opportunities", maven, aliases=(("product", "GTXPro", "GTX Pro"),))
    work_jobs()

    assert counts(mended) == (0, 1480, 7320, 0)
    assert amounts(kpi("pipeline_value", "--by", "stage")) == {"engaging": "3892229.00", "prospecting": "1073986.00"}
    assert prove_records()[1] + prove_kpis()[1] == []


@pytest.mark.slow
def test_online_retail(real_data, bring, kpi, work_jobs):
    path = real_data / "uci_online_retail" / "online_retail_all.csv.gz"
    outcome = bring("orders", path)
    work_jobs()

    assert (outcome.tally.rows, counts(outcome)) == (541_909, (25_900, 0, 0, 0))
    assert OrderLine.objects.count() == 541_909
    assert Order.objects.filter(document="credit_note").count() == 3836
    assert Order.objects.filter(document="adjustment").count() == 3
    aov = kpi("aov", "--where", "has_customer=true")
    assert (aov["denominator"], aov["value"]["amount"], aov["numerator"]["amount"]) == (
        18_532,
        "480.8660",
        "8911407.90",
    )
    assert kpi("revenue", "--where", "has_customer=true")["also"]["gross"]["amount"] == "8911407.90"
    assert kpi("revenue")["value"]["amount"] == "9758809.99"
    november = kpi("revenue", period=("--from", "2011-11-01", "--to", "2011-11-30"))
    assert november["also"]["gross"]["amount"] != "0.00"
    assert round(kpi("repeat_rate", "--all")["value"], 5) == 0.65583
    assert counts(bring("orders", path)) == (0, 0, 25_900, 0)
    assert prove_records()[1] + prove_kpis()[1] == []


def test_online_retail_day_by_day(real_data, bring):
    days = sorted((real_data / "uci_online_retail" / "by_day").glob("*.csv"))

    made = [bring("orders", day).tally.created for day in days]
    again = [counts(bring("orders", day)) for day in days]

    assert again == [(0, 0, number, 0) for number in made]
    assert Order.objects.count() == sum(made)


@pytest.mark.parametrize(
    ("file", "currency", "orders", "received", "revenue"),
    [
        ("orders_export_devstore_2025-12.csv", "INR", 51, "51725.29", "46984.00"),
        ("orders_export_mixed_status_fixture.csv", "USD", 4, "97.29", "84.00"),
    ],
)
def test_shopify_orders(real_data, db, bring, kpi, work_jobs, file, currency, orders, received, revenue):
    be_born(currency=currency)
    path = real_data / "shopify" / "csv_exports" / file

    outcome = bring("orders", path)
    work_jobs()

    assert (outcome.format, counts(outcome)) == ("shopify", (orders, 0, 0, 0))
    assert kpi("money_received")["value"]["amount"] == received
    assert kpi("revenue")["value"]["amount"] == revenue
    assert counts(bring("orders", path)) == (0, 0, orders, 0)
    assert prove_records()[1] + prove_kpis()[1] == []


@pytest.mark.parametrize(
    ("kind", "file", "created"),
    [
        ("customers", "customers_export_2026_header_fixture.csv", 2),
        ("customers", "customers_export_devstore_old_header.csv", 8),
        ("checkouts", "checkouts_export_masked.csv", 2),
    ],
)
def test_other_shopify_files(real_data, bring, kind, file, created):
    path = real_data / "shopify" / "csv_exports" / file

    assert counts(bring(kind, path)) == (created, 0, 0, 0)
    assert counts(bring(kind, path)) == (0, 0, created, 0)


def test_x_education(real_data, bring):
    path = real_data / "x_education_leads" / "Leads.csv"
    told = {"columns": {"Converted": "status"}, "values": (("status", "1", "converted"), ("status", "0", "new"))}

    assert counts(bring("leads", path, **told)) == (9240, 0, 0, 0)
    assert Lead.objects.filter(is_declared=True).count() == 3561
    assert counts(bring("leads", path, **told)) == (0, 0, 9240, 0)


CRM = {
    "01-facebook-leads-standard.csv": ("leads", 5),
    "06-agency-crm-export.csv": ("leads", 4),
    "salesforce-leads.csv": ("leads", 3),
    "15-duplicate-rows.csv": ("contacts", 3),
    "17-formula-injection.csv": ("contacts", 5),
    "21-tab-separated.csv": ("contacts", 2),
    "google-contacts.csv": ("contacts", 1),
    "pipedrive-people.csv": ("contacts", 1),
    "hubspot-companies.csv": ("accounts", 3),
}


@pytest.mark.parametrize("file", sorted(CRM))
def test_files_of_other_systems(real_data, bring, file):
    kind, created = CRM[file]
    path = real_data / "crm_import_fixtures" / file

    assert counts(bring(kind, path)) == (created, 0, 0, 0)
    assert counts(bring(kind, path)) == (0, 0, created, 0)


def test_every_file_is_read_as_every_kind_or_refused_with_a_reason(real_data, bring):
    for path in sorted((real_data / "crm_import_fixtures").glob("*.csv")):
        for kind in kinds():
            with contextlib.suppress(ImportStopped):
                assert bring(kind, path, is_dry_run=True).tally.rows


def test_days_are_workspace_days(real_data, bring):
    bring("orders", real_data / "shopify" / "csv_exports" / "orders_export_mixed_status_fixture.csv")

    assert Order.objects.get(number="#1003").placed_on == dt.date(2026, 9, 13)
