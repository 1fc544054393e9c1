"""Facts and words of a lead as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jualan.core.facts import Fact, fact_url
from jualan.core.templatetags.ui import money_text
from jualan.core.templatetags.ui_format import NONE, day, phone_words
from jualan.core.workspace import base_currency
from jualan.leads.models import Lead, LeadStatus
from jualan.leads.rules import CLOSED, TRANSITIONS, Kind

CONTACT_FACTS = ("full_name", "phone", "email")


def need_facts(lead: Lead, *, may_edit: bool) -> list[Fact]:
    """Return what, how many, by when, and the rest of the lead's own facts."""
    values = {
        "title": (_("What"), lead.title or NONE),
        "quantity_text": (_("How many"), lead.quantity_text or NONE),
        "needed_on": (_("By when"), day(lead.needed_on)),
        "value_minor": (_("Value"), money_text(lead.value_minor, base_currency())),
        "source": (_("Source"), str(lead.source) if lead.source else NONE),
        "company": (_("Company"), lead.company or NONE),
    }
    return [_fact(lead, name, label, value, may_edit=may_edit) for name, (label, value) in values.items()]


def contact_facts(lead: Lead, *, may_edit: bool) -> list[Fact]:
    contact = lead.contact
    values = {
        "full_name": (_("Name"), contact.full_name or NONE),
        "phone": (_("Phone"), phone_words(contact.phone) if contact.phone else NONE),
        "email": (_("E-mail"), contact.email or NONE),
    }
    return [_fact(lead, name, label, value, may_edit=may_edit) for name, (label, value) in values.items()]


def _fact(lead: Lead, name: str, label: str, value: object, *, may_edit: bool) -> Fact:
    return Fact(name, label, value, fact_url("leads:lead-fact", lead.pk, name, may_edit=may_edit))


def fact(lead: Lead, name: str) -> Fact:
    """Return one fact of a lead that the viewer has just changed."""
    facts = [*need_facts(lead, may_edit=True), *contact_facts(lead, may_edit=True)]
    return next(item for item in facts if item.name == name)


@dataclass(frozen=True, slots=True)
class Step:
    """A status as a word in the row of stages; `url` moves the lead there."""

    label: str
    done: bool
    current: bool
    url: str
    age: str = ""


def status_steps(lead: Lead, statuses: Sequence[LeadStatus], *, may_edit: bool) -> list[Step]:
    """Return the way of a lead as words; those that a click may set carry an address."""
    here = Kind(lead.status_kind)
    reachable = TRANSITIONS[here] - CLOSED if may_edit else frozenset()
    steps, is_past = [], here is not Kind.DISQUALIFIED
    for status in statuses:
        kind = Kind(status.kind)
        if kind is Kind.DISQUALIFIED and here is not kind:
            continue
        is_here = status.pk == lead.status_id
        is_past = is_past and not is_here
        url = reverse("leads:lead-status", args=[lead.pk, kind.value]) if kind in reachable and not is_here else ""
        steps.append(Step(str(status.name), done=is_past and kind is not Kind.NURTURING, current=is_here, url=url))
    return steps


def person_words(lead: Lead) -> str:
    """Return who asks: the person, and the company they said."""
    company = lead.account.name if lead.account else lead.company
    if not company or company == str(lead.contact):
        return str(lead.contact)
    return format_html("{}, {}", lead.contact, company)


def heading(lead: Lead) -> str:
    return lead.title or str(lead.contact) or pgettext("record", "Lead")
