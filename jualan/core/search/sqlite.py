"""SQLite's body: an FTS5 table of trigrams whose rowid is the SearchEntry's key."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from jualan.core.models import SearchEntry
from jualan.core.models.search import entry_range


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _matching(rows: QuerySet[SearchEntry], query: str) -> QuerySet[SearchEntry]:
    inside: Any = RawSQL(
        "SELECT rowid FROM core_search WHERE core_search MATCH %s", [query]
    )  # the query is a parameter
    return rows.filter(pk__in=inside)


def holding(rows: QuerySet[SearchEntry], words: Sequence[str]) -> QuerySet[SearchEntry]:
    """Return the rows whose text holds every word."""
    return _matching(rows, " AND ".join(_quoted(word) for word in words))


def nearly(rows: QuerySet[SearchEntry], words: Sequence[str]) -> QuerySet[SearchEntry]:
    """Return rows that hold one half of each word: a single typo leaves the other half whole."""
    parts = [" OR ".join(_quoted(half) for half in halves(word)) for word in words]
    return _matching(rows, " AND ".join(f"({part})" for part in parts))


def halves(word: str) -> tuple[str, ...]:
    """Return two parts of a word of which a single wrong letter spares at least one (from six letters on)."""
    middle = max(3, len(word) // 2)
    return tuple(dict.fromkeys((word[:middle], word[-middle:])))


def ids_holding(kind: str, words: Sequence[str]) -> Any:
    """Return a subquery of the ids of a kind's records whose text holds every word, from the index alone."""
    first, last = entry_range(kind)
    query = " AND ".join(_quoted(word) for word in words)
    sql = "SELECT rowid - %s FROM core_search WHERE core_search MATCH %s AND rowid BETWEEN %s AND %s"
    return RawSQL(sql, [first, query, first, last])  # noqa: S611 all are parameters


def replace(entries: Collection[SearchEntry], gone: tuple[int, int]) -> None:
    """Write the texts of entries anew, and forget those of a range of keys."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_search WHERE rowid BETWEEN %s AND %s", gone)
        cursor.executemany(
            "INSERT INTO core_search (rowid, text) VALUES (%s, %s)", [(entry.pk, entry.text) for entry in entries]
        )
