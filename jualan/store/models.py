"""What the shops report: orders with lines, payments and refunds, checkouts, stock, and what each customer bought.

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


class Location(Record):
    """A shop floor, warehouse or shelf: where orders are sold or packed, and where stock lies."""

    KIND: ClassVar[str] = "location"

    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Fulfilment(models.TextChoices):
    """Where a parcel is; see rules.FULFILMENT_WORDS."""

    WAITING = "waiting"
    PARTLY_SENT = "partly_sent"
    SENT = "sent"
    DELIVERED = "delivered"
    RETURNED = "returned"


class OrderState(models.TextChoices):
    """What an order's word means for money; see rules.ORDER_WORDS."""

    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    ON_TERMS = "on_terms"
    OUTSTANDING = "outstanding"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    TEST = "test"


class Order(Editable):
    """One document: a sale, a credit note that stands on its own, or an adjustment that counts nowhere.

    `status` is the word of the file, `state` its meaning; so are `fulfilment_status` and `fulfilment`. Credit notes carry
    positive amounts in `refunds`, never here. `total_minor` is what buyer and platform pay together: the platform's
    voucher is in it, the seller's is off it as a discount is. `staff` served at the till; `ship_to_phone` is kept as
    written, for it may be masked.
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
    ship_to_name = models.CharField(max_length=300, blank=True)
    ship_to_phone = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=60, blank=True)
    channel = models.ForeignKey(
        "accounts.Channel", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="served_orders"
    )
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    placed_on = models.DateField(null=True)
    placed_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    payment_method = models.CharField(max_length=60, blank=True)
    fulfilment_status = models.CharField(max_length=64, blank=True)
    fulfilment = models.CharField(max_length=16, choices=Fulfilment.choices, blank=True)
    status = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16, choices=OrderState.choices, default=OrderState.PAID)
    currency = models.CharField(max_length=3)
    rate_micro = models.BigIntegerField(null=True, blank=True)
    total_minor = models.BigIntegerField(default=0)
    merchandise_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    seller_voucher_minor = models.BigIntegerField(default=0)
    platform_voucher_minor = models.BigIntegerField(default=0)
    platform_fee_minor = models.BigIntegerField(default=0)
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

    @property
    def buyer_pays_minor(self) -> int:
        """What is left for the buyer once the platform's voucher is off."""
        return self.total_minor - self.platform_voucher_minor


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

    `is_derived`: worked out from what a file says of the whole order, and said anew by a later one. All others are stated
    one by one, by a person or by a file of payments, and are part of what an order's file says was received.
    """

    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.CASCADE, related_name="payments")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    rate_micro = models.BigIntegerField(null=True, blank=True)
    paid_on = models.DateField()
    is_day_stated = models.BooleanField(default=True)
    is_derived = models.BooleanField(default=False)
    custom = models.JSONField(default=dict, blank=True)
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
    returned_parcels = models.PositiveIntegerField(default=0)
    expected_on = models.DateField(null=True, db_index=True)
    """The day of the next order, were it as far from the last as orders usually are; known from the third order on."""

    class Meta:
        indexes = [
            models.Index(F("spent_minor").desc(), F("account").desc(), name="store_customerstatistics_spent"),
            models.Index(fields=["last_order_on"], name="store_customerstatistics_last"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"


class StockLevel(Editable):
    """What lay of a product at a location on a day, and what was on its way there. A later day is a further row.

    Quantities are thousandths of a piece; `location` null = the file named none.
    """

    KIND: ClassVar[str] = "stock"

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="stock_levels")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.PROTECT, related_name="stock_levels")
    as_of = models.DateField()
    on_hand_milli = models.BigIntegerField(default=0)
    incoming_milli = models.BigIntegerField(default=0)
    expected_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "location", "as_of"], name="store_stocklevel_once_a_day"),
            models.UniqueConstraint(
                fields=["product", "as_of"],
                name="store_stocklevel_once_without_place",
                condition=Q(location__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["product", "-as_of", "-id"], name="store_stocklevel_latest")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.as_of}"


class ProductStock(models.Model):
    """The newest levels of a product over all locations, made anew whenever one changes."""

    product = models.OneToOneField("catalog.Product", on_delete=models.CASCADE, related_name="stock")
    on_hand_milli = models.BigIntegerField()
    incoming_milli = models.BigIntegerField()
    expected_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.product_id}"
