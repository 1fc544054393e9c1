"""The kit's tags and filters: what they write, in both languages."""

import datetime as dt
import re

import pytest
from django.template import Context, Template
from django.utils import translation

from jualan.core.templatetags import ui_format

NOON = dt.datetime(2026, 11, 26, 4, 0, tzinfo=dt.UTC)  # Thursday, noon in Kuala Lumpur


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def text_of(source: str, **context: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", rendered(source, **context))).strip()


@pytest.mark.parametrize(
    ("minor", "currency", "options", "expected"),
    [
        (8_640_000, "MYR", {}, "86,400.00"),
        (-360, "MYR", {}, "−3.60"),
        (0, "MYR", {}, "0.00"),
        (None, "MYR", {}, "—"),
        (2_460_050, "MYR", {"sen": False}, "24,601"),
        (1_240, "MYR", {"sign": True}, "+12.40"),
        (5_000, "JPY", {}, "5,000"),
        (123_456_789, "KWD", {}, "123,456.789"),
    ],
)
def test_money(minor, currency, options, expected):
    assert ui_format.money(minor, currency, **options) == expected


@pytest.mark.parametrize(
    ("language", "day", "time", "long"),
    [
        ("ms", "Khamis 26 Nov", "12:00 ptg", "Khamis 26 November"),
        ("en", "Thu 26 Nov", "12:00 pm", "Thursday 26 November"),
    ],
)
def test_dates(language, day, time, long, monkeypatch):
    monkeypatch.setattr(ui_format.timezone, "localdate", lambda: dt.date(2026, 11, 24))
    with translation.override(language):
        assert ui_format.day(NOON) == day
        assert ui_format.time_of_day(NOON).replace("\N{NO-BREAK SPACE}", " ") == time
        assert ui_format.long_day(NOON) == long


def test_another_year_is_named(monkeypatch):
    monkeypatch.setattr(ui_format.timezone, "localdate", lambda: dt.date(2027, 1, 2))
    with translation.override("en"):
        assert ui_format.day(NOON) == "Thu 26 Nov 2026"


@pytest.mark.parametrize(
    ("seconds", "expected", "short"),
    [(0, "0 min", "0 min"), (740, "12 min", "12 min"), (7_800, "2 h 10 min", "2 h"), (7_200, "2 h", "2 h"), (777_600, "9 days", "9 d"), (86_400, "1 day", "1 d")],
)  # fmt: skip
def test_duration(seconds, expected, short):
    with translation.override("en"):
        assert ui_format.duration(seconds) == expected
        assert ui_format.duration(seconds, short=True) == short


def test_initials_leave_out_the_joining_words():
    assert ui_format.initials("Nadhirah binti Abdul Rahman") == "NA"
    assert ui_format.initials("Priya a/p Subramaniam") == "PS"


def test_digits_are_found_across_blanks():
    assert rendered("{{ text|mark:query }}", text="016-241 7883", query="417") == "016-2<mark>41 7</mark>883"
    assert rendered("{{ text|mark:query }}", text="<b>Lim</b>", query="lim") == "&lt;b&gt;<mark>Lim</mark>&lt;/b&gt;"


def test_figure_opens_only_with_an_address():
    assert "figure" not in rendered("{% figure 3 %}")
    assert 'hx-target="#panel"' in rendered("{% figure 3 '/rows/' %}")


def test_button_attributes_become_hyphenated_and_escaped():
    html = rendered(
        "{% button 'Save' kind='main' type='submit' hx_post=url disabled=True data_x=None %}", url='/a/?b="'
    )
    assert 'hx-post="/a/?b=&quot;"' in html
    assert " disabled" in html
    assert "data-x" not in html


def test_light_needs_a_known_kind():
    with pytest.raises(ValueError, match="green"):
        rendered("{% light 'green' %}")


def test_clock_says_left_and_over():
    with translation.override("en"):
        later = NOON + dt.timedelta(minutes=12)
        assert text_of("{% clock due 1800 now %}", due=later, now=NOON) == "12 min left"
        assert text_of("{% clock due 1800 now %}", due=NOON, now=later) == "12 min over"


def test_toast_takes_its_undo_from_the_message():
    class Message:
        extra_tags = "undo:/undo/7/"
        level_tag = "success"

        def __str__(self) -> str:
            return "Moved"

    assert 'hx-post="/undo/7/"' in rendered("{% toast message %}", message=Message())


def test_conflict_shows_what_differs_and_carries_the_rest():
    class Record:
        version = 4
        name = "Rohana"
        phone = "012"

    html = rendered(
        '{% include "core/ui/conflict.html" %}',
        record=Record(),
        values={"name": "Rohana Ismail", "phone": "012"},
        save_url="/save/",
    )
    assert 'name="version" value="4"' in html
    assert 'type="hidden" name="phone" value="012"' in html
    assert html.count('type="radio"') == 2
