"""The one place where names, e-mails, phones and domains become keys that can be compared. Pure, and quick when hot."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tldextract import TLDExtract

REMEMBERED: Final = 1 << 14
MASKED = re.compile(r"[*\u2022\u25cf\u2217\uff0a]{2,}|(?<=\w)[*\u2022\u25cf\u2217\uff0a](?=\w)")
EXPONENT = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d+")
EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@(?:[^\s@<>,;:\"()\[\]\\.]+\.)+[^\s@<>,;:\"()\[\]\\.]{2,}")
PHONE_SEPARATOR = re.compile(r"[/,;&|\n]| atau | or ", re.IGNORECASE)
PHONE_DRESS = str.maketrans("", "", " -.()\u00a0\u2010\u2011\u2012\u2013\u200b\u202a\u202c'\t")
MALAYSIAN = re.compile(r"(?:\+60|0060|60|0)(\d{8,10})")
EXTENSION = re.compile(r"(?:\s*(?:ext|samb|x)\.?\s*\d+)$", re.IGNORECASE)

TITLES: Final = frozenset(
    [
        "dato",
        "datuk",
        "datin",
        "tun",
        "tan",
        "puan",
        "tuan",
        "encik",
        "en",
        "pn",
        "cik",
        "mr",
        "mrs",
        "ms",
        "miss",
        "madam",
        "mdm",
        "dr",
        "prof",
        "ir",
        "ts",
        "sr",
        "ar",
        "yb",
        "ybhg",
        "yab",
        "yg",
        "bhg",
        "haji",
        "hajah",
        "hj",
        "hjh",
        "tunku",
        "profesor",
        "doktor",
    ]
)
AFTER_TITLE: Final = frozenset({"sri", "seri", "paduka", "hj", "hjh", "mulia"})
PATRONYMICS: Final = frozenset({"bin", "binti", "bt", "bte", "binte", "b", "anak", "ak", "al", "ap", "so", "do"})
SLASHED_PATRONYMIC = re.compile(r"\b(?:a/l|a/p|s/o|d/o)(?!\w)", re.IGNORECASE)
ANYWHERE: Final = frozenset({"haji", "hajah", "hj", "hjh"})
SAME_WORD: Final = {
    **dict.fromkeys(
        ("muhammad", "muhamad", "mohammad", "mohamad", "mohammed", "mohamed", "muhammed", "muhd", "mohd", "mhd", "md"),
        "mohd",
    ),
    **dict.fromkeys(("abd", "abdul", "abdull"), "abdul"),
    **dict.fromkeys(("nur", "noor", "nor"), "nur"),
}
PUBLIC_MAIL: Final = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.com.my",
        "yahoo.co.uk",
        "yahoo.com.sg",
        "ymail.com",
        "rocketmail.com",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.my",
        "outlook.com",
        "outlook.my",
        "live.com",
        "live.com.my",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "gmx.com",
        "gmx.net",
        "gmx.de",
        "mail.com",
        "zoho.com",
        "yandex.com",
        "yandex.ru",
        "qq.com",
        "163.com",
        "126.com",
        "sina.com",
        "foxmail.com",
        "tm.net.my",
        "streamyx.com",
        "unifi.my",
        "maxis.net.my",
        "celcom.com.my",
        "jaring.my",
        "fastmail.com",
        "hey.com",
        "tutanota.com",
        "web.de",
        "mail.ru",
        "naver.com",
        "daum.net",
        "hanmail.net",
    ]
)
RELAYS: Final = frozenset(
    [
        "shopee.com",
        "shopee.com.my",
        "shopee.sg",
        "lazada.com",
        "lazada.com.my",
        "tiktok.com",
        "tiktokshop.com",
        "amazon.com",
        "marketplace.amazon.com",
        "privaterelay.appleid.com",
        "appleid.com",
        "relay.firefox.com",
        "mozmail.com",
        "duck.com",
        "ebay.com",
        "members.ebay.com",
        "etsy.com",
        "carousell.com",
        "mudah.my",
        "facebookmail.com",
        "anonaddy.me",
        "simplelogin.com",
    ]
)


@lru_cache(maxsize=REMEMBERED)
def name_key(text: str) -> str:
    """Return the name for exact comparison: NFC, case-folded, outer blanks cut, inner blanks collapsed, nothing else."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


@lru_cache(maxsize=REMEMBERED)
def match_key(text: str) -> str:
    """Return a person's name for *asking* whether two are one: no titles or patronymics, one spelling, words sorted."""
    plain = SLASHED_PATRONYMIC.sub(" ", name_key(text)).replace("'", "").replace("\u2019", "")
    words = _without_titles(re.findall(r"[^\W_]+", plain))
    kept = [SAME_WORD.get(word, word) for word in words if word not in PATRONYMICS and word not in ANYWHERE]
    return " ".join(sorted(kept)) or name_key(text)


def _without_titles(words: list[str]) -> list[str]:
    """Drop leading titles, but never the whole name."""
    start = 0
    while start < len(words) - 1 and _is_title(words, start):
        start += 1
    return words[start:]


def _is_title(words: list[str], place: int) -> bool:
    """Tan is a family name unless Sri follows; Sri is a name unless a title goes before."""
    if words[place] == "tan":
        return words[place + 1] in AFTER_TITLE
    return words[place] in TITLES or (place > 0 and words[place] in AFTER_TITLE)


@lru_cache(maxsize=REMEMBERED)
def email_key(text: str) -> str:
    """Return an e-mail address in lower case, or '' when the text is none or is masked."""
    text = text.strip().removeprefix("mailto:").strip("'<>")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = text.lower()
    if len(text) > 254 or is_masked(text) or not EMAIL.fullmatch(text):
        return ""
    return "" if ".." in text else text


def is_masked(text: str) -> bool:
    """Return whether a marketplace has hidden part of it (`S****i`, `******12`); such a value is never a key."""
    return ("*" in text or not text.isascii()) and MASKED.search(text) is not None


def has_lost_digits(text: str) -> bool:
    """Return whether a spreadsheet rounded it away (`7.02E+12`); such an id is never a key."""
    return ("E" in text or "e" in text) and EXPONENT.fullmatch(text.strip()) is not None


def phone_e164(text: str, region: str = "MY") -> list[tuple[str, str]]:
    """Return every valid number of a cell as (E.164, type); masked, rounded or unreadable ones give none.

    Types: mobile, fixed, toll_free, other. Two numbers may stand in one cell (`012… / 03…`, `atau`).
    """
    return list(_numbers(text.strip(), region))


@lru_cache(maxsize=REMEMBERED)
def _numbers(text: str, region: str) -> tuple[tuple[str, str], ...]:
    if region == "MY" and (plain := MALAYSIAN.fullmatch(text.translate(PHONE_DRESS))) and text.isascii():
        kind = _malaysian_type(plain[1])
        if kind:
            return (("+60" + plain[1], kind),)
    if not text or is_masked(text) or has_lost_digits(text):
        return ()
    found = (_number(part, region) for part in PHONE_SEPARATOR.split(text))
    return tuple(dict.fromkeys(number for number in found if number))


def _number(text: str, region: str) -> tuple[str, str] | None:
    if region == "MY":
        bare = text.translate(PHONE_DRESS)
        plain = MALAYSIAN.fullmatch(bare) if bare.isascii() else None
        if plain:
            kind = _malaysian_type(plain[1])
            if kind:
                return "+60" + plain[1], kind
            if kind is None and bare.startswith(("01", "+601")):  # the library would look at it long and say no
                return None
    return _parsed_number(text, region)


@lru_cache(maxsize=1)
def _malaysian_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the library's own patterns of national numbers, so that the fast way says what it says."""
    from phonenumbers import PhoneMetadata  # noqa: PLC0415 costs 50 ms, which a command without phones need not pay

    data = PhoneMetadata.metadata_for_region("MY")
    assert data is not None
    others = (
        data.toll_free,
        data.premium_rate,
        data.shared_cost,
        data.personal_number,
        data.voip,
        data.pager,
        data.uan,
    )
    kinds = ((data.mobile, "mobile"), (data.fixed_line, "fixed"), *((kind, "") for kind in others))
    return tuple((re.compile(kind.national_number_pattern or "(?!)"), name) for kind, name in kinds if kind)


def _malaysian_type(national: str) -> str | None:
    """Return mobile or fixed, '' for another type of number, None where it is no number of Malaysia."""
    if national.startswith("0"):
        return ""
    return next((name for pattern, name in _malaysian_patterns() if pattern.fullmatch(national)), None)


def _parsed_number(text: str, region: str) -> tuple[str, str] | None:
    import phonenumbers  # noqa: PLC0415 costs 50 ms, which a command without phones need not pay

    try:
        number = phonenumbers.parse(EXTENSION.sub("", text), region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kinds = {
        phonenumbers.PhoneNumberType.MOBILE: "mobile",
        phonenumbers.PhoneNumberType.FIXED_LINE: "fixed",
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
        phonenumbers.PhoneNumberType.TOLL_FREE: "toll_free",
    }
    kind = kinds.get(phonenumbers.number_type(number), "other")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), kind


@lru_cache(maxsize=1 << 14)
def domain_key(text: str) -> str:
    """Return the registrable domain of a web site or e-mail; '' for public mail domains, marketplaces and no domain."""
    host = text.strip().lower().rpartition("@")[2]
    host = re.split(r"[/?#:]", re.sub(r"^[a-z][a-z0-9+.-]*://", "", host), maxsplit=1)[0].strip(".")
    if "." not in host or " " in host:
        return ""
    domain = str(_suffixes()(host).top_domain_under_public_suffix)
    return "" if domain in PUBLIC_MAIL or domain in RELAYS or host in RELAYS or host in PUBLIC_MAIL else domain


@lru_cache(maxsize=1)
def _suffixes() -> "TLDExtract":
    from tldextract import TLDExtract  # noqa: PLC0415 costs 300 ms and is needed for company domains only

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
