"""The proof works out every KPI again, and finds a fault in each."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from jualan.accounts.models import Contact
from jualan.accounts.rules import PersonFacts
from jualan.core.models import ClosedDay
from jualan.leads.actions import capture_lead, convert_lead, set_status, stop_clock
from jualan.leads.models import DisqualifyReason, Lead, LeadStatus
from jualan.metrics import catalogue
from jualan.metrics.actions import add_cost
from jualan.metrics.kpis import money, sales
from jualan.metrics.management.commands.prove import prove_kpis
from jualan.metrics.prove.business import Business
from jualan.metrics.prove.clocks import Clocks
from jualan.metrics.prove.kpis import FIGURES, proven
from jualan.metrics.prove.raw import home
from jualan.metrics.queries import deals as deal_queries
from jualan.metrics.queries import sales as sale_queries
from jualan.people.actions import change_workspace
from jualan.people.policy import SYSTEM
from jualan.pipeline.actions import add_opportunity, move_stage
from jualan.pipeline.models import LostReason, Opportunity, Stage
from jualan.store.actions import refund_order, take_order, take_payment
from jualan.store.models import Order
from tests.cast import Cast

pytestmark = pytest.mark.django_db
KUALA_LUMPUR = ZoneInfo("Asia/Kuala_Lumpur")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=KUALA_LUMPUR)


def ask(cast: Cast, name: str, arrived: str, replied: str = "") -> Lead:
    lead = capture_lead(PersonFacts(name), title=name, owner=cast.rep, arrived_at=at(arrived), actor=SYSTEM).lead
    if replied:
        stop_clock(lead, at(replied), actor=SYSTEM)
    return lead


def go(deal: Opportunity, *moves: tuple[str, str], reason: str = "price") -> None:
    for code, moment in moves:
        why = LostReason.objects.get(code=reason) if code == "lost" else None
        move_stage(deal, Stage.objects.get(code=code), lost_reason=why, happened_at=at(moment), actor=SYSTEM)


def buy(buyer: Contact, number: str, day: str, price: int, *, is_paid: bool = True) -> Order:
    line = {"title": "Lamp", "quantity_milli": 1000, "unit_price_micro": price * 10_000}
    values = {"number": number, "buyer": buyer, "placed_on": dt.date.fromisoformat(day)}
    order = take_order({**values, "state": "paid" if is_paid else "outstanding"}, [line], actor=SYSTEM)
    if is_paid and price:
        take_payment(order, price, paid_on=order.placed_on, actor=SYSTEM)
    return order


@pytest.fixture
def business(cast: Cast, clock: object) -> None:
    """Three months in which everything happens that a KPI counts or leaves out."""
    tan = ask(cast, "Tan", "01-05T10:00", "01-05T11:30")
    won = convert_lead(tan, {"amount_minor": 1_480_000}, actor=SYSTEM, happened_at=at("01-06T10:00"))
    go(won, ("qualified", "01-08T10:00"), ("negotiation", "01-15T10:00"), ("won", "02-10T10:00"))
    muthu = ask(cast, "Muthu", "01-09T17:30", "01-12T09:20")
    go(convert_lead(muthu, {"amount_minor": 5}, actor=SYSTEM, happened_at=at("01-13T10:00")), ("lost", "02-12T10:00"))
    spam = ask(cast, "Spam", "01-10T10:00")
    why = DisqualifyReason.objects.get(code="spam")
    set_status(spam, LeadStatus.objects.get(kind="disqualified"), reason=why, actor=SYSTEM)
    aisyah, siti = ask(cast, "Aisyah", "02-03T10:00").contact, Contact.objects.create(full_name="Siti", name_key="siti")
    odd = convert_lead(ask(cast, "Odd", "02-05T10:00"), {}, actor=SYSTEM, happened_at=at("02-06T10:00"))
    go(odd, ("lost", "02-20T10:00"), reason="invalid")
    back = {"name": "Backdated", "opened_on": dt.date(2026, 2, 20), "amount_minor": 7}
    go(add_opportunity(back, actor=SYSTEM, owner=cast.rep), ("won", "02-10T10:00"))
    for name, due, stage in (("Due", "2026-02-20", "qualified"), ("Later", "2026-06-30", "new")):
        values = {"name": name, "amount_minor": 335, "expected_close_on": dt.date.fromisoformat(due)}
        start = Stage.objects.get(code=stage)
        add_opportunity(values | {"opened_on": dt.date(2026, 2, 1)}, stage=start, actor=SYSTEM, owner=cast.rep)
    buy(siti, "S1", "2025-12-10", 9_000)
    buy(siti, "S2", "2026-01-12", 9_000, is_paid=False)
    buy(tan.contact, "T1", "2026-01-20", 12_000)
    refund_order(buy(tan.contact, "T2", "2026-02-15", 3_000), 500, refunded_on=dt.date(2026, 2, 25), actor=SYSTEM)
    buy(aisyah, "A1", "2026-02-20", 4_000)
    buy(aisyah, "A2", "2026-02-21", 0)
    for month in (1, 2):
        add_cost({"month": dt.date(2026, month, 1), "kind": "media", "amount_minor": 100_000 * month}, actor=SYSTEM)


def found() -> set[str]:
    return {difference.check for difference in prove_kpis()[1]}


def test_every_kpi_of_the_catalogue_is_proven() -> None:
    assert set(FIGURES) == set(catalogue.catalogue())


def test_a_true_business_has_no_difference(business: None) -> None:
    checked, differences = prove_kpis()

    assert (checked, differences) == (len(FIGURES) * 3 + 1, [])


def test_every_figure_has_a_value_to_prove(business: None) -> None:
    here = home()
    business_now = Business(here)

    assert {c for c, figure, start, end in proven(here) if figure(business_now, start, end)[0] is not None} == set(
        FIGURES
    )


def _shifted(changes: Any) -> list[deal_queries.Stay]:
    day = dt.timedelta(days=1)
    return [replace(stay, entered_at=stay.entered_at and stay.entered_at - day) for stay in _STAYS(changes)]


def _money_in(asked: Any) -> list[Any]:
    return [paid for paid in _PAYMENTS(asked) if (paid.minor or 0) > 0]


def _half_a_month_late(asked: Any) -> tuple[dt.date, dt.date]:
    start, end = _BEFORE(asked)
    return start + dt.timedelta(days=15), end


def _counts(*_args: Any, **_more: Any) -> str:
    return ""


_STAYS, _PAYMENTS, _BEFORE, _CYCLE = deal_queries._stays, sale_queries.payments, money._before, sales._cycle
FAULTS: dict[str, tuple[str, Any]] = {
    "lead_conversion": ("queries.leads._LEFT_OUT", frozenset()),
    "lead_conversion_period": ("kpis.leads._day_reached", lambda asked, lead: lead.opened_on),
    "response_time": ("kpis.leads.leads", lambda asked, book: []),
    "sales_cycle_days": ("kpis.sales._no_start", _counts),
    "lead_to_won_days": ("kpis.sales._cycle", lambda asked, book, starts: _CYCLE(asked, book, None)),
    "win_rate": ("kpis.sales._OUT_OF_RATE", frozenset()),
    "win_rate_cohort": ("kpis.sales._OUT_OF_RATE", frozenset()),
    "stage_conversion": ("kpis.sales._is_beyond", lambda stay, place, order: order[stay.stage][1] > place),
    "time_in_stage": ("queries.deals._stays", _shifted),
    "pipeline_value": ("kpis.sales._not_in_pipeline", _counts),
    "weighted_pipeline": ("kpis.sales.share", lambda minor, bps: minor * bps // 10_000),
    "revenue": ("kpis.store.refunds", lambda asked, known: []),
    "new_revenue": ("kpis.store.first_sales", lambda cut: {}),
    "repeat_revenue": ("kpis.store.first_sales", lambda cut: {}),
    "money_received": ("kpis.store.payments", _money_in),
    "sales_growth": ("kpis.money._before", _half_a_month_late),
    "aov": ("queries.sales._reason", _counts),
    "repeat_rate": ("queries.sales._reason", _counts),
    "churn_inactive": ("queries.sales._reason", _counts),
    "cac": ("kpis.money.pro_rata", lambda amount, month, start, end: amount),
}


@pytest.mark.parametrize("code", FIGURES)
def test_a_fault_of_the_engine_is_found(code: str, business: None, monkeypatch: pytest.MonkeyPatch) -> None:
    place, fault = FAULTS[code]
    monkeypatch.setattr(f"jualan.metrics.{place}", fault)

    assert f"kpi_{code}" in found()


def test_stored_minutes_that_no_clock_counted_are_found(business: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE leads_lead SET reply_minutes = reply_minutes + 1")

    assert found() == {"kpi_response_time"}


def test_hours_and_closed_days_of_later_change_no_answer_of_before(business: None, clock: Any) -> None:
    clock.shift(dt.timedelta(minutes=1))
    change_workspace({"opens_at": dt.time(11), "state": "02"}, actor=SYSTEM)
    ClosedDay.objects.create(day=dt.date(2026, 1, 5))

    assert found() == set()


def test_a_stay_whose_end_nobody_knows_has_no_length(business: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pipeline_stagechange SET happened_at = NULL, cause = 'imported' WHERE from_stage_id IS NOT NULL"
        )

    assert found() == set()


@pytest.mark.parametrize("state", ["01", "02", "03", "10", "11", "13", ""])
def test_two_ways_of_counting_working_time_agree(
    state: str, born: None, working_minutes_of: Callable[..., int]
) -> None:
    clocks = Clocks(home())
    for place in range(0, 500, 7):
        start = dt.datetime(2024, 10, 1, place % 24, place % 60, 30, tzinfo=KUALA_LUMPUR) + dt.timedelta(days=place)
        end = start + dt.timedelta(hours=place % 90, minutes=11)

        assert clocks.minutes(0, state, start, end) == working_minutes_of(state, start, end), (state, start, end)


@pytest.fixture
def working_minutes_of() -> Callable[..., int]:
    from jualan.core.working_time import calendar_of, working_minutes  # noqa: PLC0415 the engine's, beside the proof's

    return lambda state, start, end: working_minutes(start, end, calendar_of(state))
