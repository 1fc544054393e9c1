"""Words for what the rules of metrics only name by code."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jualan.core.money import decimal_text
from jualan.core.templatetags.ui_format import money, number, percent
from jualan.metrics.rules import Money, Result, Unit

REASONS: Mapping[str, Any] = {
    "trashed": gettext_lazy("in the trash"),
    "spam": gettext_lazy("spam"),
    "test": gettext_lazy("test records"),
    "duplicate": gettext_lazy("duplicates"),
    "invalid": gettext_lazy("not real enquiries"),
    "no_created_date": gettext_lazy("without an opening day"),
    "negative": gettext_lazy("won before they were opened"),
    "no_lead": gettext_lazy("won without a lead"),
    "no_amount": gettext_lazy("without an amount"),
    "no_probability": gettext_lazy("in a stage without a probability"),
    "no_rate": gettext_lazy("in a currency without an exchange rate"),
    "no_customer": gettext_lazy("without a customer"),
    "later": gettext_lazy("due after the period"),
    "adjustment": gettext_lazy("adjustments"),
    "outstanding": gettext_lazy("not paid at all"),
    "pending": gettext_lazy("not paid yet"),
    "voided": gettext_lazy("voided"),
    "cancelled": gettext_lazy("cancelled"),
    "zero_value": gettext_lazy("without any value"),
}

DIMENSIONS: Mapping[str, Any] = {
    "day": gettext_lazy("Day"),
    "week": gettext_lazy("Week"),
    "month": gettext_lazy("Month"),
    "quarter": gettext_lazy("Quarter"),
    "year": gettext_lazy("Year"),
    "rep": gettext_lazy("Sales rep"),
    "team": gettext_lazy("Team"),
    "manager": gettext_lazy("Manager"),
    "source": gettext_lazy("Source"),
    "channel": gettext_lazy("Channel"),
    "campaign": gettext_lazy("Campaign"),
    "product": gettext_lazy("Product"),
    "category": gettext_lazy("Category"),
    "stage": gettext_lazy("Stage"),
    "pipeline": gettext_lazy("Pipeline"),
    "region": gettext_lazy("Region"),
    "account_type": gettext_lazy("Kind of customer"),
    "tier": pgettext_lazy("customer", "Tier"),
    "currency": gettext_lazy("Currency"),
}


def reason_text(code: str) -> str:
    """Return the words for a reason; a status word of a file speaks for itself."""
    return str(REASONS.get(code) or code.replace("_", " "))


def value_text(result: Result, value: Any) -> str:
    """Return a value of a result as people read it: RM 1,234.50, 63.2%, 57 days, 2 h 10 min."""
    if value is None:
        return "—"
    if result.unit is Unit.MONEY or isinstance(value, Money):
        return money(round(value.minor if isinstance(value, Money) else value), result.currency)
    if result.unit is Unit.RATIO:
        return percent(value)
    if result.unit is Unit.DAYS:
        return _("%(number)s days") % {"number": number(value, 0 if value == int(value) else 1)}
    if result.unit is Unit.MINUTES:
        return _("%(number)s min") % {"number": number(value, 0)}
    return number(value)


def plain_text(result: Result, value: Any) -> str:
    """Return a value for a file: ratios at four decimals, durations at two, money as a decimal."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if result.unit is Unit.MONEY:
        return decimal_text(value, result.currency) if isinstance(value, int) else f"{float(value) / 100:.4f}"
    return f"{float(value):.4f}" if result.unit is Unit.RATIO else f"{float(value):.2f}"
