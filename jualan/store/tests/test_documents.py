import pytest

from jualan.store.importers.documents import read_document


def document(*rows, plain=True, **more):
    numbered = [{**row, "row": place} for place, row in enumerate(rows, start=2)]
    return read_document(numbered, currency="MYR", is_marked_plain=plain, **more)


def line(quantity=1, price=10, **more):
    return {"number": "1001", "sku": "A", "quantity": quantity * 1000, "unit_price": price * 1_000_000, **more}


def test_merchandise_is_its_lines_less_the_discount():
    found = document(line(2, 16, discount=500, tax=329, shipping=600, total=5629), line(1, 20))

    assert (found.merchandise, found.discount, found.tax, found.shipping, found.total) == (4700, 500, 329, 600, 5629)
    assert (found.kind, found.state, found.received) == ("order", "paid", 5629)


def test_without_a_total_it_is_what_the_parts_make():
    assert document(line(2, 16, tax=100, shipping=200, discount=50)).total == 3450


def test_without_lines_merchandise_is_what_the_total_leaves():
    found = document({"number": "1", "total": 5000, "tax": 300, "shipping": 700})

    assert (found.merchandise, found.lines) == (4000, ())


def test_amounts_are_added_over_rows_unless_every_row_repeats_one_beside_a_total():
    repeated = document(line(total=3000, shipping=500), line(total=3000, shipping=500))
    without_total = document(line(shipping=500), line(shipping=500))
    different = document(line(total=3000, shipping=500), line(total=3000, shipping=400))

    assert (repeated.shipping, without_total.shipping, different.shipping) == (500, 1000, 900)


@pytest.mark.parametrize("code", ["total", "status", "paid_on", "refunded"])
def test_the_first_filled_cell_counts_and_another_is_a_conflict(code):
    found = document(line(), line(**{code: 7}), line(**{code: 7}), line(**{code: 8}))

    assert [(conflict.row, conflict.field, conflict.value) for conflict in found.conflicts] == [(5, code, 8)]
    assert len(found.lines) == 3


def test_identical_lines_are_separate_lines():
    assert len(document(line(), line()).lines) == 2


def test_a_row_without_sku_title_and_quantity_is_no_line():
    assert document(line(), {"number": "1001", "unit_price": 5}).lines[0].total_minor == 1000
    assert len(document(line(), {"number": "1001", "unit_price": 5}).lines) == 1


def test_a_return_in_an_order_is_a_refund_of_it():
    found = document(line(3, 10), line(-1, 10))

    assert (found.kind, found.merchandise, found.refund, found.refund_merchandise) == ("order", 3000, 1000, 1000)
    assert found.is_refund_dated


@pytest.mark.parametrize(
    ("number", "rows", "kind"),
    [
        ("C536379", [line(-1, 27)], "credit_note"),
        ("C1001", [line(1, 27)], "credit_note"),
        ("A563185", [line(1, 11)], "adjustment"),
        ("1001", [line(-1, 27)], "credit_note"),
        ("1001", [line(-1, 0)], "order"),
        ("1001", [{"total": -500}], "credit_note"),
        ("1001", [line(1, 27)], "order"),
        ("CM-1001", [line(1, 27)], "order"),
    ],
)
def test_kinds_of_documents(number, rows, kind):
    assert document(*({**row, "number": number} for row in rows)).kind == kind


def test_a_letter_is_no_mark_where_every_number_has_it():
    assert document({**line(), "number": "C1001"}, plain=False).kind == "order"


def test_a_credit_note_holds_its_amount_as_a_refund_only():
    found = document({**line(-2, 27), "number": "C1"})

    assert (found.total, found.merchandise, found.received) == (0, 0, 0)
    assert (found.refund, found.refund_merchandise, found.is_refund_dated) == (5400, 5400, True)


def test_an_adjustment_moves_no_money():
    found = document({**line(1, 11062), "number": "A1"})

    assert (found.received, found.refund) == (0, 0)


@pytest.mark.parametrize(
    ("status", "state", "received"),
    [
        ("paid", "paid", 1000),
        ("", "paid", 1000),
        ("completed", "paid", 1000),
        ("pending", "outstanding", 0),
        ("Unpaid", "outstanding", 0),
        ("authorized", "outstanding", 0),
        ("expired", "outstanding", 0),
        ("voided", "cancelled", 0),
        ("canceled", "cancelled", 0),
        ("failed", "cancelled", 0),
        ("partially_paid", "partly_paid", 0),
        ("partially refunded", "paid", 1000),
        ("test", "test", 0),
    ],
)
def test_order_words(status, state, received):
    found = document(line(status=status) if status else line())

    assert (found.state, found.received) == (state, received)
    assert found.is_word_known == (status != "completed")


def test_a_meaning_that_was_told_wins():
    found = document(line(status="COD"), told_state="outstanding")

    assert (found.state, found.received, found.is_word_known) == ("outstanding", 0, True)


@pytest.mark.parametrize(
    ("outstanding", "state", "received"), [(0, "paid", 1000), (400, "partly_paid", 600), (1000, "outstanding", 0)]
)
def test_a_balance_says_what_came_in(outstanding, state, received):
    found = document(line(status="paid", outstanding=outstanding))

    assert (found.state, found.received) == (state, received)


def test_terms_make_an_outstanding_order_count():
    assert document(line(status="pending"), has_terms=True).state == "on_terms"


def test_a_refund_comes_off_merchandise_first_and_never_more_than_it():
    part = document(line(1, 16, shipping=400, status="partially_refunded", refunded=400))
    all_of_it = document(line(1, 16, shipping=400, status="refunded", refunded=2000))
    unsaid = document(line(1, 16, shipping=400, status="refunded"))

    assert [(d.refund, d.refund_merchandise, d.is_refund_dated) for d in (part, all_of_it, unsaid)] == [
        (400, 400, False),
        (2000, 1600, False),
        (2000, 1600, False),
    ]


def test_a_cancelled_order_gives_nothing_back():
    assert document(line(status="voided", refunded=500)).refund == 0
