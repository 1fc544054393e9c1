"""What the shops report: orders with lines, payments and refunds, checkouts, and what each customer bought.

Money is minor units of the row's `currency`; `rate_micro` is the stored rate of the fact's day into the base currency
in millionths (1,000,000 for the base currency itself, null where no rate was known). Quantities are thousandths.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from jualan.core.models import Editable, Record


class Connection(Record):
    """A shop we know orders from; `system` is the namespace of its ids (`import --system`)."""

    system = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=32, default="file")

    def __str__(self) -> str:
        return self.name


class OrderState(models.TextChoices):
    """What an order's word means for money; see rules.ORDER_WORDS."""

    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    ON_TERMS = "on_terms"
    OUTSTANDING = "outstanding"
    CANCELLED = "cancelled"
    TEST = "test"


class Order(Editable):
    """One document: a sale, a credit note that stands on its own, or an adjustment that counts nowhere.

    `status` is the word of the file, `state` its meaning. Credit notes carry positive amounts in `refunds`, never here.
    """

    KIND: ClassVar[str] = "order"

    class Document(models.TextChoices):
        ORDER = "order"
        CREDIT_NOTE = "credit_note"
        ADJUSTMENT = "adjustment"

    class Origin(models.TextChoices):
        SHOP = "shop"
        QUOTE = "quote"
        MANUAL = "manual"
        IMPORT = "import"

    number = models.CharField(max_length=120)
    connection = models.ForeignKey(Connection, null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    document = models.CharField(max_length=16, choices=Document.choices, default=Document.ORDER)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.IMPORT)
    account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    buyer = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    buyer_name = models.CharField(max_length=300, blank=True)
    ship_to = models.CharField(max_length=600, blank=True)
    country = models.CharField(max_length=60, blank=True)
    channel = models.ForeignKey(
        "accounts.Channel", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    placed_on = models.DateField(null=True)
    placed_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16, choices=OrderState.choices, default=OrderState.PAID)
    currency = models.CharField(max_length=3)
    rate_micro = models.BigIntegerField(null=True, blank=True)
    total_minor = models.BigIntegerField(default=0)
    merchandise_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    received_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    tags = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "number"],
                name="store_order_number_once",
                condition=Q(deleted_at__isnull=True, connection__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "placed_on", "id"], name="store_order_account"),
            models.Index(fields=["placed_on", "id"], name="store_order_placed"),
            models.Index(F("owner"), F("placed_on").desc(), F("id").desc(), name="store_order_owner"),
            models.Index(F("placed_on").desc(), F("id").desc(), name="store_order_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("store:order-detail", args=[self.pk])


class OrderLine(models.Model):
    """One line as the document states it; `total_minor` = round(unit price × quantity) once. Returns are negative.

    `custom` holds what a file's unknown columns say of this line and not of its whole document.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    product = models.ForeignKey(
        "catalog.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines"
    )
    sku = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300, blank=True)
    quantity_milli = models.BigIntegerField(default=1000)
    unit_price_micro = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    custom = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.title or self.sku


class OrderCredit(models.Model):
    """The share of an order that counts for a person, written when it was placed. No row = house account."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="credits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    share_bps = models.PositiveIntegerField(default=10_000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "user"], name="store_ordercredit_once"),
            models.CheckConstraint(condition=Q(share_bps__gt=0, share_bps__lte=10_000), name="store_ordercredit_share"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.user_id}"


class Payment(models.Model):
    """Money that came in (positive) or went back (negative), by the day it moved. Append-only.

    What a file said (`import_run`) is said anew by a later file.
    """

    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.CASCADE, related_name="payments")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    rate_micro = models.BigIntegerField(null=True, blank=True)
    paid_on = models.DateField()
    is_day_stated = models.BooleanField(default=True)
    method = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    import_run = models.ForeignKey("core.ImportRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="store_payment_not_nothing")]
        indexes = [models.Index(fields=["paid_on", "order"], name="store_payment_day")]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount_minor}"


class Refund(models.Model):
    """Merchandise taken back. `amount_minor` is the whole refund, `merchandise_minor` its part without tax and freight.

    `order` is the sale it belongs to, or the credit note document that states it.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    amount_minor = models.BigIntegerField()
    merchandise_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    rate_micro = models.BigIntegerField(null=True, blank=True)
    refunded_on = models.DateField()
    is_day_stated = models.BooleanField(default=True)
    import_run = models.ForeignKey("core.ImportRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, merchandise_minor__gte=0), name="store_refund_not_negative"
            )
        ]
        indexes = [models.Index(fields=["refunded_on", "order"], name="store_refund_day")]

    def __str__(self) -> str:
        return f"{self.refunded_on} {self.amount_minor}"


class Checkout(Editable):
    """A cart that was left; `recovered_on` once its buyer came back."""

    KIND: ClassVar[str] = "checkout"

    number = models.CharField(max_length=120)
    connection = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.PROTECT, related_name="checkouts"
    )
    contact = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="checkouts"
    )
    buyer_name = models.CharField(max_length=300, blank=True)
    started_on = models.DateField(null=True)
    started_at = models.DateTimeField(null=True, blank=True)
    recovered_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    rate_micro = models.BigIntegerField(null=True, blank=True)
    total_minor = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(F("started_on").desc(), F("id").desc(), name="store_checkout_newest")]

    def __str__(self) -> str:
        return self.number


class CustomerStatistics(models.Model):
    """What an account bought, in the base currency, made anew from its counted orders whenever one changes."""

    account = models.OneToOneField("accounts.Account", on_delete=models.CASCADE, related_name="statistics")
    orders = models.PositiveIntegerField(default=0)
    spent_minor = models.BigIntegerField(default=0)
    first_order_on = models.DateField(null=True)
    last_order_on = models.DateField(null=True)
    usual_gap_days = models.PositiveIntegerField(null=True)
    expected_on = models.DateField(null=True, db_index=True)
    """The day of the next order, were it as far from the last as orders usually are; known from the third order on."""

    class Meta:
        indexes = [
            models.Index(F("spent_minor").desc(), F("account").desc(), name="store_customerstatistics_spent"),
            models.Index(fields=["last_order_on"], name="store_customerstatistics_last"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"
