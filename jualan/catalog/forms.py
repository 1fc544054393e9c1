"""HTTP input about products and prices as clean values."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from jualan.catalog.models import Product
from jualan.catalog.queries import categories, category_choices
from jualan.core.fields import MoneyField, QuantityField, UnitPriceField
from jualan.core.workspace import base_currency

CODE_HINT = _("What files call it; made from the name if left empty.")


class CodedForm(forms.Form):
    """A thing with a name and a code of its own, made from the name where none was typed."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = data.get("code") or slugify(data.get("name_ms") or data.get("name_en") or "")[:40]
        if not code and "code" not in self.errors:
            self.add_error("code", _("Type a code of Latin letters and digits."))
        return {**data, "code": code}


class ProductForm(forms.Form):
    """A product in both languages; its cost only for those who may see it."""

    name_ms = forms.CharField(label=_("Name in Malay"), max_length=300, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    sku = forms.CharField(label=_("SKU"), max_length=120, required=False)
    category = forms.TypedChoiceField(label=_("Category"), coerce=int, empty_value=None, required=False)
    price_micro = UnitPriceField(label=_("List price"), required=False)
    cost_micro = UnitPriceField(label=_("Cost"), required=False)
    is_active = forms.BooleanField(label=_("On sale"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_see_cost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "—"), *category_choices()]  # type: ignore[attr-defined] # a choice field
        if not may_see_cost:
            del self.fields["cost_micro"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("name_ms") or data.get("name_en")):
            self.add_error("name_ms", _("Give it a name in at least one language."))
        return data

    def facts(self) -> dict[str, Any]:
        """Return the columns of the product."""
        data = dict(self.cleaned_data)
        data.pop("version")
        names = {code: data.pop(f"name_{code}") for code in ("ms", "en")}
        category = data.pop("category")
        data["category"] = categories().filter(pk=category).first() if category else None
        return {"name": {code: name for code, name in names.items() if name}, **data}

    @staticmethod
    def values(product: Product, *, may_see_cost: bool) -> dict[str, Any]:
        """Return a product as the form shows it."""
        data = product.name.data
        names = data if isinstance(data, dict) else {"ms": str(data), "en": str(data)}
        values = {"name_ms": names.get("ms", ""), "name_en": names.get("en", ""), "category": product.category_id}
        shown = ["sku", "price_micro", "is_active", "version", *(["cost_micro"] if may_see_cost else [])]
        return values | {name: getattr(product, name) for name in shown}


class PriceForm(forms.Form):
    """A price of one product from a quantity on."""

    price_list = forms.TypedChoiceField(label=_("Price list"), coerce=int)
    from_quantity_milli = QuantityField(label=_("From how many"), required=False)
    unit_price_micro = UnitPriceField(label=_("Price of one"))

    def __init__(self, *args: Any, lists: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price_list"].choices = lists  # type: ignore[attr-defined] # a choice field


class PriceListForm(CodedForm):
    """A new price list."""

    name_ms = forms.CharField(label=_("Name in Malay"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    code = forms.SlugField(label=_("Code"), max_length=40, required=False, help_text=CODE_HINT)
    discount = forms.DecimalField(label=_("General discount in %"), min_value=0, max_value=100, required=False)

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "code": data["code"],
            "name": {"ms": data["name_ms"], "en": data["name_en"]},
            "currency": base_currency(),
            "discount_bps": int((data["discount"] or 0) * 100),
        }


class TierForm(forms.Form):
    """Which price list a tier is sold from, and the least an order is worth; left out, it stays."""

    price_list = forms.IntegerField(required=False)
    minimum = MoneyField(required=False)


class NewTierForm(CodedForm):
    name_ms = forms.CharField(label=_("Name in Malay"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, required=False, help_text=CODE_HINT)
