"""One cell: text in, an exact value out, or `CellRefused` with a reason code.

A leading apostrophe before a sign that a spreadsheet would run is what our own export puts there; reading takes it
away again, so that what was exported comes back as it was.
"""

import re
import unicodedata
from enum import Enum

from jualan.core.normalise import has_lost_digits

ABSURD_MINOR = 10**15
ABSURD_WHOLE = 10**12
RUN_BY_SPREADSHEETS = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
PLAIN_NUMBER = re.compile(r"[+-]?[\d(][\d ().,/-]*")
APOSTROPHE_BEFORE_NUMBER = re.compile(r"['\u2019](?=[+\d])")
INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe]")
CURRENCY_MARKS = {
    "RM": "MYR",
    "US$": "USD",
    "S$": "SGD",
    "A$": "AUD",
    "HK$": "HKD",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "฿": "THB",
    "₱": "PHP",
    "₫": "VND",
    "RP": "IDR",
    "$": "",
    "¥": "",
}
MONEY = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?\s*(?P<before>[A-Z]{2,3}(?![A-Z])|(?:US|S|A|HK)?\$|[€£₹฿₱₫¥])?(?:(?<=[A-Z])\.)?\s*(?P<inner>[+-])?\s*"
    r"(?P<number>[\d.,'\s]*\d|\d[\d.,'\s]*[.,])\s*(?P<after>[A-Z]{2,3}|[€£₹฿₱₫¥])?(?P<last>-)?(?P<close>\))?"
)
POINT_NUMBER = re.compile(r"(\d{1,3}(?:(?:,\d{2,3})*,\d{3}|(?:[ '\u2019]\d{3})+)|\d*)(?:\.(\d*))?")
COMMA_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ '\u2019]\d{3})+|\d*)(?:,(\d*))?")
GROUPING = str.maketrans("", "", ",.' \u2019")
TRUE_WORDS = frozenset({"1", "true", "t", "yes", "y", "ya", "betul", "on", "benar"})
FALSE_WORDS = frozenset({"0", "false", "f", "no", "n", "tidak", "tak", "off", "salah"})


class CellRefused(Exception):
    """A cell that cannot be taken as what its column says it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Marks(Enum):
    """Which sign stands before the decimals of a column; MIXED where its cells prove both."""

    POINT = "point"
    COMMA = "comma"
    MIXED = "mixed"


def clean(text: str) -> str:
    """The text a person meant: NFC, no outer blanks, no invisible or control signs, our export's apostrophe undone."""
    text = text.strip()
    if text.isascii() and text.isprintable():
        return restored(text) if text[:1] == "'" else text
    if not text.isascii():
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", text)).strip()
    if not text.isprintable():
        text = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()
    return restored(text) if text.startswith("'") else text


def clean_id(text: str) -> str:
    """An id, postcode or phone: cleaned, without the apostrophe by which shops keep its digits as text."""
    return APOSTROPHE_BEFORE_NUMBER.sub("", clean(text), count=1) if text else ""


def neutralised(text: str) -> str:
    """The text as it may stand in a spreadsheet without being run; numbers and phones stay as they are."""
    if RUN_BY_SPREADSHEETS.match(text) and not PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def restored(text: str) -> str:
    """What `neutralised` was given."""
    return text[1:] if text.startswith("'") and RUN_BY_SPREADSHEETS.match(text) else text


def read_boolean(text: str) -> bool:
    word = text.casefold()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise CellRefused("not_yes_or_no")


def read_money(text: str, places: int, *, marks: Marks = Marks.POINT, currency: str = "") -> tuple[int, bool]:
    """(minor units, whether that is exact); half up away from zero where the cell has more decimals."""
    units, is_exact = _scaled(*_number(text, marks, currency), places)
    if abs(units) > ABSURD_MINOR:
        raise CellRefused("amount_absurd")
    return units, is_exact


def read_micro(text: str, *, marks: Marks = Marks.POINT, currency: str = "") -> int:
    """A unit price in millionths."""
    return _within(_scaled(*_number(text, marks, currency), 6)[0], 6)


def read_milli(text: str, *, marks: Marks = Marks.POINT) -> int:
    """A quantity in thousandths."""
    return _within(_scaled(*_number(text, marks, ""), 3)[0], 3)


def read_number(text: str, *, marks: Marks = Marks.POINT) -> int | float:
    """A plain number of a custom field."""
    coefficient, scale = _number(text, marks, "")
    if abs(coefficient) > ABSURD_MINOR * 10**scale:
        raise CellRefused("amount_absurd")
    divisor = int(10**scale)
    whole, rest = divmod(coefficient, divisor)
    return coefficient / divisor if rest else whole


def _within(units: int, places: int) -> int:
    if abs(units) > ABSURD_WHOLE * 10**places:
        raise CellRefused("amount_absurd")
    return units


def _scaled(coefficient: int, scale: int, places: int) -> tuple[int, bool]:
    if scale <= places:
        return coefficient * 10 ** (places - scale), True
    divisor = 10 ** (scale - places)
    units, rest = divmod(abs(coefficient), divisor)
    units += rest * 2 >= divisor
    return (units if coefficient >= 0 else -units), not rest


def _number(text: str, marks: Marks, currency: str) -> tuple[int, int]:
    """(digits as an integer, how many of them are decimals)."""
    if text.isdecimal():
        return int(text), 0
    whole, point, decimals = text.partition(".")
    if point and marks is Marks.POINT and whole.isdecimal() and decimals.isdecimal():
        return int(whole + decimals), len(decimals)
    return _dressed_number(text, marks, currency)


def _dressed_number(text: str, marks: Marks, currency: str) -> tuple[int, int]:
    """A number with a sign, brackets, groups or a currency about it."""
    if has_lost_digits(text):
        raise CellRefused("digits_lost")
    parts = MONEY.fullmatch(text.strip().upper().replace("\u2212", "-").replace("\xa0", " ").replace("\u202f", " "))
    if parts is None or bool(parts["open"]) != bool(parts["close"]):
        raise CellRefused("not_a_number")
    signs = [parts["sign"] or "", parts["inner"] or "", parts["last"] or "", "-" if parts["open"] else ""]
    if sum(map(bool, signs)) > 1:
        raise CellRefused("not_a_number")
    _check_currency(parts["before"], parts["after"], currency)
    coefficient, scale = _undressed(parts["number"].strip(), marks)
    return (-coefficient if "-" in signs else coefficient), scale


def _check_currency(before: str | None, after: str | None, currency: str) -> None:
    for mark in filter(None, (before, after)):
        named = CURRENCY_MARKS.get(mark, mark)
        if len(named) not in (0, 3):
            raise CellRefused("not_a_number")
        if named and currency and named != currency:
            raise CellRefused("currency_conflict")


def _undressed(number: str, marks: Marks) -> tuple[int, int]:
    by_point, by_comma = _read_by(POINT_NUMBER, number), _read_by(COMMA_NUMBER, number)
    chosen = by_comma if marks is Marks.COMMA else by_point
    if marks is Marks.MIXED:
        if by_point and by_comma and not _equal(by_point, by_comma):
            raise CellRefused("number_ambiguous")
        chosen = by_point or by_comma
    if chosen is None:
        raise CellRefused("not_a_number")
    return chosen


def _read_by(pattern: re.Pattern[str], number: str) -> tuple[int, int] | None:
    parts = pattern.fullmatch(number)
    if parts is None:
        return None
    decimals = parts[2] or ""
    digits = parts[1].translate(GROUPING) + decimals
    return (int(digits), len(decimals)) if digits else None


def _equal(one: tuple[int, int], other: tuple[int, int]) -> bool:
    places = max(one[1], other[1])
    return _scaled(*one, places) == _scaled(*other, places)


class MarksProof:
    """Learns from a whole column which sign stands before its decimals. Unproven means the point."""

    def __init__(self) -> None:
        self._has_point = self._has_comma = False

    def see(self, text: str) -> None:
        if "," not in text and "." not in text:
            return
        parts = MONEY.fullmatch(text.strip().upper())
        if parts is None:
            return
        number = parts["number"].strip()
        by_point, by_comma = _read_by(POINT_NUMBER, number), _read_by(COMMA_NUMBER, number)
        self._has_point |= by_point is not None and by_comma is None
        self._has_comma |= by_comma is not None and by_point is None

    @property
    def marks(self) -> Marks:
        if self._has_comma:
            return Marks.MIXED if self._has_point else Marks.COMMA
        return Marks.POINT
