"""The engine: a question in, a result out. Dashboards, exports, the API and the command line all come here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from jualan.core.errors import RuleBroken
from jualan.core.wiring import function, wired
from jualan.core.workspace import base_currency
from jualan.metrics.kpis.entry import PEOPLE, Kpi
from jualan.metrics.kpis.money import share_costs
from jualan.metrics.policy import VIEW
from jualan.metrics.queries.asking import Asked, one_look
from jualan.metrics.queries.dimensions import NOTHING, Book, Key, sort_groups
from jualan.metrics.rules import Fact, Group, Result, add_up, count_left_out
from jualan.people.policy import Viewer, allowed, require


@cache
def catalogue() -> Mapping[str, Kpi]:
    """Return every KPI by its code."""
    return {entry.code: entry for path in wired("kpis", "KPIS") for entry in function(path)}


def kpi(code: str) -> Kpi:
    """Return one entry; raises RuleBroken('unknown_kpi')."""
    found = catalogue().get(code)
    if found is None:
        raise RuleBroken("unknown_kpi", kpi=code)
    return found


def offered(viewer: Viewer) -> list[Kpi]:
    """Return the KPIs a person may ask for."""
    if not allowed(viewer, VIEW):
        return []
    return [entry for entry in catalogue().values() if not entry.permission or allowed(viewer, entry.permission)]


def answer(asked: Asked) -> Result:
    """Answer a question. Raises NotAllowed, and RuleBroken for what the KPI does not take."""
    entry = kpi(asked.code)
    require(asked.viewer, VIEW)
    if entry.permission:
        require(asked.viewer, entry.permission)
    _check(entry, asked)
    with one_look():
        return _answered(entry, asked)


def _answered(entry: Kpi, asked: Asked) -> Result:
    book = Book()
    facts = _facts(entry, replace(asked, by=""), book)
    counted = [fact for fact in facts if not fact.reason]
    whole = _figure(entry, asked, book, counted)
    groups = _groups(entry, asked, book, counted) if asked.by else ()
    return Result(
        code=entry.code,
        unit=entry.unit,
        shape=entry.shape,
        currency=base_currency(),
        whole=whole,
        groups=groups,
        facts=tuple(facts),
        left_out=count_left_out(facts),
    )


def _facts(entry: Kpi, asked: Asked, book: Book) -> list[Fact]:
    return [fact for fact in entry.facts(asked, book) if book.passes(fact, asked.where)]


def _figure(entry: Kpi, asked: Asked, book: Book, facts: Sequence[Fact], key: Key | None = None) -> Group:
    code, label = key or (None, "")
    group = add_up(facts, entry.shape, also=entry.also, key=code, label=label)
    return entry.finish(asked, book, group, facts) if entry.finish else group


def _groups(entry: Kpi, asked: Asked, book: Book, counted: Sequence[Fact]) -> tuple[Group, ...]:
    """Return one figure a group; facts are made anew where a group needs them split between people or products."""
    if asked.by in {*PEOPLE, "product", "category", "month"}:
        counted = [fact for fact in _facts(entry, asked, book) if not fact.reason]
    found: Mapping[Key, list[Fact]] = _sorted_out(asked, book, counted)
    if entry.code == "cac":
        unnamed = [fact for fact in found.get(NOTHING, []) if fact.kind == "cost"]
        found = share_costs(
            asked,
            book,
            {key: facts for key, facts in found.items() if key != NOTHING or len(facts) > len(unnamed)},
            unnamed,
        )
    return tuple(_figure(entry, asked, book, found[key], key) for key in sort_groups(found, asked.by))


def _sorted_out(asked: Asked, book: Book, counted: Sequence[Fact]) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = defaultdict(list)
    for fact in counted:
        found[book.key(asked.by, fact.ties)].append(fact)
    return found


def _check(entry: Kpi, asked: Asked) -> None:
    """Refuse by name what this KPI does not take."""
    if asked.start > asked.end:
        raise RuleBroken("period_backwards")
    if asked.by and asked.by not in entry.dimensions and not asked.by.startswith("custom."):
        raise RuleBroken("unknown_dimension", dimension=asked.by, known=entry.dimensions)
    for name in asked.where:
        if name not in entry.fields and not name.startswith("custom."):
            raise RuleBroken("unknown_field", field=name, known=entry.fields)
    given = {
        "stage": asked.stage,
        "all": asked.is_all,
        "look_back": asked.look_back,
        "cost_key": asked.cost_key != "new_customers",
    }
    for flag, value in given.items():
        if value and flag not in entry.flags:
            raise RuleBroken("unknown_flag", flag=flag)
