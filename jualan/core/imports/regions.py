"""The two-letter code of a country as files write it, for reading its phone numbers."""

from functools import cache, lru_cache

from jualan.core.normalise import name_key


@lru_cache(maxsize=1024)
def region_of(country: str) -> str:
    """The region of a country's code or name in English or Malay; nothing where it is not known."""
    text = country.strip()
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    return _names().get(name_key(text), "") if text else ""


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 costs 40 ms and is needed for files with countries only

    names = {"usa": "US", "uk": "GB", "england": "GB", "great britain": "GB", "uae": "AE", "eire": "IE", "rsa": "ZA"}
    for language in ("ms", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                names[name_key(name)] = code
    return names
