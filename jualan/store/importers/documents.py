"""What the rows of one document add up to. Pure: rows in, money and lines out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from jualan.core.money import line_total
from jualan.store.rules import COUNTED, ORDER_WORDS, Parcel, state_of_word

MARKED = re.compile(r"([CA])\d+", re.IGNORECASE)
LINE_FIELDS = ("sku", "title", "quantity")
ONE_VALUE = ("total", "status", "paid_on", "refunded")
ADDED_UP = ("discount", "tax", "shipping", "seller_voucher", "platform_voucher", "platform_fee")
UNSIGNED = frozenset({"seller_voucher", "platform_voucher", "platform_fee"})
"""Amounts that some files write below nothing."""
ONE_PIECE = 1000
ROUNDING = 5
"""Minor units by which a bill may be rounded to the coins there are."""

NO_PARCEL = Parcel()

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written; a return has a negative quantity."""

    sku: str
    title: str
    quantity_milli: int
    unit_price_micro: int
    total_minor: int
    row: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A later row that says something else of what is the document's."""

    row: int
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document worked out. Money in minor units; `refund_*` is merchandise taken back, stated by the document itself.

    `contradicts_total`: all lines go back, yet the total is to be paid. `differs_from_total`: priced lines do not add up.
    """

    kind: str
    state: str
    status: str
    lines: tuple[Line, ...]
    total: int
    merchandise: int
    discount: int
    tax: int
    shipping: int
    seller_voucher: int
    platform_voucher: int
    platform_fee: int
    received: int
    refund: int
    refund_merchandise: int
    is_refund_dated: bool
    is_word_known: bool
    conflicts: tuple[Conflict, ...] = ()
    contradicts_total: bool = False
    differs_from_total: bool = False


@dataclass(slots=True)
class _Reading:
    """The rows of a document as they are gone through."""

    values: dict[str, Any] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def read_document(
    rows: Sequence[Row],
    *,
    currency: str,
    is_marked_plain: bool,
    told_state: str = "",
    has_terms: bool = False,
    parcel: Parcel = NO_PARCEL,
    of_lines: frozenset[str] = frozenset(),
) -> DocumentFacts:
    """Work a document out of its rows (each with `row`, its physical line).

    `is_marked_plain`: other documents of the file bear plain numbers, so that a `C` or `A` before one is a mark.
    `of_lines`: amounts that are each line's own, however alike.
    """
    reading = _first_values(rows)
    refused = {conflict.row for conflict in reading.conflicts}
    kept = [row for row in rows if row["row"] not in refused]
    lines = tuple(_line(row, currency) for row in kept if any(code in row for code in LINE_FIELDS))
    values = reading.values
    status = str(values.get("status", ""))
    state = told_state or state_of_word(status)
    sums = {code: _added_up(kept, code, has_total="total" in values and code not in of_lines) for code in ADDED_UP}
    mark = MARKED.fullmatch(str(values.get("number", ""))) if is_marked_plain else None
    money = _Money(lines, sums, values, mark[1].upper() if mark else "")
    state = parcel.state(_settled_state(state, values, money, has_terms=has_terms))
    refund, refund_merchandise, is_dated = money.refund(state, status)
    return DocumentFacts(
        kind=money.kind,
        state=state,
        status=status,
        lines=lines,
        total=money.total,
        merchandise=money.merchandise,
        discount=sums["discount"],
        tax=sums["tax"],
        shipping=sums["shipping"],
        seller_voucher=sums["seller_voucher"],
        platform_voucher=sums["platform_voucher"],
        platform_fee=sums["platform_fee"],
        received=0 if parcel.is_collected_later else money.received(state),
        refund=refund,
        refund_merchandise=refund_merchandise,
        is_refund_dated=is_dated,
        is_word_known=bool(told_state) or _is_known(status),
        conflicts=tuple(reading.conflicts),
        contradicts_total=money.contradicts_total,
        differs_from_total=not refused and all("unit_price" in row for row in kept) and money.differs_from_total,
    )


def _first_values(rows: Sequence[Row]) -> _Reading:
    """The first filled cell of each column counts; another value of what is the document's is a conflict."""
    reading = _Reading()
    for row in rows:
        clash = next(
            (code for code in ONE_VALUE if code in row and reading.values.get(code, row[code]) != row[code]), None
        )
        if clash is not None:
            reading.conflicts.append(Conflict(row["row"], clash, row[clash]))
            continue
        for code, value in row.items():
            reading.values.setdefault(code, value)
    return reading


def _line(row: Row, currency: str) -> Line:
    quantity, price = row.get("quantity", ONE_PIECE), row.get("unit_price", 0)
    total = line_total(price, quantity, currency)
    return Line(row.get("sku", ""), row.get("title", ""), quantity, price, total, row["row"])


def _added_up(rows: Sequence[Row], code: str, *, has_total: bool) -> int:
    """Sum over rows, unless every row repeats one value beside a total."""
    values = [abs(row[code]) if code in UNSIGNED else row[code] for row in rows if code in row]
    if has_total and len(rows) > 1 and len(values) == len(rows) and len(set(values)) == 1:
        return int(values[0])
    return sum(values)


@dataclass(slots=True)
class _Money:
    """Which kind of document it is, and its amounts."""

    lines: tuple[Line, ...]
    sums: Mapping[str, int]
    values: Mapping[str, Any]
    mark: str
    kind: str = field(init=False)
    total: int = field(init=False)
    merchandise: int = field(init=False)
    back: int = field(init=False)

    def __post_init__(self) -> None:
        sold = sum(line.total_minor for line in self.lines if line.quantity_milli >= 0)
        returned = -sum(line.total_minor for line in self.lines if line.quantity_milli < 0)
        extra = self.sums["tax"] + self.sums["shipping"]
        self.merchandise = sold - self.sums["discount"] - self.sums["seller_voucher"]
        self.total = self._total(self.merchandise + extra)
        if not self.lines:
            self.merchandise = self.total - extra
        self.back = returned
        self.kind = self._kind(sold, returned)
        if self.kind == "credit_note":
            self.back = abs(self.merchandise - returned) if self.lines else abs(self.merchandise)
            self.merchandise = self.total = 0
        elif self.kind == "adjustment":
            self.back = 0

    def _total(self, of_lines: int) -> int:
        """What buyer and platform pay together; a stated total is the buyer's, unless it equals what the lines add up to."""
        stated = self.values.get("total")
        if stated is None:
            return of_lines if self.lines else 0
        return int(stated) if self.lines and stated == of_lines else int(stated) + self.sums["platform_voucher"]

    def _kind(self, sold: int, returned: int) -> str:
        if self.mark == "A":
            return "adjustment"
        is_negative = not self.lines and (self.values.get("total") or 0) < 0
        if self.mark == "C" or (self.is_all_back and returned > sold) or is_negative:
            return "credit_note"
        return "order"

    @property
    def is_all_back(self) -> bool:
        return bool(self.lines) and all(line.quantity_milli < 0 for line in self.lines)

    @property
    def contradicts_total(self) -> bool:
        return self.is_all_back and not self.mark and self.values.get("total", 0) > 0

    @property
    def differs_from_total(self) -> bool:
        """Whether the total is none of what files mean by it: with tax in the prices, less what the platform or a refund pays."""
        stated = self.values.get("total")
        if stated is None or not self.lines or self.kind != "order" or self.back:
            return False
        whole = self.merchandise + self.sums["tax"] + self.sums["shipping"]
        less = (self.sums["tax"], self.sums["platform_voucher"], int(self.values.get("refunded", 0)))
        meant = {whole - sum(some) for size in range(len(less) + 1) for some in combinations(less, size)}
        return all(abs(stated - one) > ROUNDING for one in meant)

    def received(self, state: str) -> int:
        """What came in: all of it, or all but what a file says is outstanding."""
        if self.kind != "order" or state not in COUNTED or self.total <= 0:
            return 0
        if "outstanding" in self.values:
            return max(0, min(self.total, self.total - int(self.values["outstanding"])))
        return self.total if state == "paid" else 0

    def refund(self, state: str, status: str) -> tuple[int, int, bool]:
        """(what went back, its merchandise, whether its day is the document's own)."""
        if state not in COUNTED or self.kind == "adjustment":
            return 0, 0, True
        if self.kind == "credit_note":
            whole = abs(int(self.values.get("total", 0))) if "total" in self.values else self.back
            return max(whole, self.back), self.back, True
        stated = int(self.values.get("refunded", 0))
        if not stated and "_".join(status.casefold().split()) == "refunded" and "refunded" not in self.values:
            stated = max(0, self.total)
        share = min(stated, max(0, self.merchandise))
        return stated + self.back, share + self.back, not stated


def _settled_state(state: str, values: Mapping[str, Any], money: _Money, *, has_terms: bool) -> str:
    """An order whose balance is wholly outstanding has brought no money, whatever its word; terms make it count."""
    outstanding = values.get("outstanding")
    if state in {"paid", "partly_paid"} and outstanding and money.kind == "order" and money.total > 0:
        state = "outstanding" if outstanding >= money.total else "partly_paid"
    return "on_terms" if state == "outstanding" and has_terms else state


def _is_known(status: str) -> bool:
    """Whether the word is one whose meaning for money is agreed; any other is a paid order and is told."""
    return "_".join(status.casefold().split()) in ORDER_WORDS
