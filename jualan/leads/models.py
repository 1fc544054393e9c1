"""Leads: episodes of interest of a contact."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from i18nfield.fields import I18nCharField

from jualan.activities.models import HasNextStep
from jualan.core.models import Editable, Record


class LeadStatusKind(models.TextChoices):
    NEW = "new"
    WORKING = "working"
    NURTURING = "nurturing"
    QUALIFIED = "qualified"
    CONVERTED = "converted"
    DISQUALIFIED = "disqualified"


class LeadStatus(Record):
    """A status under the business's own name, of a fixed kind. The first of a kind is the one actions use."""

    code = models.CharField(max_length=64, unique=True)
    name = I18nCharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=16, choices=LeadStatusKind.choices)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)


class DisqualifyReason(Record):
    """Why a lead is not worth an opportunity. `spam`, `test` and `duplicate` ones leave every KPI."""

    class Kind(models.TextChoices):
        NORMAL = "normal"
        SPAM = "spam"
        TEST = "test"
        DUPLICATE = "duplicate"

    code = models.CharField(max_length=64, unique=True)
    name = I18nCharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.NORMAL)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)


class Lead(Editable, HasNextStep):
    """One episode of interest of a contact.

    `first_owner` is the owner at opening, who keeps the response clock: it runs from `arrived_at` in the working time
    of `clock_state`, is due at `reply_due_at` and stops at `replied_at`; `reply_minutes` are the working minutes
    between. `declared_on` is the conversion day that a file states; `is_declared` that the file calls it converted.
    """

    KIND: ClassVar[str] = "lead"

    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="leads")
    account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    title = models.CharField(max_length=300, blank=True)
    company = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey("accounts.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    campaign = models.ForeignKey(
        "accounts.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    status = models.ForeignKey(LeadStatus, on_delete=models.PROTECT, related_name="leads")
    status_kind = models.CharField(max_length=16, choices=LeadStatusKind.choices, default=LeadStatusKind.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="leads", db_index=False
    )
    first_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    quantity_text = models.CharField(max_length=120, blank=True)
    needed_on = models.DateField(null=True, blank=True)
    value_minor = models.BigIntegerField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    clock_state = models.CharField(max_length=3, blank=True)
    reply_due_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_minutes = models.PositiveIntegerField(null=True, blank=True)
    qualified_on = models.DateField(null=True, blank=True)
    is_declared = models.BooleanField(default=False)
    declared_on = models.DateField(null=True, blank=True)
    disqualify_reason = models.ForeignKey(
        DisqualifyReason, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="leads_lead_newest"),
            models.Index(F("owner"), F("created_at").desc(), F("id").desc(), name="leads_lead_owner"),
            models.Index(F("owner"), F("status_kind"), F("created_at").desc(), F("id").desc(), name="leads_lead_open"),
            models.Index(F("status_kind"), F("created_at").desc(), F("id").desc(), name="leads_lead_status"),
            models.Index(fields=["next_step_on", "id"], name="leads_lead_step"),
            models.Index(fields=["value_minor", "id"], name="leads_lead_value"),
            models.Index(fields=["opened_on", "id"], name="leads_lead_opened"),
            models.Index(
                fields=["reply_due_at"],
                name="leads_lead_waiting",
                condition=Q(replied_at__isnull=True, reply_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("leads:lead-detail", args=[self.pk])


class LeadStatusChange(models.Model):
    """The record of a status change; `from_status` null = the lead began here. Append-only."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="status_changes", db_index=False)
    from_status = models.ForeignKey(LeadStatus, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_status = models.ForeignKey(LeadStatus, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(null=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["lead", "id"], name="leads_leadstatuschange_lead")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.to_status_id}"


class LeadConversion(Record):
    """This lead became this opportunity. A stage of its own, not yet the conversion that KPIs count."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="conversions")
    opportunity = models.ForeignKey("pipeline.Opportunity", on_delete=models.CASCADE, related_name="lead_links")
    happened_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "opportunity"], name="leads_leadconversion_once")]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.opportunity_id}"
