"""How a lead moves between kinds of status, and its response clock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    NEW = "new"
    WORKING = "working"
    NURTURING = "nurturing"
    QUALIFIED = "qualified"
    CONVERTED = "converted"
    DISQUALIFIED = "disqualified"


OPEN = frozenset({Kind.NEW, Kind.WORKING, Kind.NURTURING, Kind.QUALIFIED})
CLOSED = frozenset({Kind.CONVERTED, Kind.DISQUALIFIED})

TRANSITIONS: Mapping[Kind, frozenset[Kind]] = {
    Kind.NEW: frozenset({Kind.WORKING, Kind.NURTURING, Kind.QUALIFIED, Kind.CONVERTED, Kind.DISQUALIFIED}),
    Kind.WORKING: frozenset({Kind.NURTURING, Kind.QUALIFIED, Kind.CONVERTED, Kind.DISQUALIFIED}),
    Kind.NURTURING: frozenset({Kind.WORKING, Kind.QUALIFIED, Kind.CONVERTED, Kind.DISQUALIFIED}),
    Kind.QUALIFIED: frozenset({Kind.WORKING, Kind.NURTURING, Kind.CONVERTED, Kind.DISQUALIFIED}),
    Kind.CONVERTED: frozenset({Kind.WORKING}),
    Kind.DISQUALIFIED: frozenset({Kind.WORKING}),
}
"""Which kind of status follows which; a closed lead is reopened as working."""

_WORDS: Mapping[str, Kind] = {
    "converted": Kind.CONVERTED,
    "won": Kind.CONVERTED,
    "customer": Kind.CONVERTED,
    "lost": Kind.DISQUALIFIED,
    "disqualified": Kind.DISQUALIFIED,
    "junk": Kind.DISQUALIFIED,
    "qualified": Kind.QUALIFIED,
    "nurturing": Kind.NURTURING,
    "contacted": Kind.WORKING,
    "working": Kind.WORKING,
}


def kind_of_word(word: str) -> Kind:
    """Return the kind of a status that a file names by a word; a word nobody knows is a new lead."""
    return _WORDS.get(" ".join(word.casefold().split()), Kind.NEW)


def refusal_of(before: Kind, after: Kind, *, has_reason: bool) -> str:
    """Return the code of why a change of status is refused, or an empty text."""
    if after != before and after not in TRANSITIONS[before]:
        return "lead_closed"
    if after is Kind.DISQUALIFIED and not has_reason:
        return "disqualify_reason_missing"
    return ""


@dataclass(frozen=True, slots=True)
class Clock:
    """How the response clock of a lead stands: `over` minutes past due, or `left` until then; both 0 when answered."""

    left: int = 0
    over: int = 0
    is_running: bool = False


def clock(reply_due_at: dt.datetime | None, replied_at: dt.datetime | None, now: dt.datetime) -> Clock:
    """Return the response clock at a moment, in whole minutes of real time."""
    if reply_due_at is None or replied_at is not None:
        return Clock()
    minutes = int((reply_due_at - now).total_seconds() // 60)
    return Clock(left=max(0, minutes), over=max(0, -minutes), is_running=True)


@dataclass(frozen=True, slots=True)
class LeadArrived:
    """Event: a lead was opened and waits for its first answer."""

    lead_id: int
