"""How figures, dates and times are written in the language of the page. Pure functions, no markup."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

NONE = "—"
MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
SYMBOLS = {"MYR": "RM", "SGD": "S$", "USD": "US$"}
UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
NOT_A_NAME = frozenset({"bin", "binti", "a/l", "a/p", "al", "ap", "&", "dan", "and"})

Number = int | float | Decimal | Fraction


def locale() -> Locale:
    return _locale(get_language() or "en")


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def number(value: Number, places: int = 0) -> str:
    exact = Decimal(str(float(value))) if isinstance(value, Fraction) else value
    return _number(exact, places, get_language() or "en")


@lru_cache(maxsize=8192)
def _number(value: float | Decimal, places: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, pattern, _locale(language)).replace("-", MINUS)


def money(minor: int | None, currency: str = "MYR", *, sen: bool = True, sign: bool = False) -> str:
    """86400.00 without its symbol; a minus sign, never a hyphen; an em dash for none."""
    if minor is None:
        return NONE
    places = get_currency_precision(currency)
    unit = 10**places
    value = Decimal(minor) / unit if sen else Decimal((abs(minor) + unit // 2) // unit * (1 if minor >= 0 else -1))
    plus = "+" if sign and minor > 0 else ""
    return plus + number(value, places if sen else 0)


def symbol(currency: str) -> str:
    return SYMBOLS.get(currency) or get_currency_symbol(currency, locale())


def percent(ratio: Number | None, places: int = 1, *, sign: bool = False) -> str:
    if ratio is None:
        return NONE
    value = Decimal(str(float(ratio))) * 100
    return ("+" if sign and value > 0 else "") + number(value, places) + "%"


def as_date(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _day_pattern(value: dt.date, pattern: str) -> str:
    year = "" if value.year == timezone.localdate().year else " y"
    return _formatted_day(value, pattern + year, get_language() or "en")


@lru_cache(maxsize=4096)
def _formatted_day(value: dt.date, pattern: str, language: str) -> str:
    return format_date(value, pattern, locale=_locale(language))


def day(value: dt.date | dt.datetime | None) -> str:
    """Thu 26 Nov; in Malay the whole word, Khamis 26 Nov. Another year is named."""
    if value is None:
        return NONE
    word = "EEE" if locale().language == "en" else "EEEE"
    return _day_pattern(as_date(value), f"{word} d MMM")


def long_day(value: dt.date | dt.datetime | None) -> str:
    return NONE if value is None else _day_pattern(as_date(value), "EEEE d MMMM")


def short_day(value: dt.date | dt.datetime | None) -> str:
    return NONE if value is None else _day_pattern(as_date(value), "d MMM")


def month_of(value: dt.date) -> str:
    """November 2026."""
    return _formatted_day(value, "MMMM y", get_language() or "en")


def near_day(value: dt.date | dt.datetime | None) -> str:
    """Today, Yesterday, Tomorrow, else the day."""
    if value is None:
        return NONE
    distance = (as_date(value) - timezone.localdate()).days
    words = {-1: pgettext("day", "Yesterday"), 0: pgettext("day", "Today"), 1: pgettext("day", "Tomorrow")}
    return words.get(distance) or day(value)


def time_of_day(value: dt.datetime | dt.time | None) -> str:
    """10:00 pg in Malay, 10:00 am in English."""
    if value is None:
        return NONE
    local = timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value
    return format_time(local, "h:mm a", locale=locale()).lower().replace(" ", NO_BREAK)


def day_time(value: dt.datetime | None) -> str:
    return NONE if value is None else f"{day(value)}, {time_of_day(value)}"


def _unit(name: str, count: int, *, short: bool) -> str:
    if name == "hour":
        return _("%(count)d h") % {"count": count}
    if name == "minute":
        return _("%(count)d min") % {"count": count}
    if short:
        return _("%(count)d d") % {"count": count}
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def duration(seconds: float | None, *, short: bool = False) -> str:
    """2 h 10 min, 12 min, 9 days; short says 9 d and keeps one unit only."""
    if seconds is None:
        return NONE
    left = int(abs(seconds))
    for size, name in UNITS:
        if left < size and name != "minute":
            continue
        first = _unit(name, left // size, short=short)
        rest = left % size // 60 if name == "hour" else 0
        return f"{first} {_unit('minute', rest, short=short)}" if rest and not short else first
    raise AssertionError


def age(since: dt.datetime | dt.date | None, now: dt.datetime | None = None, *, short: bool = False) -> str:
    if since is None:
        return NONE
    if not isinstance(since, dt.datetime):
        days = (as_date(now or timezone.now()) - since).days
        return duration(days * 86_400, short=short) if days else pgettext("day", "Today")
    return duration(((now or timezone.now()) - since).total_seconds(), short=short)


def initials(name: str) -> str:
    words = [word for word in name.split() if word.lower().strip(".") not in NOT_A_NAME]
    letters = [word[0] for word in words if word[0].isalnum()]
    return "".join(letters[:2]).upper()


def found_parts(text: str, query: str) -> list[tuple[str, bool]]:
    """Cut a text into (part, is it what was looked for). Digits match across blanks and hyphens."""
    query = query.strip()
    if not query:
        return [(text, False)]
    digits = re.sub(r"\D", "", query)
    is_number = digits and re.fullmatch(r"[\d\s+()-]+", query)
    pattern = r"[\s-]*".join(digits) if is_number else re.escape(query)
    parts = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [(part, index % 2 == 1) for index, part in enumerate(parts) if part]


def phone_words(e164: str) -> str:
    """Return a phone number as people here write it: 012-388 4170."""
    if not e164.startswith("+60"):
        return e164
    digits = f"0{e164[3:]}"
    head = 3 if digits[1] in "18" else 2
    middle = len(digits) - 4
    return f"{digits[:head]}-{digits[head:middle]} {digits[middle:]}"
