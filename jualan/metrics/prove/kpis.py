"""Every KPI again, from raw rows, over periods that end no later than today."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from jualan.metrics.prove import deals, leads, sales
from jualan.metrics.prove.business import Business, Pair
from jualan.metrics.prove.raw import Home, day, rows

Figure = Callable[[Business, dt.date, dt.date], Pair]

FIGURES: Mapping[str, Figure] = {
    "lead_conversion": leads.lead_conversion,
    "lead_conversion_period": leads.lead_conversion_period,
    "response_time": leads.response_time,
    "sales_cycle_days": deals.sales_cycle_days,
    "lead_to_won_days": deals.lead_to_won_days,
    "win_rate": deals.win_rate,
    "win_rate_cohort": deals.win_rate_cohort,
    "stage_conversion": deals.stage_conversion,
    "time_in_stage": deals.time_in_stage,
    "pipeline_value": deals.pipeline_value,
    "weighted_pipeline": deals.weighted_pipeline,
    "revenue": sales.revenue,
    "new_revenue": sales.new_revenue,
    "repeat_revenue": sales.repeat_revenue,
    "money_received": sales.money_received,
    "sales_growth": sales.sales_growth,
    "aov": sales.aov,
    "repeat_rate": sales.repeat_rate,
    "churn_inactive": sales.churn_inactive,
    "cac": sales.cac,
}
BY_MONTHS = frozenset({"sales_growth"})
"""KPIs that take whole months only."""


def proven(here: Home) -> Iterator[tuple[str, Figure, dt.date, dt.date]]:
    """Yield each KPI with each period over which it is proven."""
    found = periods(here)
    for code, figure in FIGURES.items():
        for start, end in whole_months(here, found[-1]) if found and code in BY_MONTHS else found:
            yield code, figure, start, end


def periods(here: Home) -> list[tuple[dt.date, dt.date]]:
    """Return the periods that are proven: everything, the last year of facts, and its last whole month."""
    ends = [
        day(rows(f"SELECT {which}({column}) FROM {table}")[0][0])  # noqa: S608 constants of this page
        for which in ("MIN", "MAX")
        for table, column in _DAYS
    ]
    known = sorted(d for d in ends if d and d <= here.today)
    if not known:
        return []
    first, last = known[0], known[-1]
    month = last.replace(day=1) - dt.timedelta(days=1)
    return [(first, last), (max(first, last - dt.timedelta(days=364)), last), (month.replace(day=1), month)]


def whole_months(here: Home, month: tuple[dt.date, dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Return a month, the year that ends with it, the half year, and the running month as far as it is."""
    start, end = month
    return [
        month,
        (sales.months_before(start, 11), end),
        (sales.months_before(start, 5), end),
        (here.today.replace(day=1), here.today),
    ]


_DAYS = (
    ("store_order", "placed_on"),
    ("store_payment", "paid_on"),
    ("store_refund", "refunded_on"),
    ("pipeline_opportunity", "opened_on"),
    ("pipeline_opportunity", "closed_on"),
    ("leads_lead", "opened_on"),
)
