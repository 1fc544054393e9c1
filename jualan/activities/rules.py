"""The next-step light, and how a logged conversation reads."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Light(StrEnum):
    PLANNED = "planned"
    TODAY = "today"
    LATE = "late"
    MISSING = "missing"


def light(next_step_on: dt.date | None, as_of: dt.date) -> Light:
    """Return how a subject's next step stands on a day."""
    if next_step_on is None:
        return Light.MISSING
    if next_step_on == as_of:
        return Light.TODAY
    return Light.PLANNED if next_step_on > as_of else Light.LATE


@dataclass(frozen=True, slots=True)
class HumanReply:
    """Event: one of us answered the person behind a subject (a call, a chat marked sent, a mail, a meeting)."""

    subject_kind: str
    subject_id: int | None
    contact_id: int | None
    happened_at: dt.datetime


def is_reply(kind: str, direction: str, outcome: str) -> bool:
    """Say whether a logged activity is a human reply of ours to the person."""
    if kind in {"call", "meeting"}:
        return outcome != "no_answer"
    return kind in {"chat", "email"} and direction == "out" and outcome in {"sent", "replied"}


def is_touch(kind: str) -> bool:
    """Say whether an activity was contact with the person, so that it moves the last-touch day."""
    return kind in {"call", "chat", "email", "meeting"}
