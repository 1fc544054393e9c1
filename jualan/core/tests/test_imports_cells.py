from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jualan.core.imports.cells import (
    CellRefused,
    Marks,
    MarksProof,
    clean,
    clean_id,
    neutralised,
    read_boolean,
    read_micro,
    read_milli,
    read_money,
    read_number,
    restored,
)


def refused(read, *args, **more):
    with pytest.raises(CellRefused) as refusal:
        read(*args, **more)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1054", 105400),
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("1,234", 123400),
        ("1,00,000.00", 10000000),
        ("1 234.50", 123450),
        ("1\u00a0234.50", 123450),
        ("1'234.50", 123450),
        ("RM 1,234.50", 123450),
        ("RM1,234.50", 123450),
        ("rm12", 1200),
        ("MYR 5.00", 500),
        ("5.00 MYR", 500),
        ("$16.00", 1600),
        ("-5.00", -500),
        ("\u22125.00", -500),
        ("5.00-", -500),
        ("(5.00)", -500),
        ("(RM 5.00)", -500),
        ("RM -5.00", -500),
        ("-RM5.00", -500),
        ("+5", 500),
        (".5", 50),
        ("5.", 500),
        ("0", 0),
        ("-11062.06", -1106206),
        ("10.50000", 1050),
    ],
)
def test_money(text, minor):
    assert read_money(text, 2) == (minor, True)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1.005", 101), ("1.004", 100), ("-1.005", -101), ("33.333333", 3333), ("0.30000000000000004", 30)],
)
def test_money_beyond_its_minor_unit_is_rounded_and_said_so(text, minor):
    assert read_money(text, 2) == (minor, False)


@pytest.mark.parametrize(("places", "minor"), [(0, 5), (2, 500), (3, 5000)])
def test_money_of_other_currencies(places, minor):
    assert read_money("5", places) == (minor, True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "not_a_number"),
        ("", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1,23", "not_a_number"),
        ("12,50", "not_a_number"),
        ("--5", "not_a_number"),
        ("(-5)", "not_a_number"),
        ("(5", "not_a_number"),
        ("5 apples", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("NaN", "not_a_number"),
        ("inf", "not_a_number"),
        ("1.5E+9", "digits_lost"),
        ("99999999999999999999", "amount_absurd"),
        ("-10000000000000.01", "amount_absurd"),
    ],
)
def test_money_that_is_none(text, reason):
    assert refused(read_money, text, 2) == reason


def test_money_of_another_currency_than_its_row():
    assert read_money("RM 5", 2, currency="MYR") == (500, True)
    assert read_money("$5", 2, currency="SGD") == (500, True)
    assert refused(read_money, "RM 5", 2, currency="USD") == "currency_conflict"
    assert refused(read_money, "5 EUR", 2, currency="USD") == "currency_conflict"


@pytest.mark.parametrize(
    ("column", "marks"),
    [
        (["1,234.50", "12"], Marks.POINT),
        (["1.234,50", "12"], Marks.COMMA),
        (["12,50"], Marks.COMMA),
        (["1,234", "1.234"], Marks.POINT),
        (["1,234.50", "1.234,50"], Marks.MIXED),
        ([], Marks.POINT),
        (["RM 1.234,50"], Marks.COMMA),
    ],
)
def test_decimal_sign_is_proven_by_the_column(column, marks):
    proof = MarksProof()
    for text in column:
        proof.see(text)

    assert proof.marks is marks


def test_decimal_comma_where_proven():
    assert read_money("1.234,50", 2, marks=Marks.COMMA) == (123450, True)
    assert read_money("1.234", 2, marks=Marks.COMMA) == (123400, True)
    assert read_money("12,5", 2, marks=Marks.COMMA) == (1250, True)
    assert refused(read_money, "1,234.50", 2, marks=Marks.COMMA) == "not_a_number"


def test_mixed_signs_take_only_what_has_one_meaning():
    assert read_money("1,234.50", 2, marks=Marks.MIXED) == (123450, True)
    assert read_money("1.234,50", 2, marks=Marks.MIXED) == (123450, True)
    assert read_money("12.50", 2, marks=Marks.MIXED) == (1250, True)
    assert refused(read_money, "1,234", 2, marks=Marks.MIXED) == "number_ambiguous"


@given(st.integers(-(10**15), 10**15))
def test_money_is_exact(minor):
    sign, whole = "-" if minor < 0 else "", abs(minor)
    for text in (f"{sign}{whole // 100}.{whole % 100:02}", f"{sign}{whole // 100:,}.{whole % 100:02}"):
        assert read_money(text, 2) == (minor, True)


@given(st.from_regex(r"-?[0-9]{1,9}\.[0-9]{0,9}", fullmatch=True))
def test_money_is_never_off_by_more_than_half(text):
    minor, is_exact = read_money(text, 2)
    difference = abs(Fraction(minor, 100) - Fraction(text.rstrip(".")))

    assert difference <= Fraction(1, 200)
    assert is_exact == (difference == 0)


def test_unit_price_and_quantity():
    assert read_micro("2.55") == 2550000
    assert read_micro("0.0000015") == 2
    assert read_milli("6") == 6000
    assert read_milli("-1.5") == -1500
    assert refused(read_milli, "1e400") == "digits_lost"
    assert refused(read_milli, "9" * 30) == "amount_absurd"


def test_numbers():
    assert read_number("674") == 674
    assert isinstance(read_number("674"), int)
    assert read_number("2.5") == 2.5
    assert read_number("2.50") == 2.5


@pytest.mark.parametrize("text", ["1", "yes", "Ya", "TRUE", "y", "betul"])
def test_true(text):
    assert read_boolean(text) is True


@pytest.mark.parametrize("text", ["0", "no", "Tidak", "false", "N"])
def test_false(text):
    assert read_boolean(text) is False


def test_neither_true_nor_false():
    assert refused(read_boolean, "maybe") == "not_yes_or_no"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Siti\u00a0", "Siti"),
        ("Cafe\u0301", "Café"),
        ("\ufeffName", "Name"),
        ("a\x00b\x07c", "abc"),
        ("line\none", "line\none"),
        ("a\u200bb", "ab"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("'tis", "'tis"),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [("'7210448301122", "7210448301122"), ("'+60123456789", "+60123456789"), ("'89801", "89801"), ("'A1", "'A1")],
)
def test_clean_id(text, cleaned):
    assert clean_id(text) == cleaned


@pytest.mark.parametrize(
    "text", ["=SUM(A1:A10)", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\tx", "\rx", "\uff1d1"]
)
def test_formulas_are_neutralised(text):
    assert neutralised(text) == "'" + text


@pytest.mark.parametrize("text", ["-100", "+60 12-345 6789", "-1,234.50", "+1 (555) 0100", "Ali", "", "a=b", "'tis"])
def test_numbers_phones_and_words_stay(text):
    assert neutralised(text) == text


@given(st.text(alphabet="'=+-@ a1(\uff1d"))
def test_what_is_exported_comes_back(text):
    assert restored(neutralised(text)) == text


@given(st.text())
def test_clean_is_stable_but_for_the_apostrophe(text):
    cleaned = clean(text)

    assert clean(neutralised(cleaned)) == cleaned
