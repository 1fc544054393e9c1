"""What files say in passing and a person would not miss: a currency in a header, a sign, a number cut short."""

import pytest

from jualan.accounts.models import Address, Contact, IdentityKey
from jualan.core.imports.kinds import kind_named
from jualan.core.imports.mapping import map_columns
from jualan.metrics.models import CostEntry
from jualan.pipeline.models import Opportunity
from jualan.store.models import Order


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


def test_orders_whose_numbers_lost_digits_are_never_one(bring):
    header = "orderNumber,createTime,itemName,paidPrice,unitPrice,status\n"
    rows = "".join(f"{number},04 Mar 2026 11:46,Lampu,{price},{price},delivered\n" for number, price in ORDERS)

    outcome = bring("orders", header + rows)

    assert sorted(Order.objects.values_list("total_minor", flat=True)) == [3000, 4000, 7700]
    assert {reason: warned.rows for reason, warned in outcome.tally.warnings.items()}["digits_lost"] == 2
    assert bring("orders", header + rows).tally.unchanged == 3


ORDERS = [("4.12E+14", "40.00"), ("4.12E+14", "77.00"), ("412345678901234", "30.00")]


def test_an_order_without_a_number_is_told(bring):
    outcome = bring("orders", "number,date,sku,quantity,unit price\n,2026-03-04,A,1,10\nT1,2026-03-04,A,1,10\n")

    assert outcome.tally.warnings["number_missing"].examples == ["2"]


@pytest.mark.parametrize(("discount", "total"), [("-50,00", 118450), ("50,00", 118450), ("-50,0055", 118449)])
def test_a_discount_below_nothing_is_a_discount_however_it_is_written(bring, discount, total):
    bring(
        "orders",
        "orderItemId;orderNumber;sellerSku;createTime;unitPrice;sellerDiscountTotal;status\n"
        f"1;412345678900001;LZ;04 Mar 2026 11:46;1.234,50;{discount};delivered\n",
    )

    assert Order.objects.get().total_minor == total


PHONE_HEADERS = (
    "No HP", "No. HP", "No Tel", "No. Tel", "Tel No.", "Handphone", "No. Tel Bimbit", "Nombor Telefon", "Phone No", "Contact No",
    "Mobile No", "WhatsApp No", "HP",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["contacts", "leads", "accounts", "users", "orders"])
@pytest.mark.parametrize("header", PHONE_HEADERS)
def test_a_phone_is_found_under_the_words_that_people_use(kind, header):
    columns = map_columns(kind_named(kind), ["number", "Name", header], format_name="plain", told={})

    assert columns.column_of("phone") == header


def test_older_woocommerce_analytics(bring):
    outcome = bring(
        "orders",
        'Date,"Order #","N. Revenue (formatted)",Status,Customer,"Customer type","Product(s)","Items sold","N. Revenue"\n'
        '"2026-03-04 09:00:00",501,RM55.00,Completed,"Nur Aini",New,"1× Bantal",1,55\n',
    )

    assert outcome.format == "woocommerce"
    assert Order.objects.get().total_minor == 5500


TIKTOK = (
    "Order ID,Order Status,SKU ID,Seller SKU,Quantity,SKU Unit Original Price,SKU Seller Discount,"
    "Shipping Fee After Discount,Taxes,Order Amount,Order Refund Amount,Created Time\n"
)


def test_tiktok_says_shipping_once_an_order_and_discounts_once_a_line(bring):
    rows = "".join(
        f"578123456789013011,Completed,1,TT-{n},1,30.00,2.00,5.00,0,61.00,0,25/03/2026 10:11:12\n" for n in (1, 2)
    )

    outcome = bring("orders", TIKTOK + rows)

    order = Order.objects.get()
    assert (order.total_minor, order.shipping_minor, order.discount_minor) == (6100, 500, 400)
    assert "total_differs" not in outcome.tally.warnings


def test_a_quantity_below_nothing_beside_a_total_to_be_paid_is_refused(bring):
    outcome = bring(
        "orders", TIKTOK + "578123456789012042,Completed,1,TT-1,-3,60.00,0,0,0,60.00,0,25/03/2026 10:11:12\n"
    )

    assert [(refused.column, refused.value, refused.reason) for refused in outcome.refused] == [
        ("Quantity", "-3", "quantity_negative")
    ]
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("price", "total", "warnings"),
    [
        ("10", "500", {"total_differs": ["T1"]}),
        ("10", "20.05", {}),
        ("10", "", {}),
        ("", "500", {}),
        ("-10", "", {"amount_negative": ["T1"]}),
    ],
)
def test_what_does_not_add_up_is_told(bring, price, total, warnings):
    outcome = bring("orders", f"number,placed_on,sku,quantity,unit_price,total\nT1,2026-03-25,S,2,{price},{total}\n")

    assert {
        reason: warned.examples for reason, warned in outcome.tally.warnings.items() if reason != "unknown_product"
    } == warnings


def test_several_values_in_one_cell_of_google_are_all_kept(bring):
    outcome = bring(
        "contacts",
        "Name,Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Phone 2 - Value\n"
        "Nur Aini,Nur,Aini,nur@example.com ::: nur2@example.com,0163344556 ::: 0377281122,0388881122\n",
    )

    contact = Contact.objects.get()
    assert (contact.email, contact.phone) == ("nur@example.com", "+60163344556")
    assert set(IdentityKey.objects.filter(kind="phone").values_list("value", flat=True)) == {
        "+60163344556",
        "+60377281122",
        "+60388881122",
    }
    assert contact.custom["email_as_written"] == "nur@example.com ::: nur2@example.com"
    assert outcome.tally.warnings["emails_several"].rows == 1


@pytest.mark.parametrize("phone", ["1800-88-1234", "1300 88 1234", "999", "1-800-88-1234"])
def test_a_number_of_a_service_is_no_ones_key(bring, phone):
    outcome = bring("contacts", f"Nama,Telefon\nA9,{phone}\n")

    contact = Contact.objects.get()
    assert (contact.phone, contact.custom) == ("", {"phone_as_written": phone})
    assert outcome.tally.warnings["phone_shared"].rows == 1
    assert not IdentityKey.objects.filter(kind="phone").exists()


@pytest.mark.parametrize(("label", "made"), [("Jumlah: 3 orang", 1), ("Total: 3", 1), ("Jumlah Bakti Enterprise", 2)])
def test_a_row_that_only_counts_others_is_no_customer(bring, label, made):
    assert bring("customers", f"Nama,Telefon\nAli,0123456789\n{label},\n").tally.created == made


@pytest.mark.parametrize(
    ("country", "postcode", "kept"),
    [("", "1000", "01000"), ("Malaysia", "8000", "08000"), ("AU", "2000", "2000"), ("", "50450", "50450")],
)
def test_a_malaysian_postcode_gets_its_nought_back(bring, country, postcode, kept):
    bring("customers", f"Nama,Poskod,Negara\nAli,{postcode},{country}\n")

    assert Address.objects.get().postcode == kept


CARD = "BEGIN:VCARD\nVERSION:4.0\n{}\n"


def test_a_card_that_is_cut_off_or_names_nobody_is_refused(bring):
    whole, masked, cut = CARD.format("FN:Nur Aini"), CARD.format("TEL:******12"), CARD.format("FN:Cut off")
    text = f"{cut}{whole}END:VCARD\n{masked}END:VCARD\n{cut}"

    outcome = bring("contacts", text, name="cards.vcf")

    assert sorted((refused.row, refused.reason) for refused in outcome.refused) == [
        (1, "row_cut_off"),
        (8, "name_missing"),
        (12, "row_cut_off"),
    ]
    assert (outcome.tally.rows, outcome.tally.created) == (4, 1)


@pytest.mark.parametrize(
    ("month", "first"),
    [("Mac 2026", "2026-03-01"), ("April 2026", "2026-04-01"), ("Ogos-26", "2026-08-01")],
)
def test_months_as_people_write_them(bring, month, first):
    bring("costs", f"Bulan,Jenis,Saluran,Amaun\n{month},Iklan,Facebook,100\n")

    assert str(CostEntry.objects.get().month) == first


def test_google_ads_totals_and_days_without_cost(bring):
    outcome = bring(
        "costs",
        "Day,Campaign status,Campaign,Currency code,Cost\n2026-03-01,Enabled,Brand,MYR,--\n2026-03-02,Enabled,Brand,MYR,49.50\n"
        "Total: Account,--,--,MYR,49.50\nTotal: Campaigns,--,--,MYR,49.50\n",
    )

    assert list(CostEntry.objects.values_list("amount_minor", flat=True)) == [4950]
    assert (outcome.tally.refused_rows, outcome.tally.warnings["row_left_out"].rows) == (0, 2)


@pytest.mark.parametrize(
    ("created", "day"), [("04/03/2026 10:11:12", "2026-03-04"), ("04/25/2026 10:11:12", "2026-04-25")]
)
def test_tiktok_writes_the_day_first_unless_a_file_proves_otherwise(bring, created, day):
    bring("orders", TIKTOK + f"578123456789012011,Completed,1,TT-1,1,60.00,0,0,0,60.00,0,{created}\n")

    assert str(Order.objects.get().placed_on) == day


def test_a_repair_shows_what_it_changed(bring):
    outcome = bring("opportunities", "Name;Account;Amount\nSofa;Acme;12,500.00\nMeja;Acme;1.234,50\nRak;Acme;99,90\n")

    assert list(Opportunity.objects.order_by("pk").values_list("amount_minor", flat=True)) == [1250000, 123450, 9990]
    assert [example[2:] for example in outcome.tally.repairs["comma_decimals"].examples] == [
        ("1.234,50", "1234.50"),
        ("99,90", "99.90"),
    ]


@pytest.mark.parametrize("cell", ["a@x.my;b@x.my", "a@x.my ; b@x.my"])
def test_the_first_of_several_emails_is_taken(bring, cell):
    outcome = bring("contacts", f"Name,Email\nAli,{cell}\n")

    contact = Contact.objects.get()
    assert (contact.email, contact.custom) == ("a@x.my", {"email_as_written": cell})
    assert outcome.tally.warnings["emails_several"].rows == 1
