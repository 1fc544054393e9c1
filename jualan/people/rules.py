"""What is kept of secrets, which PINs are too easy, how long wrong ones lock, who needs a second factor."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from itertools import pairwise

PIN_DIGITS = 6
PIN_TRIES = 5
"""Wrong PINs of one person in a row before the PIN rests."""
TABLET_TRIES = 15
"""Wrong PINs on one tablet in a row, whoever's, before the tablet rests."""
FIRST_REST = dt.timedelta(minutes=15)
LONGEST_REST = dt.timedelta(days=1)
CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that nobody takes for another one: no 0 and O, no 1 and I."""

PRESETS: Mapping[str, frozenset[str]] = {
    "small_team": frozenset({"director", "admin", "finance", "recruiter"}),
}
"""Sets of roles given in one act."""


def token_hash(token: str) -> str:
    """Return what is kept of a secret link, key or code."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_key(typed: str) -> str:
    """Return a code as it was made: capitals, without the blanks and hyphens that people type."""
    return "".join(sign for sign in typed.upper() if sign in CODE_SIGNS)


def pin_fault(pin: str, phone: str = "") -> str:
    """Return why a PIN is refused: pin_form, pin_trivial, pin_phone; empty when it is good."""
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        return "pin_form"
    if _is_row(pin) or _repeats(pin) or _is_pairs(pin):
        return "pin_trivial"
    return "pin_phone" if pin in phone else ""


def _is_row(pin: str) -> bool:
    """Say whether each digit is one more, or one less, than the one before: 123456, 890123, 654321."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})


def _repeats(pin: str) -> bool:
    """Say whether it is one, two or three digits again and again: 000000, 121212, 123123."""
    return any(pin == pin[:length] * (PIN_DIGITS // length) for length in (1, 2, 3))


def _is_pairs(pin: str) -> bool:
    """Say whether it is made of doubled or tripled digits: 112233, 111222."""
    return pin[::2] == pin[1::2] or (len(set(pin[:3])) == 1 and len(set(pin[3:])) == 1)


def rest_after(failures: int, tries: int) -> dt.timedelta:
    """Return how long to rest after so many wrong PINs in a row: nothing, then 15 minutes, doubled each time, a day at most."""
    rounds, rest = divmod(failures, tries)
    if rest or not rounds:
        return dt.timedelta()
    doublings: int = min(rounds - 1, 10)
    return min(FIRST_REST * (1 << doublings), LONGEST_REST)


def needs_second_factor(permissions: Iterable[str], guarded: Iterable[str]) -> bool:
    """Say whether someone holds a permission that a password alone may not open."""
    return not set(guarded).isdisjoint(permissions)
