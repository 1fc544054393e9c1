"""The timeline, and the dated next steps that keep every subject moving."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jualan.core.models import Record


class HasNextStep(models.Model):
    """Columns of a subject that activities keep up: its earliest open follow-up and its last touch."""

    next_step_on = models.DateField(null=True, blank=True)
    next_step_at = models.DateTimeField(null=True, blank=True)
    next_step_text = models.CharField(max_length=300, blank=True)
    last_touch_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Activity(Record):
    """Something that happened, on the timeline of an account, a contact and perhaps a subject of a higher tier."""

    KIND: ClassVar[str] = "activity"

    class Kind(models.TextChoices):
        CALL = "call"
        NOTE = "note"
        CHAT = "chat"
        EMAIL = "email"
        MEETING = "meeting"
        STEP = "step"
        CHANGE = "change"

    class Direction(models.TextChoices):
        OUT = "out"
        IN = "in"
        NONE = "none"

    class Outcome(models.TextChoices):
        NONE = ""
        SENT = "sent"
        REPLIED = "replied"
        ANSWERED = "answered"
        NO_ANSWER = "no_answer"
        DONE = "done"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.NONE)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True, default="")
    account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="activities"
    )
    contact = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="activities"
    )
    subject_kind = models.CharField(max_length=32, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    happened_on = models.DateField()
    happened_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    body = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)
    is_pinned = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                F("subject_kind"), F("subject_id"), F("happened_on").desc(), F("id").desc(), name="activities_subject"
            ),
            models.Index(F("account"), F("happened_on").desc(), F("id").desc(), name="activities_account"),
            models.Index(F("contact"), F("happened_on").desc(), F("id").desc(), name="activities_contact"),
            models.Index(F("author"), F("happened_on").desc(), name="activities_author"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


class FollowUp(Record):
    """A dated next step. Open until done or dropped; the words the person typed for the day are kept."""

    KIND: ClassVar[str] = "follow_up"

    title = models.CharField(max_length=300)
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True, blank=True)
    due_words = models.CharField(max_length=80, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups"
    )
    account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="follow_ups"
    )
    contact = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="follow_ups"
    )
    subject_kind = models.CharField(max_length=32, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_on", "id"],
                name="activities_followup_due",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["subject_kind", "subject_id", "due_on"],
                name="activities_followup_subject",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
