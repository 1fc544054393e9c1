"""Values of KPIs in templates."""

from typing import Any

from django import template

from jualan.core.templatetags.ui_format import percent
from jualan.metrics.catalogue import kpi
from jualan.metrics.labels import DIMENSIONS, STEPS, also_parts, division_text, reason_text, value_text
from jualan.metrics.rules import Group, Result, Unit

register = template.Library()


@register.simple_tag
def kpi_value(result: Result, group: Group | None = None) -> str:
    """Return the value of a result, or of one of its groups, without the currency sign."""
    if group is None:
        return value_text(result, result.whole.value)
    return value_text(result, group.value)


@register.simple_tag
def kpi_unit(result: Result) -> str:
    """Return what stands small before the figure."""
    return {"MYR": "RM"}.get(result.currency, result.currency) if result.unit is Unit.MONEY else ""


@register.simple_tag
def kpi_parts(result: Result) -> list[tuple[str, str]]:
    """Return what stands beside the value: (label, text)."""
    return also_parts(result)


@register.simple_tag
def kpi_division(result: Result) -> str:
    return division_text(result)


@register.filter
def reason(code: str) -> str:
    return reason_text(code)


@register.filter
def step_label(code: str) -> Any:
    return STEPS[code]


@register.filter
def dimension_label(code: str) -> Any:
    return DIMENSIONS.get(code, code)


@register.filter
def signed_percent(ratio: Any) -> str:
    return percent(ratio, 1, sign=True)


@register.simple_tag
def fact_value(result: Result, fact: Any) -> str:
    """Return what one record brings into the number."""
    if fact.measure is not None:
        return value_text(result, fact.measure)
    if result.unit is Unit.MONEY:
        return value_text(result, fact.numerator)
    return str(fact.numerator) if fact.denominator else ""


@register.filter
def kpi_label(code: str) -> Any:
    return kpi(code).label


@register.filter
def city(time_zone: Any) -> str:
    """Return what a time zone is called in speech: Asia/Kuala_Lumpur is Kuala Lumpur."""
    return str(time_zone).rpartition("/")[2].replace("_", " ")
