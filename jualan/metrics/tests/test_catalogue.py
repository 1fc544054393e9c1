"""KPIs on small, known businesses."""

import datetime as dt
from fractions import Fraction

import pytest

from jualan.core.errors import RuleBroken
from jualan.metrics.catalogue import answer, catalogue
from jualan.metrics.forms import read_asked
from jualan.metrics.rules import Result, as_json
from jualan.people.policy import SYSTEM
from jualan.pipeline.actions import add_opportunity, move_stage
from jualan.pipeline.models import LostReason, Opportunity, Stage
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = dt.datetime(2026, 2, 10, 4, tzinfo=dt.UTC)


def ask(code: str, **typed: object) -> Result:
    return answer(read_asked(code, {"from": "2026-02-01", "to": "2026-02-28", **typed}, viewer=SYSTEM))


def deal(cast: Cast, amount: int | None, opened: dt.date = dt.date(2026, 2, 1)) -> Opportunity:
    values = {"name": "Curtains", "amount_minor": amount, "opened_on": opened}
    return add_opportunity(values, actor=SYSTEM, owner=cast.rep)


@pytest.fixture
def two_won_one_lost(cast: Cast, clock: object) -> None:
    for amount, days in ((10_000, 5), (30_000, 9)):
        won = deal(cast, amount)
        move_stage(won, Stage.objects.get(code="won"), actor=SYSTEM, happened_at=DAY + dt.timedelta(days=days - 9))
    lost = deal(cast, 60_000)
    reason = LostReason.objects.get(code="price")
    move_stage(lost, Stage.objects.get(code="lost"), actor=SYSTEM, lost_reason=reason, happened_at=DAY)


def test_win_rate_by_count_and_value(two_won_one_lost: None) -> None:
    found = ask("win_rate").whole

    assert (found.value, found.numerator, found.denominator) == (Fraction(2, 3), 2, 3)
    assert found.also["by_value"] == Fraction(40_000, 100_000)


def test_cycle_is_median_with_mean(two_won_one_lost: None) -> None:
    found = ask("sales_cycle_days").whole

    assert (found.value, found.also["mean"], found.rows) == (Fraction(7), Fraction(7), 2)


def test_revenue_by_rep_is_credited(two_won_one_lost: None, cast: Cast) -> None:
    found = ask("revenue", by="rep")

    assert [(group.label, group.value) for group in found.groups] == [("Farah Nadia", 40_000)]
    assert as_json(found)["value"] == {"amount": "400.00", "currency": "MYR"}


def test_reopened_win_leaves_every_number(two_won_one_lost: None) -> None:
    won = Opportunity.objects.filter(stage_kind="won").order_by("pk")[0]
    move_stage(won, Stage.objects.get(code="negotiation"), actor=SYSTEM)

    assert ask("win_rate").whole.denominator == 2
    assert ask("win_rate", as_of="2026-02-20").whole.denominator == 3
    assert ask("revenue").whole.value == 30_000


def test_nothing_to_divide_by_is_no_value(cast: Cast) -> None:
    assert ask("win_rate").whole.value is None


def test_unknown_dimension_is_refused_by_name(cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refusal:
        ask("aov", by="stage")
    assert refusal.value.facts["dimension"] == "stage"


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_kpi_answers_an_empty_home(code: str, cast: Cast) -> None:
    result = ask(code)

    assert result.whole.rows == 0
    assert result.whole.value in (None, 0)


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_kpi_groups_by_every_dimension_it_allows(code: str, two_won_one_lost: None) -> None:
    for dimension in catalogue()[code].dimensions:
        as_json(ask(code, by=dimension))
