"""What an import remembers, so that it goes on after a kill, changes nothing twice and can be reverted."""

from django.conf import settings
from django.db import models

from jualan.core.models.base import Record


class ImportRun(Record):
    """One command or upload over one or more files of a kind."""

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        REVERTED = "reverted"

    kind = models.CharField(max_length=32)
    format = models.CharField(max_length=32)
    system = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State.choices, default=State.UPLOADED)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    files = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    signature = models.CharField(max_length=64, db_index=True)
    total_rows = models.BigIntegerField(null=True)
    done_rows = models.BigIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)
    reverted_at = models.DateTimeField(null=True, blank=True)
    set_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    """Files that were dropped together share the number of the first."""

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ImportChunk(Record):
    """A committed piece of a run; `outcome` holds its own counts."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    outcome = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="core_importchunk_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class ImportRefusal(models.Model):
    """A row that was not taken, where it stands and why (a reason code)."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")
    file = models.CharField(max_length=255)
    row = models.BigIntegerField()
    column = models.CharField(max_length=255, blank=True)
    value = models.TextField(blank=True)
    reason = models.CharField(max_length=64)
    cells = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.file}:{self.row} {self.reason}"


class ImportBefore(models.Model):
    """The fields of an existing row before and after a run changed them; empty = there was, or is, no such row."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="befores")
    model = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    def __str__(self) -> str:
        return f"{self.model} {self.record_id}"


class ImportedRecord(models.Model):
    """A record known from a file by its key there.

    `row_hash` is that of the cells last taken, so that the same row changes nothing; `facts_hash` that of the record's
    own facts as they stood after the import, so that `prove` tells a recorded change from a silent one.
    """

    system = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=255)
    record_id = models.BigIntegerField()
    row_hash = models.CharField(max_length=32)
    facts_hash = models.CharField(max_length=32)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "kind", "key"], name="core_importedrecord_key")]
        indexes = [models.Index(fields=["kind", "record_id"], name="core_importedrecord_record")]

    def __str__(self) -> str:
        return f"{self.system} {self.kind} {self.key}"


class HeaderMapping(Record):
    """The mapping last confirmed for a set of headers."""

    header_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["header_hash", "kind"], name="core_headermapping_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.header_hash[:8]}"
