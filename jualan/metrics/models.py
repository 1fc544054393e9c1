"""What KPIs need that no other area owns: what selling costs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from jualan.core.models import Editable


class CostEntry(Editable):
    """A month's cost of selling. `month` is its first day; channel and team null = shared by the stated key."""

    KIND: ClassVar[str] = "cost"

    class Kind(models.TextChoices):
        MEDIA = "media"
        SALARY = "salary"
        COMMISSION = "commission"
        TOOLS = "tools"
        OVERHEAD = "overhead"

    month = models.DateField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    channel = models.ForeignKey(
        "accounts.Channel", null=True, blank=True, on_delete=models.PROTECT, related_name="costs"
    )
    team = models.ForeignKey("people.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="costs")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    rate_micro = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind", "channel", "team", "currency"],
                name="metrics_costentry_once",
                condition=Q(deleted_at__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["month"], name="metrics_costentry_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind}"
