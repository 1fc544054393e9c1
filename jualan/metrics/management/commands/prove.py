"""`jualan prove`: every record against its own facts, every KPI against raw rows. Exit 1 on any difference."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jualan.core.commands import Exit, Verb, add_json
from jualan.metrics.catalogue import answer
from jualan.metrics.prove.business import Business, Pair
from jualan.metrics.prove.kpis import proven
from jualan.metrics.prove.raw import Difference, home
from jualan.metrics.prove.records import prove_records
from jualan.metrics.queries.asking import Asked
from jualan.metrics.rules import Money
from jualan.people.policy import SYSTEM


class Command(Verb):
    about = gettext_lazy("Prove every record against its own facts and every KPI against raw rows.")

    def add_arguments(self, parser: CommandParser) -> None:
        add_json(parser)

    def handle(self, *_args: Any, json: bool, **_options: Any) -> None:
        checked, found = prove_records()
        more, kpi_differences = prove_kpis()
        checked, found = checked + more, found + kpi_differences
        facts = {"checked": checked, "differences": [_plain(difference) for difference in found]}
        self.answer(facts, _told(checked, found), as_json=json)
        if found:
            raise SystemExit(Exit.REMAINS)


def _told(checked: int, found: list[Difference]) -> Iterator[str]:
    for difference in found:
        yield _("%(check)s, %(record)s: should be %(expected)s, is %(found)s") % _plain(difference)
    text = ngettext(
        "%(checked)s checks, %(number)s difference.", "%(checked)s checks, %(number)s differences.", len(found)
    )
    yield text % {"checked": f"{checked:,}", "number": len(found)}


def prove_kpis() -> tuple[int, list[Difference]]:
    """Return how many figures were compared and which differ."""
    here = home()
    business, checked, found = Business(here), 0, []
    for code, figure, start, end in proven(here):
        checked += 1
        if difference := _compare(code, figure(business, start, end), start, end):
            found.append(difference)
    return checked, found


def _compare(code: str, expected: Pair, start: dt.date, end: dt.date) -> Difference | None:
    whole = answer(Asked(code, start, end, SYSTEM)).whole
    below = whole.denominator.minor if isinstance(whole.denominator, Money) else whole.denominator
    found = (None if whole.value is None else Fraction(whole.value), below)
    if found == expected:
        return None
    return Difference(f"kpi_{code}", f"{start}..{end}", _words(expected), _words(found))


def _words(pair: tuple[Fraction | None, Any]) -> str:
    value = "none" if pair[0] is None else str(pair[0])
    return value if pair[1] is None else f"{value} of {pair[1]}"


def _plain(difference: Difference) -> dict[str, Any]:
    return {
        "check": difference.check,
        "record": difference.record,
        "expected": difference.expected,
        "found": difference.found,
    }
