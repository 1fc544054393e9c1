"""Who we sell to: accounts, contacts, the keys they are known by, addresses, consent; sources and channels."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from jualan.core.models import Editable, Record


class Channel(Record):
    KIND: ClassVar[str] = "channel"

    code = models.CharField(max_length=64, unique=True)
    name = I18nCharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return str(self.name)


class Source(Record):
    """Where a lead or a sale came from; each in one channel."""

    KIND: ClassVar[str] = "source"

    code = models.CharField(max_length=64, unique=True)
    name = I18nCharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="sources")

    def __str__(self) -> str:
        return str(self.name)


class Campaign(Record):
    KIND: ClassVar[str] = "campaign"

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="campaigns")

    def __str__(self) -> str:
        return self.name


class AccountKind(models.TextChoices):
    CONSUMER = "consumer", _("Consumer")
    COMPANY = "company", _("Company")
    STOCKIST = "stockist", _("Stockist")
    AGENT = "agent", _("Agent")
    DROPSHIPPER = "dropshipper", _("Dropshipper")
    MARKETPLACE = "marketplace", _("Marketplace")


class Account(Editable):
    """Who we sell to: a business, or the one-person or household account of a consumer.

    `customer_since_on` is declared; that it is a customer by what it bought is derived. `merged_into` is set on a
    row that was merged away. `last_touch_on` is written by activities.
    """

    KIND: ClassVar[str] = "account"

    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300)
    kind = models.CharField(max_length=16, choices=AccountKind.choices, default=AccountKind.COMPANY)
    tier = models.ForeignKey("catalog.Tier", null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    code = models.CharField(max_length=64, blank=True)
    upline = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="downline")
    industry = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accounts",
        db_index=False,
    )
    first_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    customer_since_on = models.DateField(null=True, blank=True)
    last_touch_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        indexes = [
            models.Index(F("owner"), F("created_at").desc(), F("id").desc(), name="accounts_account_owner"),
            models.Index(F("created_at").desc(), F("id").desc(), name="accounts_account_newest"),
            models.Index(fields=["last_touch_on", "id"], name="accounts_account_touch"),
            models.Index(fields=["name_key", "id"], name="accounts_account_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:account-detail", args=[self.pk])


class Contact(Editable):
    """A person. All of name, e-mail and phone may be empty. `email` and `phone` repeat the primary identity keys."""

    KIND: ClassVar[str] = "contact"

    full_name = models.CharField(max_length=300, blank=True)
    name_key = models.CharField(max_length=300, blank=True)
    preferred_name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contacts",
        db_index=False,
    )
    language = models.CharField(max_length=8, blank=True)
    is_marketable = models.BooleanField(default=True)
    last_touch_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        indexes = [
            models.Index(F("owner"), F("created_at").desc(), F("id").desc(), name="accounts_contact_owner"),
            models.Index(F("created_at").desc(), F("id").desc(), name="accounts_contact_newest"),
            models.Index(fields=["name_key", "id"], name="accounts_contact_name"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:contact-detail", args=[self.pk])


class IdentityKey(Record):
    """Something a contact or an account is known by, normalised in `core.normalise`.

    `is_deciding` keys join by themselves and are unique by (kind, namespace, value); the others only ask.
    Namespaces: '' for e-mail and phone, the shop connection or source system for ids.
    """

    class Kind(models.TextChoices):
        EMAIL = "email"
        SHOP_CUSTOMER = "shop_customer"
        WHATSAPP = "whatsapp"
        EXTERNAL = "external"
        PHONE = "phone"
        DOMAIN = "domain"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    namespace = models.CharField(max_length=64, blank=True)
    value = models.CharField(max_length=254)
    is_deciding = models.BooleanField()
    is_primary = models.BooleanField(default=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="keys")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "namespace", "value"],
                name="accounts_identitykey_deciding_once",
                condition=Q(is_deciding=True),
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, account__isnull=True)
                | Q(contact__isnull=True, account__isnull=False),
                name="accounts_identitykey_one_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "value"], name="accounts_identitykey_asking", condition=Q(is_deciding=False))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Address(Record):
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="addresses")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField(max_length=60, blank=True)
    lines = models.CharField(max_length=400, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.lines}, {self.postcode} {self.city}"


class Consent(models.Model):
    """Given or withdrawn, per channel, with the text the person saw. Append-only; the latest row holds."""

    class Medium(models.TextChoices):
        EMAIL = "email"
        WHATSAPP = "whatsapp"
        SMS = "sms"
        PHONE = "phone"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    medium = models.CharField(max_length=16, choices=Medium.choices)
    is_given = models.BooleanField()
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=120)
    text_version = models.CharField(max_length=60, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    import_run = models.ForeignKey("core.ImportRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["contact", "medium", "-id"], name="accounts_consent_latest")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.medium}"


class DuplicatePair(Record):
    """Two contacts, or two accounts, that may be one; `left_id` < `right_id`."""

    class State(models.TextChoices):
        OPEN = "open"
        MERGED = "merged"
        DIFFERENT = "different"

    kind = models.CharField(max_length=16)
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "left_id", "right_id"], name="accounts_duplicatepair_once"),
            models.CheckConstraint(condition=Q(left_id__lt=F("right_id")), name="accounts_duplicatepair_in_order"),
        ]
        indexes = [models.Index(fields=["state", "kind", "-id"], name="accounts_duplicatepair_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.left_id}/{self.right_id}"
