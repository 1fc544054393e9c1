"""What spreadsheets do to cells, undone where nothing was lost and told per cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jualan.core.imports.mending import day_of_serial, well_read, whole_digits, with_nought


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CafÃ©", "Café"),
        ("CafÃƒÂ©", "Café"),
        ("Itâ€™s", "It’s"),
        ("Â£5", "£5"),
        ("ä¸­æ–‡", "中文"),  # noqa: RUF001 as it comes
        ("Café", "Café"),
        ("naïve Ã©", "naïve é"),
        ("CAFÉ™", "CAFÉ™"),
        ("ÂÃ", "ÂÃ"),
        ("São Paulo – “x”", "São Paulo – “x”"),
    ],
)
def test_letters_in_the_wrong_code_page(text, meant):
    assert well_read(text) == meant


@given(st.text(st.sampled_from("abc éüñçàèÉö ’“中文"), max_size=20))
def test_whatever_is_misread_comes_back(text):
    try:
        misread = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    assert well_read(misread) == text


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("6.0123456789E+10", "60123456789"),
        ("60123456789.0", "60123456789"),
        ("6.01E+10", "6.01E+10"),
        ("7.02E+12", "7.02E+12"),
        ("1.5", "1.5"),
        ("1E5", "1E5"),
        ("A1E5", "A1E5"),
    ],
)
def test_digits_come_back_only_where_none_is_lost(text, digits):
    assert whole_digits(text) == digits


@pytest.mark.parametrize(
    ("text", "day"),
    [("45306", "2024-01-15"), ("45306.5", "2024-01-15 12:00:00"), ("20240115", ""), ("7", ""), ("99999", "")],
)
def test_days_counted_from_the_epoch(text, day):
    assert day_of_serial(text) == day


def test_days_of_the_other_epoch():
    assert day_of_serial("43844", is_1904=True) == "2024-01-15"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("123456789", "0123456789"),
        ("12-345 6789", "012-345 6789"),
        ("60123456789", "60123456789"),
        ("312345678", "0312345678"),
    ],
)
def test_the_first_nought_of_a_phone(text, whole):
    assert with_nought(text) == whole


def test_repairs_are_counted_and_shown_by_cell(bring):
    text = (
        "Number;Placed on;Customer name;Phone;Total\n"
        "1;45306;CafÃ© Ali;123456789;1.234,50\n"
        "2;15/01/2024;Abu ;6.0123456789E+10;5,00\n"
        "3;16/01/2024;Siti;6.01E+10;7\n"
    )

    outcome = bring("orders", text)

    found = {kind: (repaired.cells, repaired.examples) for kind, repaired in outcome.tally.repairs.items()}
    assert found == {
        "date_serial": (1, [(2, "Placed on", "45306", "2024-01-15")]),
        "misread": (1, [(2, "Customer name", "CafÃ© Ali", "Café Ali")]),
        "phone_nought": (1, [(2, "Phone", "123456789", "0123456789")]),
        "comma_decimals": (2, [(2, "Total", "1.234,50", "1234.50"), (3, "Total", "5,00", "5.00")]),
        "blanks": (1, [(3, "Customer name", "Abu ", "Abu")]),
        "digits_restored": (1, [(3, "Phone", "6.0123456789E+10", "60123456789")]),
    }
    assert outcome.tally.warnings["digits_lost"].examples == ["6.01E+10"]
    assert outcome.tally.created == 3


def test_cells_held_as_text_are_told(bring, tmp_path):
    import xlsxwriter  # noqa: PLC0415 this test only

    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Number", "Placed on", "Total"])
        sheet.write_row(1, 0, ["1", "2024-01-15", "5.50"])
        sheet.write_row(2, 0, ["2", "2024-01-16", 7])

    outcome = bring("orders", path)

    assert {kind: repaired.cells for kind, repaired in outcome.tally.repairs.items()} == {
        "date_as_text": 2,
        "number_as_text": 1,
    }


def test_a_bare_header_is_an_empty_table(bring):
    outcome = bring("leads", "Lead ID,Name\n")

    assert (outcome.tally.rows, list(outcome.tally.warnings)) == (0, ["no_rows"])
