"""One row of search text per record, fed by a dirty queue (never by triggers)."""

from django.db import models


class SearchEntry(models.Model):
    """What can be found of one record. `text` is everything in lower case, phones as +60 and 0 digits included."""

    kind = models.CharField(max_length=32)
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="core_searchentry_record")]

    def __str__(self) -> str:
        return self.title


class SearchDirty(models.Model):
    """Records of a kind, `first_id` to `last_id`, whose search row is to be written again."""

    kind = models.CharField(max_length=32)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id}-{self.last_id}"
