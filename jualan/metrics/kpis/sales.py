"""KPIs of deals: cycle, win rates, pipeline, stages."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from jualan.core.money import share
from jualan.leads.models import LeadConversion
from jualan.metrics.kpis.entry import CUSTOMER, PEOPLE, TIME, Kpi, shares, total
from jualan.metrics.queries.asking import Asked
from jualan.metrics.queries.deals import Deal, Stay, deal_credits, deals, stage_order, stays
from jualan.metrics.queries.dimensions import Book
from jualan.metrics.rules import Fact, Money, Shape, Ties, Unit, median, percentile

DEAL = (*TIME, *PEOPLE, "source", "channel", "product", "category", "pipeline", *CUSTOMER, "currency")
WHERE = ("account", "has_customer")
_OUT_OF_RATE = frozenset({"invalid", "duplicate"})


def _trashed(deal: Deal, day: dt.date | None) -> Fact | None:
    return Fact("opportunity", deal.id, deal.ties(day), reason="trashed") if deal.is_trashed else None


def _cycle(asked: Asked, book: Book, starts: Mapping[int, dt.date | None] | None) -> list[Fact]:
    """Return one fact a won deal with the days from its start to its win; split deals stand with each credited person."""
    credited = deal_credits()
    found = []
    for deal in deals(asked, book):
        if deal.kind != "won" or not asked.covers(deal.closed_on):
            continue
        if gone := _trashed(deal, deal.closed_on):
            found.append(gone)
            continue
        start = deal.opened_on if starts is None else starts.get(deal.id)
        reason = _no_start(deal, start, starts)
        measure = (deal.closed_on - start).days if deal.closed_on and start and not reason else None
        people: list[int | None] = []
        if asked.by in PEOPLE or _by_people(asked):
            people += [user for user, _bps in credited.get(deal.id, ())]
        for owner in people or [deal.owner if deal.id in credited else None]:
            ties = deal.ties(deal.closed_on, owner)
            found.append(Fact("opportunity", deal.id, ties, measure=measure, reason=reason))
    return found


def _by_people(asked: Asked) -> bool:
    return any(field in asked.where for field in PEOPLE)


def _no_start(deal: Deal, start: dt.date | None, starts: Mapping[int, dt.date | None] | None) -> str:
    if starts is not None and deal.id not in starts:
        return "no_lead"
    if start is None:
        return "no_created_date"
    return "negative" if deal.closed_on and deal.closed_on < start else ""


def sales_cycle_days(asked: Asked, book: Book) -> list[Fact]:
    return _cycle(asked, book, None)


def lead_to_won_days(asked: Asked, book: Book) -> list[Fact]:
    rows = LeadConversion.objects.order_by("-pk").values_list("opportunity_id", "lead__opened_on")
    return _cycle(asked, book, dict(rows))


def _closing(asked: Asked, book: Book, deal: Deal, day: dt.date | None, credited: Mapping[int, Any]) -> list[Fact]:
    """Return the facts of one closed deal: a win stands with those credited, a loss with its owner of that day."""
    is_won = deal.kind == "won"
    reason = "trashed" if deal.is_trashed else deal.lost_kind if deal.lost_kind in _OUT_OF_RATE else ""
    owner = book.owner_on("opportunity", deal.id, day, deal.owner)
    amount = deal.base_minor or 0
    also = {"won_amount": amount if is_won else 0, "amount": amount, "has_amount": deal.base_minor is not None}
    people = [user for user, _bps in credited.get(deal.id, ())] if is_won else [owner]
    if is_won and not (asked.by in PEOPLE or _by_people(asked)):
        people = people[:1]
    return [
        Fact(
            "opportunity",
            deal.id,
            deal.ties(day, owner=who) if who else _nobodys(deal, day),
            int(is_won),
            1,
            reason=reason,
            also=also,
        )
        for who in people or [None]
    ]


def _nobodys(deal: Deal, day: dt.date | None) -> Ties:
    return deal.ties(day, owner=None)


def win_rate(asked: Asked, book: Book) -> list[Fact]:
    credited = deal_credits()
    found: list[Fact] = []
    for deal in deals(asked, book):
        if deal.kind in {"won", "lost"} and asked.covers(deal.closed_on):
            found += _closing(asked, book, deal, deal.closed_on, credited)
    return found


def win_rate_cohort(asked: Asked, book: Book) -> list[Fact]:
    """Deals opened in the period, whatever became of them; those without an opening day are left out of any period."""
    found = []
    for deal in deals(asked, book):
        if deal.opened_on is not None and not asked.covers(deal.opened_on):
            continue
        reason = "trashed" if deal.is_trashed else "" if deal.opened_on else "no_created_date"
        if not reason and deal.lost_kind in _OUT_OF_RATE:
            reason = deal.lost_kind
        is_won = deal.kind == "won"
        also = {
            "won_amount": deal.base_minor or 0 if is_won else 0,
            "amount": deal.base_minor or 0,
            "has_amount": deal.base_minor is not None,
            "cycle": (deal.closed_on - deal.opened_on).days if is_won and deal.closed_on and deal.opened_on else None,
            "opened": deal.opened_on,
            "cut": asked.cut.day,
        }
        found.append(Fact("opportunity", deal.id, deal.ties(deal.opened_on), int(is_won), 1, reason=reason, also=also))
    return found


def _by_value(facts: Sequence[Fact]) -> dict[str, Any]:
    whole = total(facts, "amount")
    has_any = any(fact.also.get("has_amount") for fact in facts)
    return {"by_value": Fraction(total(facts, "won_amount"), whole) if has_any and whole else None}


def _maturity(facts: Sequence[Fact]) -> dict[str, Any]:
    """A cohort is immature until the p90 cycle of its own wins has passed since its last opening."""
    cycles = sorted(fact.also["cycle"] for fact in facts if fact.also.get("cycle") is not None)
    opened = [fact.also["opened"] for fact in facts if fact.also.get("opened")]
    if not cycles or not opened:
        return {**_by_value(facts), "immature": bool(opened)}
    passed = (facts[0].also["cut"] - max(opened)).days
    return {**_by_value(facts), "immature": passed < percentile(cycles, 90)}


def _open_deals(asked: Asked, book: Book, *, is_weighted: bool) -> list[Fact]:
    chances = {pk: bps for pk, (_kind, _place, bps) in stage_order().items()}
    found = []
    for deal in deals(asked, book):
        if deal.kind != "open":
            continue
        minor = deal.base_minor if deal.has_amount else deal.estimate_minor
        chance = chances.get(deal.stage or 0)
        reason = _not_in_pipeline(asked, deal, minor, chance, is_weighted=is_weighted)
        value = minor or 0
        if is_weighted and not reason:
            value = share(value, chance or 0)
        place = _when(asked, deal.expected_on)
        also = {place: value, "estimated": value if not deal.has_amount else 0} if not reason else {}
        ties = deal.ties(deal.expected_on)
        found.append(Fact("opportunity", deal.id, ties, value, reason=reason, also=also))
    return found


def _not_in_pipeline(asked: Asked, deal: Deal, minor: int | None, chance: int | None, *, is_weighted: bool) -> str:
    if deal.is_trashed:
        return "trashed"
    if deal.expected_on and deal.expected_on > asked.end:
        return "later"
    if minor is None:
        return "no_rate" if deal.has_amount else "no_amount"
    return "no_probability" if is_weighted and chance is None else ""


def _when(asked: Asked, day: dt.date | None) -> str:
    if day is None:
        return "no_date"
    return "overdue" if day < asked.start else "due"


def _parts(facts: Sequence[Fact]) -> dict[str, Any]:
    return {name: Money(total(facts, name)) for name in ("due", "overdue", "no_date", "estimated")}


def pipeline_value(asked: Asked, book: Book) -> list[Fact]:
    return _open_deals(asked, book, is_weighted=False)


def weighted_pipeline(asked: Asked, book: Book) -> list[Fact]:
    return _open_deals(asked, book, is_weighted=True)


def _deal_by_id(asked: Asked, book: Book) -> dict[int, Deal]:
    return {deal.id: deal for deal in deals(asked, book) if not deal.is_trashed}


def stage_conversion(asked: Asked, book: Book) -> list[Fact]:
    """One fact a deal and stage entered in the period: passed when a later move led to a later open stage or a win.

    A loss never passes; a deal whose only history is what a file declared stands in the group `no_history`.
    """
    order, known = stage_order(), _deal_by_id(asked, book)
    found = []
    history = stays(asked)
    for pk, deal in known.items():
        rows = history.get(pk, [])
        if all(stay.cause == "imported" for stay in rows):
            day = deal.opened_on
            if day is None or asked.covers(day):
                ties = deal.ties(day, stage_label="no_history")
                found.append(Fact("opportunity", pk, ties, int(deal.kind == "won"), 1))
            continue
        for stage, place in _entered(asked, rows, order).items():
            passed = any(_is_beyond(stay, order[stage][1], order) for stay in rows[place + 1 :])
            ties = deal.ties(rows[place].entered_on, stage=stage)
            found.append(Fact("opportunity", pk, ties, int(passed), 1))
    return found


def _entered(asked: Asked, rows: Sequence[Stay], order: Mapping[int, tuple[str, int, int | None]]) -> dict[int, int]:
    """Return the open stages first entered in the period, with the place of that entry in the history."""
    found: dict[int, int] = {}
    for place, stay in enumerate(rows):
        if order[stay.stage][0] == "open" and asked.covers(stay.entered_on):
            found.setdefault(stay.stage, place)
    return found


def _is_beyond(stay: Stay, position: int, order: Mapping[int, tuple[str, int, int | None]]) -> bool:
    kind, place, _bps = order[stay.stage]
    return kind == "won" or (kind == "open" and place > position)


def time_in_stage(asked: Asked, book: Book) -> list[Fact]:
    """One fact a deal and stage left in the period: the days of all its stays there; open stays stand apart as so far.

    A stay whose beginning or end nobody knows (a file declares states, not moments) has no length.
    """
    order, known = stage_order(), _deal_by_id(asked, book)
    now = asked.cut.moment or dt.datetime.now(dt.UTC)
    found = []
    for pk, rows in stays(asked).items():
        deal = known.get(pk)
        if deal is None:
            continue
        done: dict[int, int] = defaultdict(int)
        last: dict[int, dt.date | None] = {}
        for stay, after in zip(rows, [*rows[1:], None], strict=True):
            if order[stay.stage][0] != "open" or stay.entered_at is None or (after and stay.left_at is None):
                continue
            end = stay.left_at or now
            done[stay.stage] += max(0, int((end - stay.entered_at).total_seconds()))
            last[stay.stage] = after.entered_on if after else stay.entered_on
        current = rows[-1].stage
        for stage, seconds in done.items():
            if not asked.covers(last[stage]):
                continue
            days = seconds // 86_400
            is_open = stage == current
            ties = deal.ties(last[stage], stage=stage)
            also = {"so_far": days} if is_open else {}
            found.append(Fact("opportunity", pk, ties, measure=None if is_open else days, also=also))
    return found


def _so_far(facts: Sequence[Fact]) -> dict[str, Any]:
    waiting = sorted(fact.also["so_far"] for fact in facts if "so_far" in fact.also)
    return {"so_far": {"rows": len(waiting), "median": median(waiting)}}


def won_amounts(deal: Deal, credited: Mapping[int, Sequence[tuple[int, int]]]) -> list[tuple[int | None, int]]:
    """Return (person, part of the amount) of a won deal; one part of nobody for a house account."""
    minor = deal.base_minor or 0
    people = credited.get(deal.id)
    return [(None, minor)] if not people else [(user, part) for user, part in shares(minor, people)]


ENTRIES = (
    Kpi(
        code="sales_cycle_days",
        label=_("Sales cycle"),
        rule=_("Whole days from the opening of a deal to its win, of the deals won in the period: the median."),
        unit=Unit.DAYS,
        shape=Shape.MEDIAN,
        facts=sales_cycle_days,
        dimensions=DEAL,
        where=WHERE,
    ),
    Kpi(
        code="lead_to_won_days",
        label=_("From lead to win"),
        rule=_(
            "Whole days from the opening of the lead to the win of its deal, of the deals won in the period: the median."
        ),
        unit=Unit.DAYS,
        shape=Shape.MEDIAN,
        facts=lead_to_won_days,
        dimensions=DEAL,
        where=WHERE,
    ),
    Kpi(
        code="win_rate",
        label=_("Win rate"),
        rule=_("Deals won divided by deals closed (won and lost), closed in the period."),
        unit=Unit.RATIO,
        shape=Shape.RATIO,
        facts=win_rate,
        dimensions=DEAL,
        also=_by_value,
        where=WHERE,
    ),
    Kpi(
        code="win_rate_cohort",
        label=_("Win rate of deals opened"),
        rule=_("Deals won so far divided by deals opened in the period. Immature until most of the cycle has passed."),
        unit=Unit.RATIO,
        shape=Shape.RATIO,
        facts=win_rate_cohort,
        dimensions=DEAL,
        also=_maturity,
        where=WHERE,
    ),
    Kpi(
        code="pipeline_value",
        label=_("Pipeline"),
        rule=_(
            "The sum of all open deals that are due by the end of the period, overdue or without a date; list price where no amount is stated."
        ),
        unit=Unit.MONEY,
        shape=Shape.SUM,
        facts=pipeline_value,
        dimensions=(*DEAL, "stage"),
        also=_parts,
        where=WHERE,
    ),
    Kpi(
        code="weighted_pipeline",
        label=_("Weighted pipeline"),
        rule=_("The sum of open deals, each multiplied by the probability of its stage."),
        unit=Unit.MONEY,
        shape=Shape.SUM,
        facts=weighted_pipeline,
        dimensions=(*DEAL, "stage"),
        also=_parts,
        where=WHERE,
    ),
    Kpi(
        code="stage_conversion",
        label=_("Stage conversion"),
        rule=_("Deals that went on to a later stage divided by deals that entered the stage in the period."),
        unit=Unit.RATIO,
        shape=Shape.RATIO,
        facts=stage_conversion,
        dimensions=(*DEAL, "stage"),
        where=WHERE,
    ),
    Kpi(
        code="time_in_stage",
        label=_("Time in stage"),
        rule=_("Days that a deal spent in a stage, all its stays added up, of stages left in the period: the median."),
        unit=Unit.DAYS,
        shape=Shape.MEDIAN,
        facts=time_in_stage,
        dimensions=(*DEAL, "stage"),
        also=_so_far,
        where=WHERE,
    ),
)
