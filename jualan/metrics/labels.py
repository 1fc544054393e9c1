"""Words for what the rules of metrics only name by code."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jualan.core.templatetags.ui_format import duration, money, number, percent
from jualan.core.workspace import base_currency
from jualan.metrics.rules import Money, Result, Unit, as_unit

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
    "returned": gettext_lazy("paid on delivery and returned to the sender"),
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


STEPS: Mapping[str, Any] = {
    "opened": gettext_lazy("Leads"),
    "qualified": gettext_lazy("Qualified"),
    "opportunity": gettext_lazy("Deals"),
    "customer": gettext_lazy("Customers"),
}
COST_KINDS: Mapping[str, Any] = {
    "media": gettext_lazy("Adverts"),
    "salary": gettext_lazy("Sales pay"),
    "commission": gettext_lazy("Commission"),
    "tools": gettext_lazy("Tools"),
    "overhead": gettext_lazy("Overhead"),
}


def cost_kind_choices() -> list[tuple[str, Any]]:
    return list(COST_KINDS.items())


def money_text(minor: int) -> str:
    return money(minor, base_currency())


def funnel_text(steps: Sequence[Any]) -> str:
    """Return what the funnel shows: the step that loses most."""
    losses = [(after.lost, before, after) for before, after in pairwise(steps) if before.count]
    if not losses or max(losses, key=lambda item: item[0])[0] <= 0:
        return _("From lead to customer")
    lost, before, after = max(losses, key=lambda item: item[0])
    words = {"share": percent(Fraction(lost, before.count), 0), "step": str(STEPS[after.code]).lower()}
    return _("%(share)s are lost before they are %(step)s") % words


def trend_text(now: Sequence[int], before: Sequence[int]) -> str:
    """Return what the trend shows: above or below the period before, and by how much."""
    then = before[min(len(now), len(before)) - 1] if now and before else 0
    if not now or not then:
        return _("Revenue so far")
    share = Fraction(now[-1] - then, abs(then))
    words = {"share": percent(abs(share), 0)}
    if share >= 0:
        return _("Revenue %(share)s above the period before") % words
    return _("Revenue %(share)s below the period before") % words


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
        words = ngettext("%(number)s day", "%(number)s days", 1 if value == 1 else 2)
        return words % {"number": number(value, 0 if value == int(value) else 1)}
    if result.unit is Unit.MINUTES:
        return duration(round(value) * 60)
    return number(value)


def division_text(result: Result) -> str:
    """Return how a value comes about, as numerator ÷ denominator; nothing where it is no quotient."""
    whole = result.whole
    if whole.denominator is None or whole.numerator is None:
        return ""
    parts = [_part_text(result, part) for part in (as_unit(result, whole.numerator), whole.denominator)]
    return " ÷ ".join(parts)


def _part_text(result: Result, value: Any) -> str:
    return money(round(value.minor), result.currency) if isinstance(value, Money) else number(value)


ALSO: Mapping[str, Any] = {
    "gross": gettext_lazy("Before refunds"),
    "possible_double": gettext_lazy("Perhaps counted twice"),
    "refund_day_unknown": gettext_lazy("Refunds without a date"),
    "day_unknown": gettext_lazy("Payments without a date"),
    "by_value": gettext_lazy("By value"),
    "mean": gettext_lazy("Mean"),
    "p25": gettext_lazy("A quarter take at most"),
    "p75": gettext_lazy("Three quarters take at most"),
    "p90": gettext_lazy("Nine in ten take at most"),
    "due": gettext_lazy("Due in the period"),
    "overdue": gettext_lazy("Overdue"),
    "no_date": gettext_lazy("Without a date"),
    "estimated": gettext_lazy("Estimated from the list price"),
    "declared": gettext_lazy("Known only from a file"),
    "net": gettext_lazy("After refunds"),
    "median": gettext_lazy("Median"),
    "within_sla": gettext_lazy("Answered in time"),
    "media": gettext_lazy("Adverts alone"),
    "loaded": gettext_lazy("All costs"),
    "loaded_lag": gettext_lazy("All costs, moved back by the cycle"),
    "new_customers": gettext_lazy("New customers"),
    "revenue": gettext_lazy("Revenue"),
    "before": gettext_lazy("Before"),
    "year_on_year": gettext_lazy("Against last year"),
}
_RATIOS = frozenset({"by_value", "within_sla", "year_on_year"})


def also_parts(result: Result) -> list[tuple[str, str]]:
    """Return what stands beside a value, as (label, text), without what is empty."""
    found = []
    for name, value in result.whole.also.items():
        if name in ALSO and value not in (None, 0) and not (isinstance(value, Money) and not value.minor):
            found.append((str(ALSO[name]), _also_text(result, name, value)))
    return found


def _also_text(result: Result, name: str, value: Any) -> str:
    if name in _RATIOS:
        return percent(value)
    if isinstance(value, Money) or name in {"mean", "p25", "p75", "p90"}:
        return value_text(result, value)
    return number(value)
