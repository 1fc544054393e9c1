"""KPIs of leads: how many became customers, and how soon they were answered."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jualan.core.working_time import calendar_of, working_minutes
from jualan.metrics.kpis.entry import CUSTOMER, PEOPLE, TIME, Kpi, count
from jualan.metrics.queries.asking import Asked
from jualan.metrics.queries.dimensions import Book
from jualan.metrics.queries.leads import LeadFacts, leads
from jualan.metrics.rules import Fact, Shape, Unit, median

LEAD = (*TIME, *PEOPLE, "source", "channel", "campaign", *CUSTOMER)


def _reached(asked: Asked, lead: LeadFacts) -> bool:
    if asked.stage == "qualified":
        return lead.is_qualified
    return lead.has_deal if asked.stage == "opportunity" else lead.conversion is not None


def lead_conversion(asked: Asked, book: Book) -> list[Fact]:
    found = []
    for lead in leads(asked, book):
        if not asked.covers(lead.opened_on):
            continue
        is_declared = not asked.stage and lead.conversion is not None and lead.conversion.basis == "declared"
        ties = lead.ties(lead.opened_on)
        also = {"declared": is_declared}
        found.append(Fact("lead", lead.id, ties, int(_reached(asked, lead)), 1, reason=lead.reason, also=also))
    return found


def lead_conversion_period(asked: Asked, book: Book) -> list[Fact]:
    """A lead stands above the line when it converted in the period, below it when it was opened in the period."""
    found = []
    for lead in leads(asked, book):
        day = _day_reached(asked, lead)
        if asked.covers(lead.opened_on):
            found.append(Fact("lead", lead.id, lead.ties(lead.opened_on), 0, 1, reason=lead.reason))
        if asked.covers(day):
            is_declared = not asked.stage and lead.conversion is not None and lead.conversion.basis == "declared"
            also = {"declared": is_declared}
            found.append(Fact("lead", lead.id, lead.ties(day), 1, 0, reason=lead.reason, also=also))
    return found


def _day_reached(asked: Asked, lead: LeadFacts) -> Any:
    if asked.stage == "qualified":
        return lead.qualified_on
    if asked.stage == "opportunity":
        return lead.deal_on
    return lead.conversion.day if lead.conversion else None


def _declared(facts: Sequence[Fact]) -> dict[str, Any]:
    return {"declared": count(facts, "declared")}


def response_time(asked: Asked, book: Book) -> list[Fact]:
    """Working minutes to the first human reply; leads that wait stand apart as so far. No clock, no fact."""
    now = asked.cut.moment or timezone.now()
    found = []
    for lead in leads(asked, book):
        if lead.arrived_at is None or not asked.covers(lead.opened_on):
            continue
        also: dict[str, Any] = {}
        if lead.replied_at is None:
            also["so_far"] = working_minutes(lead.arrived_at, now, calendar_of(lead.clock_state))
        also["in_time"] = bool(lead.replied_at and lead.reply_due_at and lead.replied_at <= lead.reply_due_at)
        ties = lead.ties(lead.opened_on)
        found.append(Fact("lead", lead.id, ties, measure=lead.reply_minutes, reason=lead.reason, also=also))
    return found


def _waiting(facts: Sequence[Fact]) -> dict[str, Any]:
    waiting = sorted(fact.also["so_far"] for fact in facts if "so_far" in fact.also)
    answered = [fact for fact in facts if fact.measure is not None]
    return {
        "within_sla": Fraction(count(answered, "in_time"), len(answered)) if answered else None,
        "so_far": {"rows": len(waiting), "median": median(waiting)},
    }


ENTRIES = (
    Kpi(
        code="lead_conversion",
        label=_("Lead conversion"),
        rule=_(
            "Leads opened in the period that have become paying customers so far, divided by leads opened in the period."
        ),
        unit=Unit.RATIO,
        shape=Shape.RATIO,
        facts=lead_conversion,
        dimensions=LEAD,
        also=_declared,
        flags=frozenset({"stage"}),
        where=("account", "has_customer"),
    ),
    Kpi(
        code="lead_conversion_period",
        label=_("Conversions in the period"),
        rule=_("Conversions that happened in the period divided by leads opened in the period; can pass 100%."),
        unit=Unit.RATIO,
        shape=Shape.RATIO,
        facts=lead_conversion_period,
        dimensions=LEAD,
        also=_declared,
        flags=frozenset({"stage"}),
        where=("account", "has_customer"),
    ),
    Kpi(
        code="response_time",
        label=_("First answer"),
        rule=_(
            "Working minutes from the arrival of a lead to the first human reply, of leads opened in the period: the median."
        ),
        unit=Unit.MINUTES,
        shape=Shape.MEDIAN,
        facts=response_time,
        dimensions=LEAD,
        also=_waiting,
        where=("account", "has_customer"),
    ),
)
