"""Writing search rows again for the records on the dirty list."""

from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from jualan.core.models import SearchDirty, SearchEntry
from jualan.core.models.search import first_entry
from jualan.core.search import postgresql, sqlite
from jualan.core.wiring import function, wired

Found = tuple[int, str, str, str]
"""What an area tells of one record: its id, title, detail, and all further text."""

_BATCH = 2_000


def refresh() -> int:
    """Work the dirty list off and return how many records were written again."""
    done = 0
    while marks := list(SearchDirty.objects.order_by("pk")[:5_000]):
        with transaction.atomic():
            for kind in dict.fromkeys(mark.kind for mark in marks):
                for ids in _ranges([mark for mark in marks if mark.kind == kind]):
                    done += _write(kind, ids)
            SearchDirty.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return done


def _ranges(marks: Sequence[SearchDirty]) -> Iterator[tuple[int, int]]:
    """Join single marks and wide ranges into ranges of a batch at most."""
    spans = sorted({(mark.first_id, mark.last_id) for mark in marks})
    start, end = spans[0]
    for first, last in spans[1:]:
        if first > end + 1:
            yield from _cut(start, end)
            start, end = first, last
        end = max(end, last)
    yield from _cut(start, end)


def _cut(start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(start, end + 1, _BATCH):
        yield first, min(end, first + _BATCH - 1)


def _write(kind: str, ids: tuple[int, int]) -> int:
    source = wired("search", "SEARCH").get(kind)
    if source is None:
        return 0
    found: Sequence[Found] = function(source)(*ids)
    first = first_entry(kind)
    gone = (first + ids[0], first + ids[1])
    SearchEntry.objects.filter(pk__range=gone).delete()
    entries = SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                pk=first + pk,
                kind=kind,
                record_id=pk,
                title=title[:300],
                detail=detail[:300],
                text=f"{title} {detail} {more}".casefold(),
            )
            for pk, title, detail, more in found
        ],
        batch_size=500,
    )
    (postgresql if connection.vendor == "postgresql" else sqlite).replace(entries, gone)
    return len(entries)


def phone_text(e164: str) -> str:
    """Return the digits by which people look for a number: 60123884170 and 0123884170."""
    digits = e164.lstrip("+")
    return f"{digits} 0{digits[2:]}" if digits.startswith("60") else digits
