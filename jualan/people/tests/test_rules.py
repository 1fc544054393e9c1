"""Which PINs are refused, how long wrong ones rest, what a code looks like, and what a password alone may not open."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jualan.people import rules

MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("pin", "fault"),
    [
        ("402815", ""),
        ("918273", ""),
        ("", "pin_form"),
        ("40281", "pin_form"),
        ("4028155", "pin_form"),
        ("40281a", "pin_form"),
        ("٤٠٢٨١٥", "pin_form"),
        ("000000", "pin_trivial"),
        ("123456", "pin_trivial"),
        ("890123", "pin_trivial"),
        ("654321", "pin_trivial"),
        ("210987", "pin_trivial"),
        ("121212", "pin_trivial"),
        ("123123", "pin_trivial"),
        ("112233", "pin_trivial"),
        ("111222", "pin_trivial"),
        ("123884", "pin_phone"),
        ("884170", "pin_phone"),
    ],
)
def test_pin_that_anybody_would_try_is_refused(pin, fault):
    assert rules.pin_fault(pin, "+60123884170") == fault


@pytest.mark.parametrize(
    ("failures", "rest"),
    [(0, 0), (1, 0), (4, 0), (5, 15), (6, 0), (9, 0), (10, 30), (15, 60), (35, 960), (40, 1440), (5000, 1440)],
)
def test_rest_doubles_up_to_a_day(failures, rest):
    assert rules.rest_after(failures, 5) == rest * MINUTE


def test_guessing_a_pin_takes_longer_than_a_life_of_a_tablet():
    """In a year of trying whenever there is no rest, less than one PIN in five hundred is found."""
    year, spent, tries = dt.timedelta(days=365), dt.timedelta(), 0
    while spent < year:
        tries += 1
        spent += rules.rest_after(tries, rules.PIN_TRIES)

    assert tries < 10**rules.PIN_DIGITS / 500


@given(st.text(alphabet=rules.CODE_SIGNS, min_size=10, max_size=10))
def test_code_is_read_as_people_type_it(code):
    assert rules.code_key(f" {code[:5].lower()}-{code[5:]} ") == code


@pytest.mark.parametrize(
    ("held", "needs"), [({"leads.view"}, False), ({"leads.view", "people.edit"}, True), ((), False)]
)
def test_second_factor_is_needed_for_what_is_guarded(held, needs):
    assert rules.needs_second_factor(held, {"people.edit", "metrics.costs"}) is needs
