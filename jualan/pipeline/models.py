"""Pipelines, stages, opportunities and every change of stage."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from i18nfield.fields import I18nCharField

from jualan.activities.models import HasNextStep
from jualan.core.models import Editable, Record


class Pipeline(Record):
    code = models.CharField(max_length=40, unique=True)
    name = I18nCharField(max_length=120)
    position = models.PositiveIntegerField(default=0)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], name="pipeline_pipeline_one_default", condition=Q(is_default=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


class StageKind(models.TextChoices):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Stage(Record):
    """One step of a pipeline. `probability_bps` null = not stated; `stale_days` null = never goes stale."""

    pipeline = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="stages")
    code = models.CharField(max_length=64)
    name = I18nCharField(max_length=120)
    name_key = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=StageKind.choices, default=StageKind.OPEN)
    position = models.PositiveIntegerField(default=0)
    probability_bps = models.PositiveIntegerField(null=True, blank=True)
    stale_days = models.PositiveIntegerField(null=True, blank=True)
    most_cards = models.PositiveIntegerField(null=True, blank=True)
    exit_criteria = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["pipeline", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "code"], name="pipeline_stage_code"),
            models.UniqueConstraint(fields=["pipeline", "name_key"], name="pipeline_stage_name"),
            models.CheckConstraint(
                condition=Q(probability_bps__isnull=True) | Q(probability_bps__lte=10_000),
                name="pipeline_stage_probability",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class LostReason(Record):
    """Why a deal was lost. `invalid` and `duplicate` ones leave the win rate."""

    class Kind(models.TextChoices):
        NORMAL = "normal"
        INVALID = "invalid"
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


class ForecastCategory(models.TextChoices):
    PIPELINE = "pipeline"
    BEST_CASE = "best_case"
    COMMIT = "commit"
    OMITTED = "omitted"


class Opportunity(Editable, HasNextStep):
    """A possible sale.

    `amount_minor` is what a person or file stated, in `currency`; `base_minor` the same in the base currency at the
    stored rate (null = no rate). `estimate_minor` is list price x quantity in the base currency, kept only while no
    amount is stated. `closed_on` is the day of the latest closing that stands, `won_at` its moment if known;
    `stage_since_on` the day the present stage was entered (null = unknown).
    """

    KIND: ClassVar[str] = "opportunity"

    name = models.CharField(max_length=300)
    account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    contact = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opportunities",
        db_index=False,
    )
    first_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="opportunities", db_index=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="opportunities", db_index=False)
    stage_kind = models.CharField(max_length=8, choices=StageKind.choices, default=StageKind.OPEN)
    stage_since_on = models.DateField(null=True, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    rate_micro = models.BigIntegerField(null=True, blank=True)
    base_minor = models.BigIntegerField(null=True, blank=True)
    estimate_minor = models.BigIntegerField(null=True, blank=True)
    product = models.ForeignKey(
        "catalog.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    product_text = models.CharField(max_length=300, blank=True)
    quantity_milli = models.BigIntegerField(default=1000)
    source = models.ForeignKey(
        "accounts.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    opened_on = models.DateField(null=True, blank=True)
    expected_close_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    won_at = models.DateTimeField(null=True, blank=True)
    lost_reason = models.ForeignKey(
        LostReason, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    lost_note = models.CharField(max_length=300, blank=True)
    forecast_category = models.CharField(
        max_length=16, choices=ForecastCategory.choices, default=ForecastCategory.PIPELINE
    )
    criteria_met = models.JSONField(default=list, blank=True)
    need = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage_kind="open", closed_on__isnull=True) | ~Q(stage_kind="open"),
                name="pipeline_opportunity_open_not_closed",
            ),
            models.CheckConstraint(condition=Q(quantity_milli__gt=0), name="pipeline_opportunity_quantity"),
        ]
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="pipeline_opp_newest"),
            models.Index(F("owner"), F("created_at").desc(), F("id").desc(), name="pipeline_opp_owner"),
            models.Index(fields=["stage", "next_step_on", "id"], name="pipeline_opp_cards"),
            models.Index(
                fields=["stage", "closed_on", "owner", "base_minor", "estimate_minor"],
                name="pipeline_opp_totals",
                condition=Q(deleted_at__isnull=True, merged_into__isnull=True),
            ),
            models.Index(
                fields=["owner", "stage_kind", "stage", "base_minor", "estimate_minor"], name="pipeline_opp_funnel"
            ),
            models.Index(fields=["stage_kind", "closed_on"], name="pipeline_opp_closed"),
            models.Index(fields=["owner", "stage_kind", "next_step_on"], name="pipeline_opp_step"),
            models.Index(fields=["expected_close_on", "id"], name="pipeline_opp_expected"),
            models.Index(fields=["base_minor", "id"], name="pipeline_opp_amount"),
            models.Index(fields=["name", "id"], name="pipeline_opp_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def worth_minor(self) -> int | None:
        """What the deal is worth in the base currency: its amount, else the estimate by list price."""
        return self.base_minor if self.base_minor is not None else self.estimate_minor

    def get_absolute_url(self) -> str:
        return reverse("pipeline:opportunity-detail", args=[self.pk])


class StageChange(models.Model):
    """The record of moving; `from_stage` null = the opportunity began here. Append-only.

    `seconds_in_previous` is null where the entry is unknown (an import invents no stay). `cause` tells a move made
    in Jualan from a state that a file declared.
    """

    class Cause(models.TextChoices):
        MOVED = "moved"
        IMPORTED = "imported"
        REOPENED = "reopened"

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="stage_changes", db_index=False)
    from_stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=16, choices=Cause.choices, default=Cause.MOVED)
    happened_on = models.DateField(null=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    seconds_in_previous = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["opportunity", "id"], name="pipeline_stagechange_opp")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.to_stage_id}"


class OpportunityCredit(models.Model):
    """The share of a win that counts for a person, written when won. No row = house account."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="credits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    share_bps = models.PositiveIntegerField(default=10_000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "user"], name="pipeline_opportunitycredit_once"),
            models.CheckConstraint(
                condition=Q(share_bps__gt=0, share_bps__lte=10_000), name="pipeline_opportunitycredit_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.user_id}"


class OpportunityOrder(Record):
    """This deal and this order are one sale."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="order_links")
    order = models.ForeignKey("store.Order", on_delete=models.CASCADE, related_name="opportunity_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "order"], name="pipeline_opportunityorder_once")]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.order_id}"
