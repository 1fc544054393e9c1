"""Facts, words and signs of deals: their page, their cards, their list."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from jualan.activities.rules import Light, light
from jualan.core.facts import Fact, fact_url
from jualan.core.templatetags.ui import amount, card_amount, money_text
from jualan.core.templatetags.ui_format import NONE, age, day, duration, phone_words, short_day
from jualan.core.workspace import base_currency
from jualan.pipeline.models import Opportunity, Stage, StageKind
from jualan.pipeline.queries import BoardColumn, Proposal
from jualan.pipeline.rules import is_stale, weighted

STATES: Mapping[str, object] = {
    "open": pgettext_lazy("deal", "Open"),
    "won": pgettext_lazy("deal", "Won"),
    "lost": pgettext_lazy("deal", "Lost"),
}
CATEGORIES: Mapping[str, object] = {
    "pipeline": pgettext_lazy("forecast", "Possible"),
    "best_case": pgettext_lazy("forecast", "Best case"),
    "commit": pgettext_lazy("forecast", "Commit"),
    "omitted": pgettext_lazy("forecast", "Left out"),
}
CONTACT_FACTS = ("full_name", "phone", "email")


def who(deal: Opportunity) -> str:
    """Return who the deal is for in one name."""
    return str(deal.account or deal.contact or "")


def need_facts(deal: Opportunity, *, may_edit: bool) -> list[Fact]:
    """Return what the deal is about and what it is worth."""
    values: dict[str, tuple[str, Any]] = {
        "need": (_("What"), deal.need or NONE),
        "product": (_("Product"), str(deal.product or deal.product_text or NONE)),
        "quantity_milli": (_("How many"), quantity_words(deal.quantity_milli)),
        "amount_minor": (_("Amount"), amount_words(deal)),
        "expected_close_on": (_("Expected close"), day(deal.expected_close_on)),
        "forecast_category": (_("Forecast"), CATEGORIES[deal.forecast_category]),
        "source": (_("Source"), str(deal.source) if deal.source else NONE),
    }
    return [_fact(deal, name, label, value, may_edit=may_edit) for name, (label, value) in values.items()]


def contact_facts(deal: Opportunity, *, may_edit: bool) -> list[Fact]:
    contact = deal.contact
    if contact is None:
        return []
    values = {
        "full_name": (_("Name"), contact.full_name or NONE),
        "phone": (_("Phone"), phone_words(contact.phone) if contact.phone else NONE),
        "email": (_("E-mail"), contact.email or NONE),
    }
    return [_fact(deal, name, label, value, may_edit=may_edit) for name, (label, value) in values.items()]


def _fact(deal: Opportunity, name: str, label: str, value: Any, *, may_edit: bool) -> Fact:
    return Fact(name, label, value, fact_url("pipeline:opportunity-fact", deal.pk, name, may_edit=may_edit))


def fact(deal: Opportunity, name: str) -> Fact:
    """Return one fact of a deal that the viewer has just changed."""
    facts = [*need_facts(deal, may_edit=True), *contact_facts(deal, may_edit=True)]
    return next(item for item in facts if item.name == name)


def quantity_words(quantity_milli: int) -> str:
    return f"{quantity_milli / 1000:,g}"


def amount_words(deal: Opportunity) -> str:
    """Return the stated amount in its own currency, or the estimate marked as one."""
    if deal.amount_minor is not None:
        return money_text(deal.amount_minor, deal.currency)
    if deal.estimate_minor is not None:
        return format_html('<span class="dim">≈ {}</span>', money_text(deal.estimate_minor, base_currency()))
    return NONE


def weighted_words(deal: Opportunity) -> str:
    value = deal.worth_minor
    part = None if value is None else weighted(value, deal.stage.probability_bps)
    return money_text(part, base_currency())


_REASONS: Mapping[str, object] = {
    "break": gettext_lazy("quantity price of %(list)s"),
    "list_discount": gettext_lazy("price list %(list)s"),
    "list_price": gettext_lazy("list price"),
}


def proposal_words(proposal: Proposal) -> str:
    """Return a proposed price as a sentence part: RM 96.00 each, price list borong."""
    each = money_text(round(proposal.unit_price_micro / 10_000), proposal.currency)
    why = str(_REASONS[proposal.reason]) % {"list": proposal.price_list}
    return _("%(price)s each, %(why)s") % {"price": each, "why": why}


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stage as a word over the record; `url` moves the deal there."""

    label: str
    done: bool
    current: bool
    url: str
    age: str = ""


def stage_steps(deal: Opportunity, stages: Sequence[Stage], *, may_edit: bool) -> list[StageStep]:
    """Return the open stages as words, and the closing one where the deal stands closed."""
    is_open = deal.stage_kind == StageKind.OPEN
    steps = []
    for stage in stages:
        is_here = stage.pk == deal.stage_id
        if stage.kind != StageKind.OPEN and not is_here:
            continue
        url = (
            reverse("pipeline:opportunity-stage", args=[deal.pk, stage.pk])
            if may_edit and is_open and not is_here
            else ""
        )
        stood = age(deal.stage_since_on) if is_here and is_open else ""
        is_done = stage.position < deal.stage.position and deal.stage_kind != StageKind.LOST
        steps.append(StageStep(str(stage.name), done=is_done, current=is_here, url=url, age=stood))
    return steps


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    name: str
    is_met: bool
    is_required: bool


def criteria(deal: Opportunity) -> list[Criterion]:
    """Return the exit criteria of the present stage, each with its tick."""
    return [
        Criterion(item["code"], criterion_name(item), item["code"] in deal.criteria_met, bool(item.get("required")))
        for item in deal.stage.exit_criteria
    ]


def criterion_name(item: Mapping[str, Any]) -> str:
    name = item.get("name", item["code"])
    return (
        name.get(get_language() or "en") or next(iter(name.values()), item["code"])
        if isinstance(name, dict)
        else str(name)
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A deal on the board."""

    id: int
    href: str
    title: str
    who: str
    amount: str
    kind: str
    step: str
    age: str
    stale: bool
    version: int


def card_of(deal: Opportunity, stage: Stage, as_of: dt.date) -> Card:
    lamp = light(deal.next_step_on, as_of)
    stale = is_stale(deal.stage_since_on, stage.stale_days, as_of)
    stood = age(deal.stage_since_on, short=True) if deal.stage_since_on else ""
    if stale:
        stood = _("%(age)s, stale") % {"age": stood}
    elif lamp is Light.LATE and deal.next_step_on:
        stood = _("%(age)s late") % {"age": duration((as_of - deal.next_step_on).days * 86_400, short=True)}
    return Card(
        id=deal.pk,
        href=deal.get_absolute_url(),
        title=deal.name,
        who=who(deal),
        amount=card_amount(deal.worth_minor, base_currency()),
        kind=lamp.value,
        step=_step_words(deal, lamp),
        age=stood,
        stale=stale,
        version=deal.version,
    )


def _step_words(deal: Opportunity, lamp: Light) -> str:
    if lamp is Light.PLANNED and deal.next_step_on:
        return _("%(what)s, %(day)s") % {"what": deal.next_step_text, "day": short_day(deal.next_step_on)}
    return deal.next_step_text


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The figures over a column of the board, in words."""

    id: int
    title: str
    count: int
    total: str
    href: str
    weighted: str
    hint: str


def column_head(column: BoardColumn, narrowed: str) -> ColumnHead:
    stage = column.stage
    currency = base_currency()
    chance = ""
    if column.weighted_minor is not None and stage.probability_bps is not None:
        chance = f"{stage.probability_bps // 100}% = {card_amount(column.weighted_minor, currency)}"
    return ColumnHead(
        id=stage.pk,
        title=str(stage.name),
        count=column.count,
        total=amount(column.total_minor, currency),
        href=f"{reverse('pipeline:opportunity-list')}?state=open&stage={stage.pk}{narrowed}",
        weighted=chance,
        hint=_room(column),
    )


def _room(column: BoardColumn) -> str:
    """Say how many more cards the column should take."""
    if not column.stage.most_cards:
        return ""
    left = column.stage.most_cards - column.count
    return (
        _("room for %(count)d more") % {"count": left}
        if left > 0
        else _("%(count)d too many") % {"count": -left}
        if left
        else _("full")
    )
