"""How a deal moves, when it is stale and what it is worth, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jualan.pipeline.rules import (
    TRANSITIONS,
    Kind,
    Move,
    category_for,
    estimate,
    is_stale,
    kind_of_word,
    refusal_of,
    unmet_criteria,
    weighted,
)

OPEN, WON, LOST = Kind.OPEN, Kind.WON, Kind.LOST
DAY = dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("move", "refusal"),
    [
        (Move(OPEN, OPEN, is_forward=True, has_lost_reason=False), ""),
        (Move(OPEN, WON, is_forward=True, has_lost_reason=False), ""),
        (Move(OPEN, LOST, is_forward=True, has_lost_reason=True), ""),
        (Move(OPEN, LOST, is_forward=True, has_lost_reason=False), "lost_reason_missing"),
        (Move(WON, LOST, is_forward=True, has_lost_reason=True), "reopen_first"),
        (Move(LOST, WON, is_forward=False, has_lost_reason=False), "reopen_first"),
        (Move(WON, OPEN, is_forward=False, has_lost_reason=False), ""),
        (Move(OPEN, OPEN, is_forward=True, has_lost_reason=False, unmet=("budget",)), "criteria_unmet"),
        (Move(OPEN, WON, is_forward=True, has_lost_reason=False, unmet=("budget",)), "criteria_unmet"),
        (Move(OPEN, OPEN, is_forward=False, has_lost_reason=False, unmet=("budget",)), ""),
        (Move(OPEN, LOST, is_forward=True, has_lost_reason=True, unmet=("budget",)), ""),
    ],
)
def test_move_is_refused_for_its_reason(move, refusal):
    assert refusal_of(move) == refusal


def test_no_closed_deal_closes_otherwise_without_being_reopened():
    assert {kind: after for kind, after in TRANSITIONS.items() if kind is not OPEN} == {WON: {OPEN}, LOST: {OPEN}}


def test_only_required_criteria_without_a_tick_are_unmet():
    criteria = [{"code": "need", "required": True}, {"code": "budget", "required": True}, {"code": "nice"}]

    assert unmet_criteria(criteria, ["need"]) == ("budget",)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Closed-Won", WON),
        ("closed_won", WON),
        (" Berjaya ", WON),
        ("Tidak jadi", LOST),
        ("KALAH", LOST),
        ("Won't", OPEN),
    ],
)
def test_word_of_a_file_names_a_kind(word, kind):
    assert kind_of_word(word) is kind


@pytest.mark.parametrize(("days", "stale_days", "stale"), [(7, 7, False), (8, 7, True), (8, None, False)])
def test_deal_is_stale_after_the_days_of_its_stage(days, stale_days, stale):
    assert is_stale(DAY - dt.timedelta(days=days), stale_days, DAY) is stale


def test_deal_of_unknown_standing_is_not_stale():
    assert not is_stale(None, 7, DAY)


@pytest.mark.parametrize(("price_micro", "quantity_milli", "minor"), [(12_000_000, 3000, 3600), (None, 3000, None)])
def test_estimate_is_price_times_quantity(price_micro, quantity_milli, minor):
    assert estimate(price_micro, quantity_milli, "MYR") == minor


@given(st.integers(0, 10**13), st.integers(0, 10_000))
def test_weighted_amount_is_never_more_than_the_amount(amount, chance):
    part = weighted(amount, chance)

    assert part is not None
    assert 0 <= part <= amount


def test_weighted_amount_of_a_stage_without_a_chance_is_unknown():
    assert weighted(100, None) is None


@pytest.mark.parametrize(
    ("chance", "category"),
    [(None, "pipeline"), (4999, "pipeline"), (5000, "best_case"), (8999, "best_case"), (9000, "commit")],
)
def test_chance_suggests_a_forecast_category(chance, category):
    assert category_for(chance) == category
