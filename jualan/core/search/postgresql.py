"""PostgreSQL's body: a trigram index over the text column itself."""

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from jualan.core.models import SearchEntry
from jualan.core.search.sqlite import halves


def holding(rows: QuerySet[SearchEntry], words: Sequence[str]) -> QuerySet[SearchEntry]:
    """Return the rows whose text holds every word."""
    for word in words:
        rows = rows.filter(text__contains=word)
    return rows


def nearly(rows: QuerySet[SearchEntry], words: Sequence[str]) -> QuerySet[SearchEntry]:
    """Return rows that hold one half of each word."""
    for word in words:
        condition = Q()
        for half in halves(word):
            condition |= Q(text__contains=half)
        rows = rows.filter(condition)
    return rows


def ids_holding(kind: str, words: Sequence[str]) -> QuerySet[SearchEntry, int]:
    """Return a subquery of the ids of a kind's records whose text holds every word."""
    return holding(SearchEntry.objects.filter(kind=kind), words).values_list("record_id", flat=True)


def replace(entries: Collection[SearchEntry], gone: tuple[int, int]) -> None:
    """Do nothing: the index follows the table."""
    del entries, gone
