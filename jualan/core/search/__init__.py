"""Search over every kind behind two functions, with an SQLite (FTS5) and a PostgreSQL (trigram) body.

A word is found anywhere in a record's text from three letters on; when too little is found, one typo a word is
forgiven. What a person may not see is not found: `hits` is bound by the querysets it is given.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from rapidfuzz import fuzz

from jualan.core.models import SearchEntry
from jualan.core.search import postgresql, sqlite

SHORTEST = 3
_CANDIDATES = 200
_LIKE_ENOUGH = 80


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    kind: str
    record_id: int
    title: str
    detail: str


def words_of(text: str) -> list[str]:
    """Return the words looked for, in lower case; spaces and dashes inside a phone number fall away."""
    words = text.casefold().split()
    digits = "".join(sign for sign in text if sign.isdigit())
    is_phone = digits and all(sign.isdigit() or sign in " +-()" for sign in text)
    return [digits.removeprefix("60") if len(digits) > 8 else digits] if is_phone else words


def _engine() -> Any:
    return postgresql if connection.vendor == "postgresql" else sqlite


def ids_matching(kind: str, text: str) -> Any:
    """Return, as a subquery, the records of a kind whose text holds every word, for a list's text filter."""
    words = words_of(text)
    if any(len(word) < SHORTEST for word in words):
        rows = SearchEntry.objects.filter(kind=kind)
        for word in words:
            rows = rows.filter(text__contains=word)
        return rows.values_list("record_id", flat=True)
    return _engine().ids_holding(kind, words)


def hits(text: str, visible_of: Callable[[str], QuerySet[Any] | None], *, limit: int = 12) -> list[Hit]:
    """Return what is found over all kinds, best first. `visible_of(kind)` gives the rows a person may see, or None."""
    words = words_of(text)
    if not words or max(map(len, words)) < 2:
        return []
    found: list[Hit] = []
    for entries in _rounds(words):
        known = {(hit.kind, hit.record_id) for hit in found}
        found += _seen([e for e in entries if (e.kind, e.record_id) not in known], visible_of)
        if len(found) >= limit:
            break
    return _ranked(found, text)[:limit]


def _rounds(words: Sequence[str]) -> Iterable[list[SearchEntry]]:
    """Give candidates: those that hold every word, then those that nearly do."""
    entries = SearchEntry.objects.all()
    if min(map(len, words)) < SHORTEST:
        yield list(entries.filter(title__istartswith=" ".join(words))[:_CANDIDATES])
        return
    exact = list(_engine().holding(entries, words)[:_CANDIDATES])
    yield exact
    if len(exact) < _CANDIDATES and not words[0].isdigit():
        near = list(_engine().nearly(entries, words)[:_CANDIDATES])
        yield [entry for entry in near if _is_near(entry.text, words)]


def _is_near(text: str, words: Sequence[str]) -> bool:
    return all(max((fuzz.ratio(word, other) for other in text.split()), default=0) >= _LIKE_ENOUGH for word in words)


def _seen(entries: Sequence[SearchEntry], visible_of: Callable[[str], QuerySet[Any] | None]) -> list[Hit]:
    """Keep what the person may see: one query a kind."""
    found: list[Hit] = []
    for kind in dict.fromkeys(entry.kind for entry in entries):
        rows = visible_of(kind)
        if rows is None:
            continue
        mine = {entry.record_id: entry for entry in entries if entry.kind == kind}
        for pk in rows.filter(pk__in=mine).values_list("pk", flat=True):
            found.append(Hit(kind, pk, mine[pk].title, mine[pk].detail))
    return found


def _ranked(found: Sequence[Hit], text: str) -> list[Hit]:
    wanted = text.casefold()
    return sorted(found, key=lambda hit: (-fuzz.WRatio(wanted, hit.title.casefold()), hit.title, hit.record_id))
