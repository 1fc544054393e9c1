"""Where in a sheet the table is: its header among titles, rows that only add up, and a second table that is none of it.

The same for every kind of file, over rows of text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from jualan.core.imports.mapping import compared_headers
from jualan.core.imports.notes import Merges, Notes
from jualan.core.imports.stopped import FileRefused

LOOKED_AT = 40
NUMBER = re.compile(r"[-+(]?\s*(?:[A-Za-z]{2,3}|[$€£])?\s*[-+(]?\d[\d.,\s:/%-]*\)?-?")
TOTAL = re.compile(
    r"(?:grand[\s-]*|sub[\s-]*|running[\s-]*)?totals?(?:[\s:].{0,60})?|jumlah(?:[\s:].{0,60})?|sum|keseluruhan",
    re.IGNORECASE,
)
COUNTED = re.compile(r":\s*[\d(+-]")
"""A label that says its number itself: `Jumlah: 3 orang`."""
Raw = tuple[int, list[str]]


def header_place(rows: Sequence[Raw], vocabulary: frozenset[str]) -> int:
    """Which of the first rows is the header: the one whose words are known, else the first as full as the table."""
    known = [_recognised(cells, vocabulary) for _row, cells in rows]
    filled = [sum(1 for cell in cells if cell.strip()) for _row, cells in rows]
    best = max(known, default=0)
    if best >= 2:
        place = next(place for place, number in enumerate(known) if number >= max(2, best * 0.6))
        while place + 1 < len(rows) and rows[place + 1][0] == rows[place][0] + 1 and known[place + 1] > known[place]:
            place += 1  # the upper row of two only groups the columns
        return place
    usual = Counter(filled).most_common(1)[0][0] if filled else 0
    return next((place for place, number in enumerate(filled) if number and number >= usual * 0.6), 0)


def _recognised(cells: Sequence[str], vocabulary: frozenset[str]) -> int:
    """How many words of a row are names of columns; none where numbers stand among them."""
    words = [cell.strip() for cell in cells if cell.strip()]
    if sum(1 for word in words if NUMBER.fullmatch(word)) * 5 > len(words):
        return 0
    return len({word for word in compared_headers(words) if word in vocabulary})


def header_cells(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, without what is empty behind the last."""
    names = [cell.strip().lstrip("\ufeff") for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def refuse_beside(file: str, header: Sequence[str], rows: Sequence[Raw]) -> None:
    """Refuse two tables side by side: an empty column parts them, and rows fill one side without the other."""
    for gap in range(1, len(header) - 2):
        left, right = slice(gap), slice(gap + 1, None)
        if header[gap] or sum(map(bool, header[left])) < 2 or sum(map(bool, header[right])) < 2:
            continue
        bodies = [cells for _row, cells in rows]
        if any("".join(cells[gap : gap + 1]).strip() for cells in bodies):
            continue
        sides = {(any(cells[left]), any(cells[right])) for cells in bodies}
        if (True, False) in sides or (False, True) in sides:
            raise FileRefused("two_tables_beside", file=file, column=gap + 2, name=header[gap + 1])


@dataclass(slots=True)
class Body:
    """Tells the rows of one table from what else stands below its header."""

    file: str
    header: tuple[str, ...]
    header_row: int
    vocabulary: Callable[[], frozenset[str]]
    notes: Notes
    merges: Merges = field(default_factory=Merges)
    left_out: tuple[tuple[int, str], ...] = ()
    _before: int = 0

    def __post_init__(self) -> None:
        self._before = self.header_row

    def takes(self, number: int, cells: list[str]) -> bool:
        """Whether the row is one of the table's; what is left out is noted."""
        gap, self._before = number - self._before > 1, number
        if self.left_out and any(_begins(cells[place], told) for place, told in self.left_out):
            self.notes.note("row_left_out", str(number))
            return False
        first = next(filter(None, cells), "")
        if first in self.header and header_cells(cells) == self.header:
            self.notes.note("header_again", str(number))
            return False
        if gap and self._is_second_header(cells):
            raise FileRefused("two_tables", file=self.file, row=self.header_row, second=number)
        if TOTAL.fullmatch(first.strip(" :\t")) and _adds_up(cells, first):
            self.notes.note("total_row", f"{number}: {' · '.join(filter(None, cells))}"[:120])
            return False
        if self.merges.across.get(number, 0) * 2 > len(self.header) and sum(map(bool, cells)) == 1:
            self.notes.note("heading_row", f"{number}: {first}"[:120])
            return False
        return True

    def _is_second_header(self, cells: list[str]) -> bool:
        words = [cell for cell in cells if cell]
        known = _recognised(cells, self.vocabulary()) if len(words) > 1 else 0
        return known >= 2 and known * 2 >= len(words)


def _begins(cell: str, told: str) -> bool:
    return cell.startswith(told) if told else not cell.strip()


def _adds_up(cells: list[str], label: str) -> bool:
    """Whether nothing but numbers stands in or beside the label."""
    others = [cell for cell in cells if cell.strip(" -") and cell is not label]
    return bool(others or COUNTED.search(label)) and all(
        NUMBER.fullmatch(cell.strip()) or TOTAL.fullmatch(cell.strip(" :\t")) for cell in others
    )


def first_rows(rows: Iterator[Raw]) -> list[Raw]:
    """The rows that a header is looked for in."""
    found: list[Raw] = []
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            found.append((number, cells))
        if len(found) == LOOKED_AT:
            break
    return found
