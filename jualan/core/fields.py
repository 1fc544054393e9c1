"""Form fields that several areas share: money, phones, quantities, and days in the words people use."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jualan.core.due_words import read_due
from jualan.core.imports.cells import CellRefused, read_micro, read_milli, read_money
from jualan.core.money import decimal_text
from jualan.core.normalise import phone_e164
from jualan.core.workspace import base_currency, today


class MoneyField(forms.CharField):
    """An amount in the base currency (or `currency`), as minor units; None when empty."""

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "is-money"}))
        super().__init__(**kwargs)
        self.currency = currency

    def prepare_value(self, value: Any) -> Any:
        return decimal_text(value, self.currency or base_currency()) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        currency = self.currency or base_currency()
        try:
            amount, _exact = read_money(text, 2, currency=currency)
        except CellRefused:
            raise ValidationError(_("This is no amount of money. Write it like 1,480.00."), code="amount") from None
        return amount


class UnitPriceField(forms.CharField):
    """A price of one piece, in millionths; None when empty."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 1_000_000:.2f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_micro(text) if text else None
        except CellRefused:
            raise ValidationError(_("This is no price. Write it like 12.50."), code="price") from None


class QuantityField(forms.CharField):
    """A quantity above nothing, in thousandths; one when empty."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 1000:g}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            quantity = read_milli(text) if text else 1000
        except CellRefused:
            quantity = 0
        if quantity <= 0:
            raise ValidationError(_("Write how many pieces, like 12."), code="quantity")
        return quantity


class PhoneField(forms.CharField):
    """A phone number as people write it; kept as typed, refused when it is none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and not phone_e164(text):
            raise ValidationError(
                _("This is no phone number: a Malaysian one has 9 to 11 digits, another begins with +."), code="phone"
            )
        return text


class DueField(forms.DateField):
    """A day by its date or by a word: today, esok, Jumaat ni, hujung bulan."""

    def __init__(self, **kwargs: Any) -> None:
        look = {"placeholder": _("tomorrow, Friday, 26/11"), "autocomplete": "off"}
        kwargs.setdefault("widget", forms.DateInput(attrs=look, format="%d/%m/%Y"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, str) and (found := read_due(value, today())):
            return found.day
        return super().to_python(value)


class DueWordsField(forms.CharField):
    """A day, and perhaps a time, in the words people use; the clean value is a `Due`, and the words stay as typed."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = read_due(text, today())
        if found is None:
            raise ValidationError(
                _("No day is known by these words. Write it like “esok 3 petang” or 26/11."), code="due"
            )
        return found
