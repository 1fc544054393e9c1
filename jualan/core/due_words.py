"""Days in the words people use, Malay and English mixed: `esok 3 petang`, `Jumaat ni`, `hujung bulan`, `in 3 days`."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_WORDS = {
    "today": 0,
    "hari ini": 0,
    "hari ni": 0,
    "tomorrow": 1,
    "esok": 1,
    "besok": 1,
    "lusa": 2,
    "day after tomorrow": 2,
    "tulat": 3,
}
_DAYS = {
    "monday mon isnin": 0,
    "tuesday tue selasa": 1,
    "wednesday wed rabu": 2,
    "thursday thu khamis": 3,
    "friday fri jumaat": 4,
    "saturday sat sabtu": 5,
    "sunday sun ahad": 6,
}
_WEEKDAYS = {word: number for words, number in _DAYS.items() for word in words.split()}
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januari",
            "feb february februari",
            "mar march mac",
            "apr april",
            "may mei",
            "jun june",
            "jul july julai",
            "aug august ogos ogo",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dis disember",
        ),
        1,
    )
    for word in words.split()
}
_PAY_DAY = 28
_SAME = {
    "minggu depan": "next week",
    "hujung minggu": "weekend",
    "the weekend": "weekend",
    "hujung bulan": "end of month",
    "month end": "end of month",
    "end of the month": "end of month",
    "bulan depan": "next month",
    "lepas gaji": "payday",
    "after payday": "payday",
    "gaji": "payday",
}
_TIME = re.compile(r"\b(?:at |pukul |jam )?(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|pagi|tengah hari|petang|ptg|malam|pg)\b")
_CLOCK = re.compile(r"\b(?:at |pukul |jam )?([01]?\d|2[0-3]):([0-5]\d)\b")
_PARTS = {"pagi": 9, "morning": 9, "tengah hari": 12, "noon": 12, "petang": 15, "afternoon": 15, "malam": 20}


@dataclass(frozen=True, slots=True)
class Due:
    """A day, and a time of it if one was said."""

    day: dt.date
    time: dt.time | None = None


def read_due(text: str, today: dt.date) -> Due | None:
    """Return the day that the words mean, seen from `today`; None when nobody could tell."""
    words = " ".join(text.casefold().replace(",", " ").split())
    words, time = _take_time(words)
    day = _day_of(words, today) if words else (today if time else None)
    return None if day is None else Due(day, time)


def _take_time(words: str) -> tuple[str, dt.time | None]:
    for pattern in (_TIME, _CLOCK):
        if found := pattern.search(words):
            hour, minute = int(found[1]), int(found[2] or 0)
            part = found[3] if pattern is _TIME else ""
            if part in {"pm", "petang", "ptg", "malam"} and hour < 12:
                hour += 12
            if hour < 24 and minute < 60:
                return _joined(words, found.span()), dt.time(hour, minute)
    for part, hour in _PARTS.items():
        if found := re.search(rf"\b{part}\b", words):
            return _joined(words, found.span()), dt.time(hour)
    return words, None


def _joined(words: str, span: tuple[int, int]) -> str:
    return " ".join(f"{words[: span[0]]} {words[span[1] :]}".split())


def _day_of(words: str, today: dt.date) -> dt.date | None:
    plain = re.sub(r"\b(this|coming|on|by|ini|ni|sebelum|before|pada)\b", " ", words)
    plain = " ".join(plain.split()) or words
    if words in _WORDS or plain in _WORDS:
        return today + dt.timedelta(days=_WORDS.get(words, _WORDS.get(plain, 0)))
    return _weekday(plain, today) or _span(plain, today) or _month_word(plain, today) or _written(plain, today)


def _weekday(words: str, today: dt.date) -> dt.date | None:
    first, _space, rest = words.removeprefix("hari ").partition(" ")
    is_next = rest in {"depan", "hadapan", "next"} or first == "next"
    name = rest if first == "next" else first
    if name not in _WEEKDAYS or rest not in {"", "depan", "hadapan", name}:
        return None
    ahead = (_WEEKDAYS[name] - today.weekday()) % 7 or 7
    if is_next and today.weekday() + ahead < 7:
        ahead += 7
    return today + dt.timedelta(days=ahead)


def _span(words: str, today: dt.date) -> dt.date | None:
    found = re.fullmatch(r"(?:in |dalam )?(\d{1,3}) (day|days|hari|week|weeks|minggu)(?: lagi)?", words)
    if not found:
        return None
    return today + dt.timedelta(days=int(found[1]) * (7 if found[2] in {"week", "weeks", "minggu"} else 1))


def _month_word(words: str, today: dt.date) -> dt.date | None:
    last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    first_of_next = last + dt.timedelta(days=1)
    meant = {
        "next week": today + dt.timedelta(days=7 - today.weekday()),
        "weekend": today + dt.timedelta(days=(5 - today.weekday()) % 7 or 7),
        "end of month": last,
        "next month": first_of_next,
        "payday": (today if today.day < _PAY_DAY else first_of_next).replace(day=_PAY_DAY),
    }
    return meant.get(_SAME.get(words, words))


def _written(words: str, today: dt.date) -> dt.date | None:
    """Read 2026-11-26, 26/11, 26/11/2026, 26 nov, 26 november 2026; without a year, the next such day."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2,4}))?", words):
        return _near(int(found[1]), int(found[2]), found[3], today)
    if (found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|hb)? ([a-z]+)(?: (\d{4}))?", words)) and found[2] in _MONTHS:
        return _near(int(found[1]), _MONTHS[found[2]], found[3], today)
    return None


def _near(day: int, month: int, year: str | None, today: dt.date) -> dt.date | None:
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = _date(today.year, month, day)
    return _date(today.year + 1, month, day) if found and found < today else found


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
