import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jualan.core.normalise import (
    domain_key,
    email_key,
    has_lost_digits,
    is_masked,
    match_key,
    name_key,
    phone_e164,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Siti   Aminah ", "siti aminah"),
        ("Dato' Ahmad bin Ali", "dato' ahmad bin ali"),
        ("Cafe\u0301 Besar", "café besar"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("GTXPro", "gtxpro"),
        ("", ""),
    ],
)
def test_name_key_changes_case_and_blanks_only(text, key):
    assert name_key(text) == key


@given(st.text())
@example("ΰ")
def test_name_key_is_stable(text):
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dato' Sri Muhammad Ali bin Abu", "Mohd Ali Abu"),
        ("Tan Sri Dr. Lim Wee Chai", "Lim Wee Chai"),
        ("S. Rajagopal a/l Subramaniam", "Rajagopal Subramaniam S"),
        ("Puan Hajah Noor Aini binti Haji Omar", "Nur Aini Omar"),
        ("Tan Ah Kow", "Ah Kow Tan"),
        ("Encik Abd. Rahman", "Abdul Rahman"),
    ],
)
def test_match_key_sees_through_titles_and_spelling(one, other):
    assert match_key(one) == match_key(other)


def test_match_key_keeps_a_family_name_that_looks_like_a_title():
    assert match_key("Tan Ah Kow") != match_key("Ah Kow")
    assert match_key("Dr Tan Ah Kow") == match_key("Tan Ah Kow")


@given(st.text(min_size=1))
def test_match_key_never_empties_a_name(text):
    assert bool(match_key(text)) == bool(name_key(text))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" Ali@Example.COM ", "ali@example.com"),
        ("mailto:ali@example.com", "ali@example.com"),
        ("invalid", ""),
        ("a@b", ""),
        ("a b@example.com", ""),
        ("a@example..com", ""),
        ("S****i@example.com", ""),
        ("a@x.com, b@x.com", ""),
        ("", ""),
    ],
)
def test_email_key(text, key):
    assert email_key(text) == key


@pytest.mark.parametrize("text", ["S****i", "******12", "+60*****12", "j***n@x.com", "A*i"])
def test_masked_values_are_seen(text):
    assert is_masked(text)


@pytest.mark.parametrize("text", ["Siti", "Ali*", "4*", "5 * 3", ""])
def test_a_lone_star_is_no_mask(text):
    assert not is_masked(text)


@pytest.mark.parametrize("text", ["7.02E+12", "7.02255E+12", "9.1000E+11", "7E12"])
def test_lost_digits_are_seen(text):
    assert has_lost_digits(text)


@pytest.mark.parametrize("text", ["7210448301122", "E12", "12E", "1.5", ""])
def test_other_ids_have_their_digits(text):
    assert not has_lost_digits(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("012-345 6789", [("+60123456789", "mobile")]),
        ("011-1234 5678", [("+601112345678", "mobile")]),
        ("03-2161 5555", [("+60321615555", "fixed")]),
        ("082-234 567", [("+6082234567", "fixed")]),
        ("1-800-88-1234", [("+601800881234", "toll_free")]),
        ("0060123456789", [("+60123456789", "mobile")]),
        ("60123456789", [("+60123456789", "mobile")]),
        ("'+60123456789", [("+60123456789", "mobile")]),
        ("(012) 345 6789", [("+60123456789", "mobile")]),
        ("012-345 6789 / 03-2161 5555", [("+60123456789", "mobile"), ("+60321615555", "fixed")]),
        ("012-3456789 atau 012-3456789", [("+60123456789", "mobile")]),
        ("+65 6123 4567", [("+6561234567", "fixed")]),
        ("9.1E+11", []),
        ("******12", []),
        ("555-0101", []),
        ("tiada", []),
        ("", []),
    ],
)
def test_phone_e164(text, numbers):
    assert phone_e164(text) == numbers


def test_phone_of_another_region():
    assert phone_e164("(201) 555-0123", "US") == [("+12015550123", "mobile")]


prefixes = st.sampled_from(["0", "60", "+60", "0060", "+60 ", "(0)", "+6 0"])
nationals = st.from_regex(r"[1-9][0-9]{6,10}", fullmatch=True)


@given(prefixes, nationals)
@example("0", "123456789")
@example("0", "154600123")
@example("60", "1800881234")
def test_the_quick_way_says_what_the_library_says(prefix, national):
    text = prefix + national
    try:
        number = phonenumbers.parse(text, "MY")
    except phonenumbers.NumberParseException:
        number = None

    expected = []
    if number and phonenumbers.is_valid_number(number):
        expected = [phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)]
    assert [found for found, _kind in phone_e164(text)] == expected


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.bluebay.com.my/about", "bluebay.com.my"),
        ("ali@shop.bluebay.com.my", "bluebay.com.my"),
        ("acme.com", "acme.com"),
        ("ali@gmail.com", ""),
        ("x@marketplace.amazon.com", ""),
        ("not a domain", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_domain_key(text, domain):
    assert domain_key(text) == domain
