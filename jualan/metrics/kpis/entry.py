"""What an entry of the catalogue is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jualan.metrics.queries.asking import Asked
from jualan.metrics.queries.dimensions import Book
from jualan.metrics.rules import PERIODS, Also, Fact, Group, Shape, Unit

PEOPLE = ("rep", "team", "manager")
CUSTOMER = ("region", "account_type", "tier")
TIME = tuple(sorted(PERIODS))

Facts = Callable[[Asked, Book], Sequence[Fact]]
Finish = Callable[[Asked, Book, Group, Sequence[Fact]], Group]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One definition of a number.

    `facts` turns records into facts; the engine does the rest. `finish` may complete a whole or a group that needs
    more than adding up (growth, cost per customer). `flags` are the options of the command line it takes.
    """

    code: str
    label: Any
    rule: Any
    unit: Unit
    shape: Shape
    facts: Facts
    dimensions: tuple[str, ...]
    also: Also | None = None
    finish: Finish | None = None
    flags: frozenset[str] = frozenset()
    where: tuple[str, ...] = ()
    permission: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """What `--where` may name, besides custom fields."""
        return tuple(d for d in self.dimensions if d not in PERIODS) + self.where


def total(facts: Sequence[Fact], name: str) -> int:
    """Return the sum of one `also` part over facts."""
    return sum(fact.also.get(name, 0) for fact in facts)


def count(facts: Sequence[Fact], name: str) -> int:
    """Return how many records carry one `also` mark."""
    return len({(fact.kind, fact.id) for fact in facts if fact.also.get(name)})


def shares(minor: int, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Split an amount over (key, weight) so that the parts add up exactly: the last takes the rest."""
    whole = sum(weight for _key, weight in parts)
    found, left = [], minor
    for place, (key, weight) in enumerate(parts):
        part = left if place == len(parts) - 1 else minor * weight // whole
        left -= part
        found.append((key, part))
    return found


def with_group(group: Group, **changes: Any) -> Group:
    """Return a group with other figures."""
    values: Mapping[str, Any] = {name: getattr(group, name) for name in Group.__slots__}
    return Group(**{**values, **changes})
