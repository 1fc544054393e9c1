"""What every table shares. `created_at` and `updated_at` are the row's own life, never a business date."""

from typing import ClassVar

from django.db import models


class Record(models.Model):
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Editable(Record):
    """A record that people edit: it has a version, a trash, custom fields and remembers the import that made it."""

    KIND: ClassVar[str]

    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    import_run = models.ForeignKey(
        "core.ImportRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=True
    )

    class Meta:
        abstract = True
