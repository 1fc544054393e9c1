"""Who did what (append-only), and the journal from which a bulk act is undone."""

from django.conf import settings
from django.db import models


class Batch(models.Model):
    """One act that touched several rows: a merge, a bulk edit, a hand-over. Undone by replaying its moves backwards."""

    kind = models.CharField(max_length=32)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    facts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Move(models.Model):
    """One field of one row changed by a batch. `model` is `app_label.model_name`; values are JSON."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="moves")
    model = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=64)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["model", "record_id"], name="core_move_record")]

    def __str__(self) -> str:
        return f"{self.model} {self.record_id} {self.field}"


class AuditEntry(models.Model):
    """One write: the verb, the record, and each changed field as [old, new]. `actor` null means the system."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    record_id = models.BigIntegerField(null=True)
    changes = models.JSONField(default=dict)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "record_id", "-id"], name="core_auditentry_record"),
            models.Index(fields=["-at"], name="core_auditentry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.record_id}"
