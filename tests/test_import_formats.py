"""Files as other programs write them: recognised by their columns, and imported as a person would expect."""

import datetime as dt
from pathlib import Path

import pytest

from jualan.accounts.models import Contact, IdentityKey
from jualan.core.imports.formats import formats
from jualan.core.imports.guessing import guess
from jualan.core.imports.kinds import kind_named
from jualan.core.imports.reading import open_table
from jualan.core.imports.stopped import ImportStopped
from jualan.core.models import ImportedRecord
from jualan.leads.models import Lead
from jualan.metrics.models import CostEntry
from jualan.pipeline.models import Opportunity
from jualan.store.models import Order, Payment


def test_every_format_fills_fields_that_there_are():
    for name, specs in formats().items():
        known = {spec.code for spec in kind_named(name).fields}
        for spec in specs:
            told = {*spec.columns, *spec.values, *spec.constants, *spec.unsigned, *spec.summed}
            assert told <= known, f"{spec.name} {name}"
            assert spec.source
            assert spec.signatures


HEADERS = {
    "Order ID,Order Status,Tracking Number*,Order Creation Date,SKU Reference No.,Product Name,Deal Price,Quantity,Username (Buyer)": ("orders", "shopee"),
    "orderItemId,orderType,lazadaId,sellerSku,createTime,orderNumber,customerName,payMethod,paidPrice,unitPrice,itemName,status": ("orders", "lazada"),
    "Order ID,Order Status,Order Substatus,SKU ID,Seller SKU,Product Name,Quantity,SKU Unit Original Price": ("orders", "tiktok_shop"),
    "order_id,order_number,order_date,status,order_total,order_currency,billing_first_name": ("orders", "woocommerce"),
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution": ("orders", "woocommerce"),
    "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code": ("customers", "woocommerce"),
    "ID,Type,SKU,Name,Published,Is featured?,Regular price,Sale price,Categories": ("products", "woocommerce"),
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner": ("contacts", "hubspot"),
    "Record ID,Deal Name,Deal Stage,Amount,Close Date": ("opportunities", "hubspot"),
    "Record ID,Company name,Website URL,Company owner,Create Date": ("accounts", "hubspot"),
    "Lead ID,FirstName,LastName,Email,Phone,Company,LeadSource,Status,OwnerId": ("leads", "salesforce"),
    "Id,AccountId,Name,StageName,Amount,CloseDate,OwnerId": ("opportunities", "salesforce"),
    "Person - ID,Person - Name,Person - Email,Organization - Name": ("contacts", "pipedrive"),
    "Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Status": ("opportunities", "pipedrive"),
    "First Name,Middle Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value": ("contacts", "google"),
    "id,created_time,ad_id,campaign_name,form_id,form_name,is_organic,platform,full_name,phone_number": ("leads", "meta"),
    "Campaign name,Amount spent (MYR),Impressions,Reporting starts,Reporting ends": ("costs", "meta"),
    "Day,Campaign,Currency code,Cost,Clicks": ("costs", "google"),
    "Campaign name,By Day,Cost,Impressions,Currency": ("costs", "tiktok_shop"),
    "Sequence No.,View By,Order ID,Payout Completed Date,Total Released Amount (RM)": ("payments", "shopee"),
    "Transaction Date,Fee Name,Transaction Number,Amount,Statement,Order No.,Order Item No.": ("payments", "lazada"),
    "Order/adjustment ID,Type,Order settled time,Currency,Total settlement amount,Total Fees": ("payments", "tiktok_shop"),
    "Ad Name,Date,Expense,GMV": ("costs", "shopee"),
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_files_are_recognised_by_their_columns(header):
    assert guess(header.split(",")) == HEADERS[header]


def test_shopee_orders(bring):
    outcome = bring(
        "orders",
        "Order ID,Order Status,Order Creation Date,Order Paid Time,SKU Reference No.,Product Name,Variation Name,Deal Price,"
        "Quantity,Username (Buyer),Receiver Name,Phone Number,Buyer Paid Shipping Fee,Grand Total\n"
        "2401A,Completed,2026-01-05 10:00,2026-01-05 10:05,CUP-R,Cup,Red,10.00,2,rohana88,R****a,******12,4.50,34.50\n"
        "2401A,Completed,2026-01-05 10:00,2026-01-05 10:05,PLATE,Plate,,10.00,1,rohana88,R****a,******12,4.50,34.50\n"
        "2401B,Dibatalkan,2026-01-06 10:00,,CUP-R,Cup,Red,10.00,1,S****i,S****i,******34,4.50,14.50\n"
        "2401C,To ship,2026-01-07 10:00,2026-01-07 10:01,CUP-R,Cup,Red,10.00,1,S****i,S****i,******56,4.50,14.50\n",
    )

    orders = list(
        Order.objects.order_by("number").values_list("number", "state", "merchandise_minor", "shipping_minor")
    )
    assert (outcome.format, outcome.system) == ("shopee", "shopee")
    assert orders == [
        ("2401A", "paid", 3000, 450),
        ("2401B", "cancelled", 1000, 450),
        ("2401C", "paid", 1000, 450),
    ]
    assert Order.objects.get(number="2401A").lines.order_by("pk")[0].title == "Cup - Red"
    assert {str(order.channel) for order in Order.objects.select_related("channel")} == {"Shopee"}
    assert list(Contact.objects.values_list("full_name", flat=True)) == ["rohana88"]
    assert not IdentityKey.objects.filter(value__contains="*").exists()


def test_shopee_income_counts_each_order_once(bring):
    bring(
        "orders",
        "Order ID,Order Status,Order Creation Date,Deal Price,Quantity,Username (Buyer)\n2401A,Completed,2026-01-05,60,1,a\n",
    )

    outcome = bring(
        "payments",
        "Order Info,,,Released Amount Details,\n,,,,\nView By,Order ID,Product Name,Payout Completed Date,Total Released Amount (RM)\n"
        "Order,2401A,-,2026-01-08,50.11\nSku,2401A,Cup,2026-01-08,50.11\n",
        name="income.csv",
    )

    assert (outcome.format, outcome.tally.created, outcome.tally.warnings["row_left_out"].rows) == ("shopee", 1, 1)
    assert list(Payment.objects.filter(is_derived=False).values_list("amount_minor", "currency")) == [(5011, "MYR")]


def test_lazada_orders_are_one_row_a_piece(bring):
    bring(
        "orders",
        "orderItemId,orderNumber,createTime,sellerSku,itemName,unitPrice,sellerDiscountTotal,paidPrice,shippingFee,status,customerName\n"
        "1,7001,05 Jan 2026 14:02,CUP,Cup,20.00,-2.00,18.00,4.00,delivered,Liza\n"
        "2,7001,05 Jan 2026 14:02,CUP,Cup,20.00,-2.00,18.00,0.00,delivered,Liza\n"
        "3,7002,06 Jan 2026 14:02,CUP,Cup,20.00,0.00,20.00,0.00,canceled,Liza\n",
    )

    assert list(
        Order.objects.order_by("number").values_list("number", "state", "merchandise_minor", "total_minor")
    ) == [
        ("7001", "paid", 3600, 4000),
        ("7002", "cancelled", 2000, 2000),
    ]
    assert Order.objects.get(number="7001").lines.count() == 2


def test_the_row_that_explains_tiktoks_columns_is_left_out(bring):
    outcome = bring(
        "orders",
        "Order ID,Order Status,SKU ID,Seller SKU,Product Name,Quantity,SKU Unit Original Price,SKU Seller Discount,Created Time,Buyer Username\n"
        "Platform unique order ID.,Current status.,Platform SKU.,Seller SKU.,Name.,Sold.,Price.,Discount.,Time.,Name.\n"
        "576461413038785763\t,Shipped\t,1,CUP,Cup,2,10.00,1.00,31/01/2026 10:00:00\t,baby\n",
    )

    order = Order.objects.get()
    assert (order.number, order.merchandise_minor, order.placed_on) == (
        "576461413038785763",
        1900,
        dt.date(2026, 1, 31),
    )
    assert outcome.tally.warnings["row_left_out"].rows == 1


def test_ad_spend_is_added_up_by_month(bring):
    text = (
        "Campaign name,Day,Amount spent (MYR),Impressions\n"
        ",2026-01-01,60.50,3\nRaya,2026-01-01,10.25,1\nRaya,2026-01-02,20.00,1\nLain,2026-01-02,30.25,1\nRaya,2026-02-01,5,1\n"
    )

    outcome = bring("costs", text)

    rows = CostEntry.objects.order_by("month").values_list("month", "kind", "channel__name", "amount_minor", "currency")
    assert list(rows) == [
        (dt.date(2026, 1, 1), "media", "Facebook", 6050, "MYR"),
        (dt.date(2026, 2, 1), "media", "Facebook", 500, "MYR"),
    ]
    assert (outcome.tally.rows, outcome.tally.created) == (4, 2)
    assert bring("costs", text).tally.unchanged == 2


def test_a_lead_form_without_its_marks(bring):
    bring(
        "leads",
        "id,created_time,campaign_name,form_id,form_name,is_organic,platform,full_name,phone_number\n"
        "l:9911,2026-01-05T10:00:00+08:00,Raya,f:1,Borang,false,ig,Siti,p:+60123456789\n",
    )

    lead = Lead.objects.get()
    assert (str(lead.source.name), lead.contact.phone, lead.campaign.name) == ("Instagram", "+60123456789", "Raya")
    assert ImportedRecord.objects.get(kind="lead").key == "id:9911"


def test_a_pipedrive_deal_is_where_its_status_says(bring):
    bring(
        "opportunities",
        "Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - Won time,Deal - Organization\n"
        "1,A,100,Proposal,Won,2026-01-05,Acme\n2,B,50,Proposal,Open,,Acme\n",
    )

    assert list(Opportunity.objects.order_by("pk").values_list("stage__code", "stage_kind")) == [
        ("won", "won"),
        ("proposal", "open"),
    ]


def test_a_changed_header_is_mapped_once_and_remembered(bring):
    text = "Order No,Order Status,Order Creation Date,SKU Reference No.,Harga Tawaran,Kuantiti\n{},Completed,2026-01-05,A,10.00,2\n"

    bring("orders", text.format("1"), columns={"Harga Tawaran": "unit_price"})
    bring("orders", text.format("2"), name="second.csv")

    assert list(Order.objects.order_by("number").values_list("merchandise_minor", flat=True)) == [2000, 2000]


EXPECTED = {
    "crm_import_fixtures/01-facebook-leads-standard.csv": ("leads", "meta", 5, 0),
    "crm_import_fixtures/06-agency-crm-export.csv": ("leads", "plain", 4, 0),
    "crm_import_fixtures/15-duplicate-rows.csv": (
        "leads",
        "plain",
        5,
        0,
    ),  # equal rows are told apart: 3 people wrote 5 times
    "crm_import_fixtures/17-formula-injection.csv": ("contacts", "plain", 5, 0),
    "crm_import_fixtures/21-tab-separated.csv": ("contacts", "plain", 2, 0),
    "crm_import_fixtures/google-contacts.csv": ("contacts", "google", 1, 0),
    "crm_import_fixtures/hubspot-companies.csv": ("accounts", "hubspot", 3, 0),
    "crm_import_fixtures/pipedrive-people.csv": ("contacts", "pipedrive", 1, 0),
    "crm_import_fixtures/salesforce-leads.csv": ("leads", "salesforce", 3, 0),
    "shopify/csv_exports/checkouts_export_masked.csv": ("orders", "shopify", 2, 0),
    "shopify/csv_exports/customers_export_2026_header_fixture.csv": ("customers", "shopify", 2, 0),
    "shopify/csv_exports/customers_export_devstore_old_header.csv": ("customers", "shopify", 8, 0),
    "shopify/csv_exports/orders_export_devstore_2025-12.csv": ("orders", "shopify", 51, 0),
    "shopify/csv_exports/orders_export_mixed_status_fixture.csv": ("orders", "shopify", 4, 0),
    "woocommerce/orders_export_webtoffee_fixture.csv": ("orders", "woocommerce", 3, 0),
}
"""File → the kind and format it is recognised as, the records it makes, the rows it is refused."""
ON_THEIR_OWN = {
    "crm_import_fixtures/10-mixed-date-formats.csv",
    "shopify/csv_exports/payout_transactions_fixture.csv",
    "shopify/csv_exports/inventory_export_2026_header_fixture.csv",
}
"""Files that stand on others, or that are refused; each has a test below."""


@pytest.mark.real_data
@pytest.mark.parametrize("file", sorted(EXPECTED))
def test_files_come_in_as_expected(real_data, bring, file):
    kind, form, created, refused = EXPECTED[file]
    path = real_data / file

    assert guess(open_table(path).header) == (kind, form)
    outcome = bring(kind, path)
    assert (outcome.format, outcome.tally.created, outcome.tally.refused_rows) == (form, created, refused)
    assert bring(kind, path).tally.unchanged == created


@pytest.mark.real_data
def test_no_table_is_forgotten(real_data):
    folders = [real_data / "crm_import_fixtures", real_data / "shopify" / "csv_exports", real_data / "woocommerce"]
    there = {str(path.relative_to(real_data)) for folder in folders for path in folder.glob("*.csv")}

    assert there == set(EXPECTED) | ON_THEIR_OWN


@pytest.mark.real_data
def test_payouts_belong_to_orders_that_are_known(real_data, bring):
    folder = real_data / "shopify" / "csv_exports"
    payouts = folder / "payout_transactions_fixture.csv"

    assert guess(open_table(payouts).header) == ("payments", "shopify")
    assert {row.reason for row in bring("payments", payouts).refused} == {"unknown_order"}
    bring("orders", folder / "orders_export_mixed_status_fixture.csv")
    outcome = bring("payments", payouts, currency="USD")
    assert outcome.tally.created == 2


@pytest.mark.real_data
def test_stock_belongs_to_products_that_are_known(real_data, bring):
    path = real_data / "shopify" / "csv_exports" / "inventory_export_2026_header_fixture.csv"
    bring("products", "sku,name\n0986435621,Injector\n")

    outcome = bring("stock", path)

    assert (guess(open_table(path).header), outcome.format) == (("stock", "shopify"), "shopify")
    assert (outcome.tally.created, [row.value for row in outcome.refused]) == (2, ["-"])


@pytest.mark.real_data
def test_dates_that_contradict_each_other_are_asked_about(real_data, bring):
    with pytest.raises(ImportStopped) as stopped:
        bring("customers", real_data / "crm_import_fixtures" / "10-mixed-date-formats.csv")

    assert stopped.value.code == "date_orders_contradict"


def test_what_a_business_writes_itself_comes_first(settings, tmp_path):
    settings.HOME = tmp_path
    folder = Path(tmp_path) / "formats"
    folder.mkdir()
    (folder / "kedai.toml").write_text(
        '[[layout]]\nkind = "orders"\nsource = "own"\nrecognised_by = [["No Bil", "Harga"]]\n[layout.columns]\nnumber = "No Bil"\n'
    )
    formats.cache_clear()
    try:
        assert "kedai" in {spec.name for spec in formats()["orders"]}
    finally:
        formats.cache_clear()
