import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jualan.core.imports.cells import CellRefused
from jualan.core.imports.dates import DateReader, Order, proven_order, read_month
from jualan.core.imports.stopped import WrongUse

KL = ZoneInfo("Asia/Kuala_Lumpur")
DAY = dt.date(2024, 1, 15)


def day_of(text, order=None):
    return DateReader(order, KL).read(text).day


def reason_of(text, order=None):
    with pytest.raises(CellRefused) as refusal:
        DateReader(order, KL).read(text)
    return refusal.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-15",
        "2024/1/15",
        "2024.01.15",
        "20240115",
        "15-Jan-2024",
        "15 January 2024",
        "15 Jan 24",
        "15th Jan 2024",
        "Jan 15 2024",
        "Jan 15, 2024",
        "2024-Jan-15",
        "15 Januari 2024",
        "Isnin, 15 Januari 2024",
        "Mon, 15 Jan 2024",
        "Mon Jan 15 2024",
        " 2024-01-15 ",
    ],
)
def test_dates_that_need_no_order(text):
    assert day_of(text) == DAY


@pytest.mark.parametrize(
    ("text", "month"),
    [("1 Mac 2024", 3), ("1 Mei 2024", 5), ("1 Ogos 2024", 8), ("1 Okt 2024", 10), ("1 Dis 2024", 12)],
)
def test_malay_months(text, month):
    assert day_of(text) == dt.date(2024, month, 1)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("05/04/2024", Order.DMY, dt.date(2024, 4, 5)),
        ("05/04/2024", Order.MDY, dt.date(2024, 5, 4)),
        ("5.4.2024", Order.DMY, dt.date(2024, 4, 5)),
        ("23/11/26", Order.DMY, dt.date(2026, 11, 23)),
        ("26/11/23", Order.YMD, dt.date(2026, 11, 23)),
        ("2024-04-05", Order.MDY, dt.date(2024, 4, 5)),
    ],
)
def test_dates_under_an_order(text, order, day):
    assert day_of(text, order) == day


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-01-20T14:30:00Z", (2024, 1, 20, 14, 30)),
        ("2024-01-20 14:30", (2024, 1, 20, 6, 30)),
        ("2026-03-12 09:14:00 +0800", (2026, 3, 12, 1, 14)),
        ("2025-12-06 10:37:00 -0500", (2025, 12, 6, 15, 37)),
        ("20/01/2024 2:05 PM", (2024, 1, 20, 6, 5)),
        ("20/01/2024 2:05 PTG", (2024, 1, 20, 6, 5)),
        ("20/01/2024, 12:00 am", (2024, 1, 19, 16, 0)),
        ("15 Jan 2024 00:00:00", (2024, 1, 14, 16, 0)),
        ("2024-01-20T14:30:00.123456+08:00", (2024, 1, 20, 6, 30)),
        ("2024-01-20 14:30:00 UTC", (2024, 1, 20, 14, 30)),
    ],
)
def test_moments(text, at):
    moment = DateReader(Order.DMY, KL).read(text)

    assert moment.at.replace(microsecond=0) == dt.datetime(*at, tzinfo=dt.UTC)
    assert moment.day == moment.at.astimezone(KL).date()


def test_a_date_without_time_has_no_moment():
    assert DateReader(None, KL).read("2024-01-15").at is None


def test_the_day_is_the_workspace_day():
    assert day_of("2024-01-20T20:30:00Z") == dt.date(2024, 1, 21)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2024", "date_impossible"),
        ("2024-02-30", "date_impossible"),
        ("2024-13-01", "date_impossible"),
        ("1899-12-31", "date_impossible"),
        ("2101-01-01", "date_impossible"),
        ("0000-00-00", "date_impossible"),
        ("20/01/2024 25:00", "date_impossible"),
        ("2024-01-01 14:00 PM", "date_impossible"),
        ("2024-01-01 14:00 +99:00", "date_impossible"),
        ("tomorrow", "date_unreadable"),
        ("45292", "date_unreadable"),
        ("1705312800", "date_unreadable"),
        ("15 Foo 2024", "date_unreadable"),
        ("2024-01-15 noon", "date_unreadable"),
        ("01/20/2024", "date_not_in_order"),
        ("10000-01-01", "date_unreadable"),
    ],
)
def test_cells_that_are_no_date(text, reason):
    assert reason_of(text, Order.DMY) == reason


def test_a_declared_order_refuses_what_does_not_fit_it():
    assert reason_of("05/04/2024", Order.YMD) == "date_not_in_order"


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["05/04/2024", "20/03/2024"], Order.DMY),
        (["05/04/2024", "03/20/2024"], Order.MDY),
        (["05/04/2024", "20.03.2024"], Order.DMY),
        (["05/04/24", "20/03/2024"], Order.DMY),
        (["05/04/24", "99/03/20"], Order.YMD),
        (["2024-04-05", "15-Jan-2024"], None),
        (["2024-04-05", "31/02/2024", "soon"], None),
        ([], None),
    ],
)
def test_order_proven_by_the_file(cells, order):
    assert proven_order(cells) is order


def test_dates_that_read_alike_under_every_order_need_no_proof():
    assert day_of("05/05/2024", proven_order(["05/05/2024"])) == dt.date(2024, 5, 5)


@pytest.mark.parametrize("cells", [["05/04/2024"], ["05/04/2024", "2024-01-20"], ["13/02/24"]])
def test_order_not_proven(cells):
    with pytest.raises(WrongUse) as stopped:
        proven_order(cells)
    assert stopped.value.code == "date_order_unproven"


def test_orders_that_contradict():
    with pytest.raises(WrongUse) as stopped:
        proven_order(["01/20/2024", "20.03.2024"])
    assert stopped.value.code == "date_orders_contradict"
    assert stopped.value.facts == {"examples": "01/20/2024, 20.03.2024"}


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(list(Order)), st.sampled_from("/-."))
def test_every_date_comes_back_under_its_order(day, order, sign):
    parts = {Order.DMY: "%d{0}%m{0}%Y", Order.MDY: "%m{0}%d{0}%Y", Order.YMD: "%Y{0}%m{0}%d"}
    text = day.strftime(parts[order].format(sign))

    assert day_of(text.zfill(10), order) == day


@given(
    st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31)), min_size=1),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]),
)
def test_a_file_is_never_read_wrong(days, form):
    cells = [day.strftime(form) for day in days]
    try:
        order = proven_order(cells)
    except WrongUse:
        return
    assert [day_of(text, order) for text in cells] == days


def test_months():
    assert read_month("2024-03") == dt.date(2024, 3, 1)
    for wrong in ("2024-13", "03/2024", "2024-03-01", "March"):
        with pytest.raises(CellRefused) as refusal:
            read_month(wrong)
        assert refusal.value.reason == "month_wrong"
