import datetime as dt

from jualan.accounts.models import Account, Contact
from jualan.people.models import User
from jualan.store.models import Checkout, CustomerStatistics, Order, OrderCredit, OrderLine, Payment, Refund


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


RETAIL = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    "536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
    "536366,22633,HAND WARMER,6,2010-12-01 08:28:00,1.85,17850.0,United Kingdom\n"
    "536365,71053,LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom\n"
    "536365,71053,LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom\n"
    "C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527.0,United Kingdom\n"
    "A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom\n"
    "536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom\n"
)


def test_lines_of_a_document_need_not_be_neighbours(bring):
    outcome = bring("orders", RETAIL)

    assert (outcome.tally.rows, counts(outcome)) == (7, (5, 0, 0, 0))
    order = Order.objects.get(number="536365")
    assert (order.lines.count(), order.merchandise_minor, order.total_minor) == (3, 5598, 5598)
    assert (order.placed_on, order.country) == (dt.date(2010, 12, 1), "United Kingdom")
    assert order.placed_at == dt.datetime(2010, 12, 1, 0, 26, tzinfo=dt.UTC)
    assert [line.position for line in order.lines.order_by("pk")] == [1, 2, 3]


def test_the_same_file_twice_changes_nothing(bring):
    bring("orders", RETAIL)

    assert counts(bring("orders", RETAIL)) == (0, 0, 5, 0)
    assert (Order.objects.count(), OrderLine.objects.count(), Payment.objects.count()) == (5, 7, 3)


def test_documents_by_their_marks(bring):
    bring("orders", RETAIL)

    kinds = dict(Order.objects.values_list("number", "document"))
    assert kinds == {
        "536365": "order",
        "536366": "order",
        "536414": "order",
        "C536379": "credit_note",
        "A563185": "adjustment",
    }
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.merchandise_minor, refund.is_day_stated) == (2750, 2750, True)
    assert Payment.objects.get(order=refund.order).amount_minor == -2750


def test_customers_are_known_by_the_shops_id_and_get_an_account(bring):
    bring("orders", RETAIL)

    assert Contact.objects.count() == 2
    assert set(Account.objects.values_list("kind", flat=True)) == {"consumer"}
    assert Order.objects.filter(account=None).count() == 2


def test_an_unknown_product_keeps_its_text(bring):
    outcome = bring("orders", RETAIL)

    assert outcome.tally.warnings["unknown_product"].rows == 7
    assert OrderLine.objects.get(sku="85123A").title == "WHITE HEART"


def test_known_products_are_linked(bring):
    bring("products", "sku,name\n85123A,Heart\n,LANTERN\n")
    bring("orders", RETAIL)

    linked = OrderLine.objects.exclude(product=None).values_list("sku", flat=True)
    assert sorted(linked) == ["71053", "71053", "85123A"]


def test_an_order_of_nobody_is_a_guests(bring):
    bring("orders", "number,customer_name,total\n1,S****i,50\n2,Ali bin Abu,20\n")

    assert not Contact.objects.exists()
    assert list(Order.objects.order_by("pk").values_list("buyer_name", "account")) == [
        ("S****i", None),
        ("Ali bin Abu", None),
    ]


def test_a_phone_alone_makes_a_contact_and_phone_with_name_joins_one(bring):
    bring("contacts", "name,phone\nAli,0123456789\n")

    bring("orders", "number,customer_name,phone,total\n1,ALI,012-345 6789,50\n2,,013-345 6789,20\n")

    assert Contact.objects.count() == 2
    assert Order.objects.get(number="1").buyer.full_name == "Ali"


def test_statistics_follow_an_import(bring, work_jobs):
    bring("orders", RETAIL)
    work_jobs()

    found = CustomerStatistics.objects.get()
    assert (found.orders, found.spent_minor) == (2, 6708)


def test_a_later_files_lines_replace_the_earlier_ones(bring):
    bring("orders", "number,placed_on,sku,quantity,unit_price\n1,2024-01-01,A,1,10\n1,,B,2,5\n")

    outcome = bring("orders", "number,placed_on,sku,quantity,unit_price\n1,2024-01-01,A,3,10\n", name="second.csv")

    assert counts(outcome) == (0, 1, 0, 0)
    assert list(OrderLine.objects.values_list("sku", "quantity_milli")) == [("A", 3000)]
    assert list(Order.objects.values_list("merchandise_minor", "total_minor", "received_minor")) == [(3000, 3000, 3000)]
    assert list(Payment.objects.values_list("amount_minor", flat=True)) == [3000]


def test_a_later_file_of_states_leaves_the_lines(bring):
    bring("orders", "number,sku,quantity,unit_price,status,placed_on\n1,A,1,10,pending,2024-01-01\n")
    assert not Payment.objects.exists()

    bring("orders", "number,status,paid_on\n1,paid,2024-01-05\n", name="second.csv")

    order = Order.objects.get()
    assert (order.state, order.merchandise_minor, order.lines.count()) == ("paid", 1000, 1)


def test_a_conflict_refuses_its_row_and_keeps_the_document_together_for_mending(bring):
    text = "number,sku,quantity,unit_price,total\n1,A,1,10,30\n1,B,1,20,31\n2,C,1,5,5\n"

    outcome = bring("orders", text)

    assert counts(outcome) == (2, 0, 0, 1)
    assert [(row.row, row.column, row.value, row.reason) for row in outcome.refused] == [(3, "total", "31", "conflict")]
    assert list(OrderLine.objects.values_list("sku", flat=True)) == ["A", "C"]


def test_a_row_that_cannot_be_read_refuses_its_document(bring):
    outcome = bring("orders", "number,sku,quantity,unit_price\n1,A,1,10\n1,B,many,20\n2,C,1,5\n")

    assert counts(outcome) == (1, 0, 0, 2)
    assert [(row.row, row.reason, row.value) for row in outcome.refused] == [
        (2, "document_refused", "3"),
        (3, "not_a_number", "many"),
    ]


def test_words_nobody_knows_are_paid_and_told_with_their_count(bring):
    outcome = bring(
        "orders", "number,total,status\n1,10,Selesai\n2,10,Selesai\n3,10,COD\n", values=(("status", "COD", "pending"),)
    )

    made = [(m.name, m.as_, m.rows) for m in outcome.tally.made.values() if m.kind == "status"]
    assert made == [("Selesai", "paid", 2)]
    assert dict(Order.objects.values_list("number", "state")) == {"1": "paid", "2": "paid", "3": "outstanding"}
    assert Order.objects.get(number="3").status == "COD"


def test_two_shops_may_bear_the_same_numbers(bring):
    bring("orders", "number,total\n1001,10\n", system="one")
    bring("orders", "number,total\n1001,20\n", system="two")

    assert list(Order.objects.order_by("pk").values_list("connection__system", "total_minor")) == [
        ("one", 1000),
        ("two", 2000),
    ]


def test_owner_of_the_file_else_of_the_account_has_the_credit(bring):
    bring("customers", "id,name,email\n7,Ali,ali@example.com\n")
    account = Account.objects.get()
    bring("users", "name\nFarah\nGanesh\n")
    account.owner = User.objects.get(full_name="Ganesh")
    account.save()

    bring(
        "orders", "number,email,total,owner\n1,ali@example.com,10,Farah\n2,ali@example.com,10,\n3,x@example.com,10,\n"
    )

    assert list(OrderCredit.objects.order_by("pk").values_list("order__number", "user__full_name", "share_bps")) == [
        ("1", "Farah", 10_000),
        ("2", "Ganesh", 10_000),
    ]


def test_cells_that_differ_from_line_to_line_stay_on_the_lines(bring):
    bring("orders", "number,sku,Vendor,Gift\n1,A,X,yes\n1,B,Y,yes\n")

    assert Order.objects.get().custom == {"gift": "yes"}
    assert list(OrderLine.objects.order_by("pk").values_list("custom", flat=True)) == [{"vendor": "X"}, {"vendor": "Y"}]


def test_a_hand_noted_payment_is_part_of_what_the_file_says(bring):
    bring("orders", "number,total,status,placed_on\n1,100,pending,2024-01-01\n")
    order = Order.objects.get()
    Payment.objects.create(order=order, amount_minor=4000, currency="MYR", paid_on=dt.date(2024, 1, 2))
    Order.objects.update(received_minor=4000)

    bring("orders", "number,total,status,placed_on\n1,100,paid,2024-01-01\n", name="second.csv")

    assert sorted(Payment.objects.values_list("amount_minor", flat=True)) == [4000, 6000]
    assert Order.objects.get().received_minor == 10000


SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem sku,Billing Name,Shipping Name,Shipping Country,Refunded Amount,Outstanding Balance,Id\n"
    "#1001,ada@example.com,paid,2026-09-03 10:15:00 -0400,USD,47.00,6.00,3.29,56.29,5.00,2026-09-03 22:14:00 -0400,2,"
    "Fern,16.00,FERN-1,Ada,Ada,US,0.00,0.00,'5550000001\n"
    "#1001,ada@example.com,,,,,,,,,2026-09-03 22:14:00 -0400,1,Tote,20.00,TOTE-1,,,,,,\n"
    "#1002,bo@example.com,paid,,USD,25.00,0.00,0.00,25.00,0.00,2026-09-10 09:00:00 -0400,1,Mug,25.00,MUG-1,Bo,,CA,0.00,25.00,1\n"
)


def test_shopify_orders(bring):
    outcome = bring("orders", SHOPIFY)

    assert (outcome.format, outcome.system, counts(outcome)) == ("shopify", "shopify", (2, 0, 0, 0))
    first, second = Order.objects.order_by("number")
    assert (first.merchandise_minor, first.total_minor, first.received_minor, first.currency) == (
        4700,
        5629,
        5629,
        "USD",
    )
    assert (first.placed_on, first.origin, first.ship_to) == (dt.date(2026, 9, 4), "shop", "Ada, US")
    assert Payment.objects.get().paid_on == dt.date(2026, 9, 3)
    assert (second.state, second.status, second.received_minor) == ("outstanding", "paid", 0)
    assert counts(bring("orders", SHOPIFY)) == (0, 0, 2, 0)


def test_shopify_checkouts(bring):
    outcome = bring("checkouts", SHOPIFY)

    assert (outcome.format, counts(outcome)) == ("shopify", (2, 0, 0, 0))
    checkout = Checkout.objects.get(number="#1001")
    assert (checkout.total_minor, checkout.contact.email, checkout.started_on) == (
        5629,
        "ada@example.com",
        dt.date(2026, 9, 4),
    )
    assert counts(bring("checkouts", SHOPIFY)) == (0, 0, 2, 0)


def test_a_recovered_checkout(bring):
    bring("checkouts", "number,email,total,started_on\nC1,a@example.com,10,2024-01-01\n")

    outcome = bring("checkouts", "number,recovered_on\nC1,2024-01-03\n", name="second.csv")

    assert counts(outcome) == (0, 1, 0, 0)
    assert list(Checkout.objects.values_list("total_minor", "recovered_on")) == [(1000, dt.date(2024, 1, 3))]
