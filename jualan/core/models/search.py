"""One row of search text per record, fed by a dirty queue (never by triggers)."""

from zlib import crc32

from django.db import models

_RECORD_BITS = 40


def first_entry(kind: str) -> int:
    """Return the key below which no search row of a kind lies: all of a kind stand in one range."""
    return (crc32(kind.encode()) & 0x3FFFFF) << _RECORD_BITS


def entry_range(kind: str) -> tuple[int, int]:
    first = first_entry(kind)
    return first, first + (1 << _RECORD_BITS) - 1


class SearchEntry(models.Model):
    """What can be found of one record. `text` is everything in lower case, phones as +60 and 0 digits included.

    The key is `first_entry(kind) + record_id`, so that an index of text alone can be asked for one kind.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=32)
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.title


class SearchDirty(models.Model):
    """Records of a kind, `first_id` to `last_id`, whose search row is to be written again."""

    kind = models.CharField(max_length=32)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id}-{self.last_id}"
