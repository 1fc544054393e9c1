"""The records behind a number: their names and addresses, by kind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse

from jualan.core.lists.export import table_file
from jualan.core.money import decimal_text
from jualan.core.wiring import wired
from jualan.metrics.rules import Fact, Result, Unit
from jualan.people.policy import Viewer, require

_NAMES = {
    "lead": ("contact__full_name", "title"),
    "opportunity": ("name",),
    "order": ("number",),
    "account": ("name",),
    "cost": ("kind",),
}


def titles(records: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    """Return the name of each (kind, id), in one query a kind. The caller has shown that they may be seen."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, pk in records:
        by_kind[kind].append(pk)
    found: dict[tuple[str, int], str] = {}
    for kind, keys in by_kind.items():
        model = apps.get_model(wired("kinds", "KINDS")[kind])
        wanted = set(keys)
        rows = model._base_manager.order_by(F("pk")).values_list("pk", *_NAMES[kind])  # noqa: SLF001 trashed rows keep their name
        if len(wanted) < 500:
            rows = rows.filter(pk__in=wanted)
        for pk, *names in rows.iterator(5000):
            if pk in wanted:
                found[(kind, pk)] = next((str(name) for name in names if name), f"#{pk}")
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One record behind a number, as the page shows it."""

    name: str
    url: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some of the rows, how many there are in all, and whether there are more before and after."""

    rows: Sequence[Row]
    number: int
    count: int
    has_more: bool
    rest: int


def row_page(facts: Sequence[Fact], *, is_left_out: bool, number: int, size: int, reason: str = "") -> RowPage:
    """Return one page of the facts that count (largest first), or of those left out for a reason."""
    found = [f for f in facts if bool(f.reason) == is_left_out and (not reason or f.reason == reason)]
    found.sort(key=lambda f: (-abs(f.numerator or f.measure or 0), f.kind, f.id))
    start = (max(1, number) - 1) * size
    some = found[start : start + size]
    names = titles({(f.kind, f.id) for f in some})
    rows = [Row(names.get((f.kind, f.id), f"#{f.id}"), address(f.kind, f.id), f) for f in some]
    return RowPage(rows, max(1, number), len(found), len(found) > start + size, len(found) - start - len(some))


def address(kind: str, pk: int) -> str:
    """Return where a record opens; nothing for a kind without a page."""
    name = wired("kinds", "DETAIL").get(kind)
    return reverse(name, args=[pk]) if name else ""


HEAD = ("kind", "id", "name", "day", "numerator", "denominator", "measure", "reason")


def table(result: Result, *, is_left_out: bool) -> list[tuple[str, ...]]:
    """Return the records behind a result, or those it leaves out, as text."""
    facts = [fact for fact in result.facts if bool(fact.reason) == is_left_out]
    names = titles({(fact.kind, fact.id) for fact in facts})
    money = result.unit is Unit.MONEY
    return [
        (
            fact.kind,
            str(fact.id),
            names.get((fact.kind, fact.id), ""),
            fact.ties.day.isoformat() if fact.ties.day else "",
            decimal_text(fact.numerator, result.currency) if money else str(fact.numerator),
            str(fact.denominator),
            "" if fact.measure is None else str(fact.measure),
            fact.reason,
        )
        for fact in facts
    ]


def rows_file(result: Result, form: str, *, viewer: Viewer, is_left_out: bool) -> HttpResponse:
    """Return the rows as CSV or XLSX, for those who may export."""
    require(viewer, "data.export")
    return table_file(f"{result.code}-rows", form, HEAD, table(result, is_left_out=is_left_out))
