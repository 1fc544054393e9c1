"""What is seen of a file beside its rows: rows left out and why, what is hidden, cells that a sheet holds as text."""

from collections.abc import Iterable
from dataclasses import dataclass, field

EXAMPLES = 10
SIGNS_OF_NUMBERS = frozenset("0123456789+-(.")


class AsText(str):
    """A cell that a spreadsheet holds as text although it begins like a number or a date."""

    __slots__ = ()


def as_text(text: str) -> str:
    return AsText(text) if text[:1] in SIGNS_OF_NUMBERS and text else text


@dataclass(slots=True)
class Notes:
    """Reason → (how often, a few examples). One for each reading of a table."""

    found: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def note(self, reason: str, example: str, times: int = 1) -> None:
        before, examples = self.found.get(reason, (0, []))
        if len(examples) < EXAMPLES:
            examples.append(example)
        self.found[reason] = (before + times, examples)


@dataclass(slots=True)
class Merges:
    """Cells of a sheet that are one. What stands in the first holds for the rows it reaches down over."""

    down: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    across: dict[int, int] = field(default_factory=dict)
    hidden_columns: int = 0
    _held: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, top: int, left: int, bottom: int, right: int) -> None:
        if bottom > top:
            self.down.setdefault(top, []).append((left, bottom))
        if right > left:
            self.across[top] = max(self.across.get(top, 0), right - left + 1)

    def filled(self, rows: Iterable[tuple[int, list[str]]]) -> Iterable[tuple[int, list[str]]]:
        """The rows with merged cells written out downwards."""
        held: list[tuple[int, int, str]] = []
        for number, cells in rows:
            if held:
                held = [one for one in held if one[1] >= number]
                for column, _bottom, text in held:
                    if len(cells) <= column:
                        cells.extend([""] * (column + 1 - len(cells)))
                    cells[column] = cells[column] or text
            held += [
                (column, bottom, cells[column])
                for column, bottom in self.down.get(number, ())
                if column < len(cells) and cells[column]
            ]
            yield number, cells
