"""The first pass over the rows of a file: what its dates and numbers prove, what its unknown columns hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jualan.core.imports.cells import Marks, MarksProof
from jualan.core.imports.dates import DateProof, Order
from jualan.core.imports.mapping import ColumnMap, FieldType, FormatSpec
from jualan.core.imports.notes import Notes
from jualan.core.imports.reading import BadRow, Progress, Refuse, Row, Table
from jualan.core.imports.rows import NUMERIC
from jualan.core.imports.stopped import WrongUse

PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,10})(?:\.\d{1,6})?")
IDENTIFIER = re.compile(r"(?:^|_)(?:id|no|number|code|sku|zip|postcode|phone|mobile|kod|poskod|telefon)$")
"""Codes of columns whose digits name something and count nothing."""
EVERY = 4096

See = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the file says about itself."""

    rows: int
    order: Order | None
    marks: Mapping[str, Marks] = field(default_factory=dict)
    custom_types: Mapping[str, FieldType] = field(default_factory=dict)


class _NumberProof:
    """Whether every filled cell of a column is a plain number; one of twelve digits and more is an id."""

    def __init__(self) -> None:
        self.is_number = True
        self.is_seen = False

    def see(self, text: str) -> None:
        if self.is_number:
            self.is_seen = True
            self.is_number = PLAIN_NUMBER.fullmatch(text) is not None


def prove(
    table: Table,
    columns: ColumnMap,
    *,
    declared: Order | None,
    known_types: Mapping[str, FieldType],
    also: Callable[[Row], None] | None = None,
    refuse: Refuse | None = None,
    progress: Progress | None = None,
    notes: Notes | None = None,
) -> Proof:
    """Read the file through and say what it proves; `WrongUse` where its dates prove no single order.

    `also` is given every row and `refuse` every bad one, so that a kind whose rows must be gathered first needs no
    further pass.
    """
    dates = DateProof()
    marks: dict[str, MarksProof] = {}
    numbers = {custom.code: _NumberProof() for custom in columns.customs if custom.code not in known_types}
    seers = _seers(columns, dates, marks, numbers, known_types)
    rows = 0
    for row in table.rows(refuse=refuse or _leave, progress=progress, notes=notes):
        rows += 1
        cells = row[1]
        for place, see in seers:
            text = cells[place].strip()
            if text:
                see(text)
        if also is not None:
            also(row)
        if rows % EVERY == 0:
            seers = [seer for seer in seers if not _is_settled(seer[1])]
    return Proof(
        rows=rows,
        order=declared or _order(dates, columns.spec),
        marks={code: proof.marks for code, proof in marks.items()},
        custom_types=_types(numbers, known_types),
    )


def _order(dates: DateProof, spec: FormatSpec | None) -> Order | None:
    """What the dates prove, else what the program that wrote them is known to write."""
    try:
        return dates.order()
    except WrongUse as unproven:
        if spec is None or not spec.date_order or unproven.code != "date_order_unproven":
            raise
        return Order(spec.date_order)


def _seers(
    columns: ColumnMap,
    dates: DateProof,
    marks: dict[str, MarksProof],
    numbers: Mapping[str, _NumberProof],
    known_types: Mapping[str, FieldType],
) -> list[tuple[int, See]]:
    seers: list[tuple[int, See]] = []
    for binding in columns.bindings:
        kind = binding.field.type
        if kind in {FieldType.DATE, FieldType.MONTH}:
            seers.extend((place, dates.see) for place in binding.places)
        elif kind in NUMERIC:
            proof = marks.setdefault(binding.field.code, MarksProof())
            seers.extend((place, proof.see) for place in binding.places)
    for custom in columns.customs:
        if custom.code in numbers:
            seers.append((custom.place, numbers[custom.code].see))
        elif known_types.get(custom.code) is FieldType.DATE:
            seers.append((custom.place, dates.see))
    return seers


def _is_settled(see: See) -> bool:
    """A column that has shown a text needs no further look."""
    proof = getattr(see, "__self__", None)
    return isinstance(proof, _NumberProof) and not proof.is_number


def _types(numbers: Mapping[str, _NumberProof], known: Mapping[str, FieldType]) -> dict[str, FieldType]:
    found = {
        code: FieldType.NUMBER
        for code, proof in numbers.items()
        if proof.is_number and proof.is_seen and not IDENTIFIER.search(code)
    }
    return {**known, **found}


def _leave(bad: BadRow) -> None:
    """Rows that cannot be cut are refused when the file is read for good."""
