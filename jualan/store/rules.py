"""What an order's word means for money, and what a customer's buying adds up to."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

ORDER_WORDS: Mapping[str, str] = {
    "pending": "outstanding",
    "unpaid": "outstanding",
    "authorized": "outstanding",
    "expired": "outstanding",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "voided": "cancelled",
    "void": "cancelled",
    "unavailable": "cancelled",
    "failed": "cancelled",
    "partially_paid": "partly_paid",
    "partly_paid": "partly_paid",
    "on_terms": "on_terms",
    "test": "test",
    "paid": "paid",
    "partially_refunded": "paid",
    "refunded": "paid",
    "": "paid",
}
"""The words of a file that are known; any other word is a paid order."""

COUNTED = frozenset({"paid", "partly_paid", "on_terms"})
"""The states of an order that counts as a sale."""


def state_of_word(word: str) -> str:
    """Return what a file's status word means for money."""
    return ORDER_WORDS.get("_".join(word.casefold().split()), "paid")


@dataclass(frozen=True, slots=True)
class Bought:
    """One counted order of a customer; merchandise in base minor units, before and after refunds."""

    placed_on: dt.date
    merchandise_minor: int
    refunded_minor: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    orders: int = 0
    spent_minor: int = 0
    first_order_on: dt.date | None = None
    last_order_on: dt.date | None = None
    usual_gap_days: int | None = None
    expected_on: dt.date | None = None


GAPS_OF_A_HABIT = 2


def statistics(bought: Sequence[Bought]) -> Statistics:
    """Add up what a customer bought; the usual gap is the median of the days between orders."""
    days = sorted(order.placed_on for order in bought)
    if not days:
        return Statistics()
    gaps = [(later - earlier).days for earlier, later in pairwise(days) if later > earlier]
    usual = median_low(gaps) if gaps else None
    return Statistics(
        orders=len(days),
        spent_minor=sum(order.merchandise_minor - order.refunded_minor for order in bought),
        first_order_on=days[0],
        last_order_on=days[-1],
        usual_gap_days=usual,
        expected_on=days[-1] + dt.timedelta(days=usual) if usual and len(gaps) >= GAPS_OF_A_HABIT else None,
    )


@dataclass(frozen=True, slots=True)
class OrdersChanged:
    """Event: orders of these accounts were written; at most some thousands at a time."""

    account_ids: tuple[int, ...]
