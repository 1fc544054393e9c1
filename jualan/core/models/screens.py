"""What people make of their own screens: custom fields and saved views."""

from django.conf import settings
from django.db import models
from i18nfield.fields import I18nCharField

from jualan.core.models.base import Record


class FieldDefinition(Record):
    """A field that the business added to a kind of record; values stand in the record's `custom`."""

    class Type(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        BOOLEAN = "boolean"
        CHOICE = "choice"

    kind = models.CharField(max_length=32)
    code = models.CharField(max_length=64)
    type = models.CharField(max_length=16, choices=Type.choices, default=Type.TEXT)
    label = I18nCharField(max_length=200)
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_indexed = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="core_fielddefinition_code")]
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return str(self.label)


class SavedView(Record):
    """Filters, columns and sort of a list under a name: one's own, a team's (`team_id`) or everybody's."""

    class Sharing(models.TextChoices):
        OWN = "own"
        TEAM = "team"
        ALL = "all"

    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    sharing = models.CharField(max_length=8, choices=Sharing.choices, default=Sharing.OWN)
    query = models.CharField(max_length=2000, blank=True)
    is_pinned = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
