"""Days in the words people use."""

import datetime as dt

import pytest

from jualan.core.due_words import Due, read_due

TUESDAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("esok", Due(dt.date(2026, 11, 25))),
        ("Esok 3 petang", Due(dt.date(2026, 11, 25), dt.time(15))),
        ("hari ni", Due(TUESDAY)),
        ("Khamis ni pagi", Due(dt.date(2026, 11, 26), dt.time(9))),
        ("Jumaat ni", Due(dt.date(2026, 11, 27))),
        ("Friday 10:30 am", Due(dt.date(2026, 11, 27), dt.time(10, 30))),
        ("next friday", Due(dt.date(2026, 12, 4))),
        ("Jumaat depan", Due(dt.date(2026, 12, 4))),
        ("isnin depan", Due(dt.date(2026, 11, 30))),
        ("selasa", Due(dt.date(2026, 12, 1))),
        ("hujung bulan", Due(dt.date(2026, 11, 30))),
        ("lepas gaji", Due(dt.date(2026, 11, 28))),
        ("minggu depan", Due(dt.date(2026, 11, 30))),
        ("in 3 days", Due(dt.date(2026, 11, 27))),
        ("2 minggu lagi", Due(dt.date(2026, 12, 8))),
        ("26 nov", Due(dt.date(2026, 11, 26))),
        ("5 jan", Due(dt.date(2027, 1, 5))),
        ("1/12", Due(dt.date(2026, 12, 1))),
        ("2026-12-31", Due(dt.date(2026, 12, 31))),
        ("pukul 15:30", Due(TUESDAY, dt.time(15, 30))),
        ("31/2", None),
        ("when pigs fly", None),
        ("", None),
    ],
)
def test_due_words(words, expected):
    assert read_due(words, TUESDAY) == expected
