"""What spreadsheets and wrong code pages do to cells, undone where nothing was lost. Each repair has a code.

Where digits were lost (`6.01E+10`) nothing is repaired: the cell is set aside by whoever reads it.
"""

import datetime as dt
import re

from jualan.core.imports.sheet_xml import EPOCHS

EXPONENT = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
DECIMAL_NOUGHT = re.compile(r"(\+?\d{4,})[.,]0+")
SERIAL = re.compile(r"([2-6]\d{4})(?:[.,]\d+)?")
SECOND = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
PLAIN_SIGNS = "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2039\u203a\u2122"
"""Signs that people write behind a letter: none but such prove nothing."""
MISREAD = re.compile(
    f"[\u00c2\u00c3][{SECOND}]|\u00e2\u20ac[{SECOND}]"
    f"|[\u00e2\u00e4-\u00e9\u00ef\u00f0](?![{PLAIN_SIGNS}]{{2}})[{SECOND}]{{2,3}}"
)
WITHOUT_NOUGHT = re.compile(r"1\d{8,9}|[3-9]\d{7,8}")
ROUNDS = 3


def whole_digits(text: str) -> str:
    """`6.0123456789E+10` and `60123456789.0` as the digits they stand for; as it is where digits are lost or there is no need."""
    if found := DECIMAL_NOUGHT.fullmatch(text):
        return found[1]
    found = EXPONENT.fullmatch(text)
    if found is None:
        return text
    decimals, power = found[2] or "", int(found[3])
    is_whole = len(decimals) == power and power >= 4
    return found[1] + decimals if is_whole else text


def well_read(text: str) -> str:
    """A text that was written as UTF-8 and read as Latin-1 (`CafÃ©`), as it was meant; anything else as it is."""
    for _round in range(ROUNDS):
        mended = MISREAD.sub(_reread, text)
        if mended == text:
            break
        text = mended
    return text


def _reread(found: re.Match[str]) -> str:
    try:
        return b"".join(_byte(sign) for sign in found[0]).decode()
    except UnicodeError:
        return found[0]


def _byte(sign: str) -> bytes:
    return sign.encode("latin-1") if ord(sign) < 0x100 else sign.encode("cp1252")


def day_of_serial(text: str, *, is_1904: bool = False) -> str:
    """A day that a spreadsheet wrote as a count of days, as ISO; nothing where it is no such count."""
    found = SERIAL.fullmatch(text)
    if found is None:
        return ""
    moment = EPOCHS[is_1904] + dt.timedelta(seconds=round(float(text.replace(",", ".")) * 86400))
    return moment.date().isoformat() if moment.time() == dt.time.min else moment.isoformat(sep=" ")


def with_nought(text: str) -> str:
    """A Malaysian number whose first 0 a spreadsheet took away, with it; anything else as it is."""
    bare = re.sub(r"[ \-]", "", text)
    return "0" + text if WITHOUT_NOUGHT.fullmatch(bare) else text
