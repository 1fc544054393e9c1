"""Products, what they cost, and the price lists that customers of a tier are sold from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from i18nfield.fields import I18nCharField

from jualan.core.models import Editable, Record


class Category(Record):
    KIND: ClassVar[str] = "category"

    name = I18nCharField(max_length=200)
    name_key = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return str(self.name)


class Product(Editable):
    """Something sold. `price_micro` and `cost_micro` are millionths of a currency unit for one piece."""

    KIND: ClassVar[str] = "product"

    sku = models.CharField(max_length=120, blank=True)
    name = I18nCharField(max_length=300)
    name_key = models.CharField(max_length=300, db_index=True)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="products")
    currency = models.CharField(max_length=3)
    price_micro = models.BigIntegerField(null=True, blank=True)
    cost_micro = models.BigIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "sku", name="catalog_product_sku_once", condition=~Q(sku="") & Q(deleted_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(price_micro__isnull=True) | Q(price_micro__gte=0), name="catalog_product_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("catalog:product-detail", args=[self.pk])


class ProductAlias(Record):
    """Another name by which files call a product; `name_key` is the normalised name."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="aliases")
    name_key = models.CharField(max_length=300, unique=True)

    def __str__(self) -> str:
        return self.name_key


class PriceList(Editable):
    KIND: ClassVar[str] = "price_list"

    code = models.CharField(max_length=40, unique=True)
    name = I18nCharField(max_length=200)
    currency = models.CharField(max_length=3)
    discount_bps = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("catalog:price-list-detail", args=[self.pk])


class Price(Record):
    """The price of a product in a list from a quantity on (thousandths of a piece)."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="prices")
    from_quantity_milli = models.BigIntegerField(default=0)
    unit_price_micro = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "product", "from_quantity_milli"], name="catalog_price_one_a_break"
            ),
            models.CheckConstraint(condition=Q(unit_price_micro__gte=0), name="catalog_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.price_list_id}/{self.product_id}"


class Tier(Record):
    """A class of customers; it decides the price list and the least an order is worth (`minimum_order_minor`, base money)."""

    code = models.CharField(max_length=40, unique=True)
    name = I18nCharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)
    price_list = models.ForeignKey(PriceList, null=True, blank=True, on_delete=models.SET_NULL, related_name="tiers")
    minimum_order_minor = models.BigIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)
