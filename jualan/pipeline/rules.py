"""How a deal moves, when it is stale, what it is worth, and what is announced when it closes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jualan.core.money import WHOLE_BPS, line_total, share


class Kind(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


TRANSITIONS: Mapping[Kind, frozenset[Kind]] = {
    Kind.OPEN: frozenset({Kind.OPEN, Kind.WON, Kind.LOST}),
    Kind.WON: frozenset({Kind.OPEN}),
    Kind.LOST: frozenset({Kind.OPEN}),
}
"""Which kind of stage follows which; a closed deal is reopened before it closes otherwise."""

_WON_WORDS = frozenset({"won", "closed won", "win", "berjaya", "menang", "dapat"})
_LOST_WORDS = frozenset({"lost", "closed lost", "loss", "tak jadi", "tidak jadi", "tidak berjaya", "gagal", "kalah"})


@dataclass(frozen=True, slots=True)
class OpportunityWon:
    """Event: a deal was won (or, with `is_reopened`, its win was taken back)."""

    opportunity_id: int
    account_id: int | None
    is_reopened: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A wanted change of stage as the rule sees it."""

    from_kind: Kind
    to_kind: Kind
    is_forward: bool
    has_lost_reason: bool
    unmet: tuple[str, ...] = ()


def refusal_of(move: Move) -> str:
    """Return the code of why a move is refused, or an empty text."""
    if move.to_kind not in TRANSITIONS[move.from_kind]:
        return "reopen_first"
    if move.to_kind is Kind.LOST and not move.has_lost_reason:
        return "lost_reason_missing"
    if move.unmet and move.is_forward and move.to_kind is not Kind.LOST:
        return "criteria_unmet"
    return ""


def unmet_criteria(criteria: Sequence[Mapping[str, Any]], met: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of a stage's required exit criteria that are not ticked."""
    return tuple(c["code"] for c in criteria if c.get("required") and c["code"] not in met)


def kind_of_word(word: str) -> Kind:
    """Return the kind of a stage that a file names by a word."""
    plain = " ".join(word.casefold().replace("-", " ").replace("_", " ").split())
    if plain in _WON_WORDS:
        return Kind.WON
    return Kind.LOST if plain in _LOST_WORDS else Kind.OPEN


def is_stale(stage_since_on: dt.date | None, stale_days: int | None, as_of: dt.date) -> bool:
    """Say whether an open deal has stood in its stage for longer than the stage's own days."""
    return stale_days is not None and stage_since_on is not None and (as_of - stage_since_on).days > stale_days


def estimate(price_micro: int | None, quantity_milli: int, currency: str) -> int | None:
    """Return what a deal without a stated amount is worth by its product's price, in minor units."""
    return None if price_micro is None else line_total(price_micro, quantity_milli, currency)


def weighted(amount_minor: int, probability_bps: int | None) -> int | None:
    """Return amount × chance; None where the stage states no chance."""
    return None if probability_bps is None else share(amount_minor, probability_bps)


def category_for(probability_bps: int | None) -> str:
    """Return the forecast category that a stage's chance suggests: commit from 90 %, best case from 50 %."""
    chance = probability_bps or 0
    if chance >= WHOLE_BPS * 9 // 10:
        return "commit"
    return "best_case" if chance >= WHOLE_BPS // 2 else "pipeline"
