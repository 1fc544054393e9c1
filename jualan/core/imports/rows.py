"""A row of cells becomes an entry of typed values under the kind's field codes, or is refused with the cell to blame."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from jualan.core.imports.cells import (
    CURRENCY_MARKS,
    CellRefused,
    Marks,
    clean,
    clean_id,
    read_boolean,
    read_micro,
    read_milli,
    read_money,
    read_number,
)
from jualan.core.imports.dates import DateReader, Moment, read_month
from jualan.core.imports.mapping import CUSTOM, SUM, Binding, ColumnMap, FieldSpec, FieldType
from jualan.core.imports.mending import day_of_serial, well_read, whole_digits, with_nought
from jualan.core.imports.notes import AsText
from jualan.core.money import digits
from jualan.core.normalise import email_key, has_lost_digits, is_masked, name_key, phone_e164

NUMERIC = frozenset({FieldType.MONEY, FieldType.UNIT_PRICE, FieldType.QUANTITY, FieldType.NUMBER})
COUNTED = NUMERIC | {FieldType.DATE}
AS_WRITTEN = "_as_written"
TOLD = "_told"
KEY_LENGTH = 200
BETWEEN_VALUES = " ::: "
"""What Google puts between several values of one cell."""
BETWEEN_EMAILS = re.compile(r"\s*(?::::|[;,])\s*")
CALLED_BY_ALL = re.compile(r"1[ -]?[378]00[ -]?\d{2}[ -]?\d{4}|1\d{2}|15\d{3}|999")
"""Malaysian numbers of services, which no customer has: toll-free, shared-cost and short ones."""
WORDS_KEPT = 4096
CELL_BREAK = "\x1f"
LONGEST_CUSTOM = 100_000


@dataclass(frozen=True, slots=True)
class RowRefused:
    """Why a row is not taken, and the field whose cell is to blame."""

    reason: str
    field: str = ""
    value: str = ""


@dataclass(slots=True)
class Entry:
    """One row, read. `values` and `custom` hold filled cells only; `warnings` are (reason, example).

    `repairs` are (what was mended, field, as it stood, as it was taken).
    """

    row: int
    cells: Sequence[str]
    values: dict[str, Any]
    custom: dict[str, Any]
    warnings: list[tuple[str, str]] = field(default_factory=list)
    repairs: list[tuple[str, str, str, str]] = field(default_factory=list)
    refused: RowRefused | None = None
    key: str = ""

    def get(self, code: str, default: Any = "") -> Any:
        return self.values.get(code, default)

    def as_text(self) -> str:
        """Everything the row says. Values were read in the order of their codes, whatever that of the columns."""
        said = "\x1e".join([f"{code}\x1f{value}" for code, value in self.values.items()])
        if not self.custom:
            return said
        return said + "\x1e\x1e" + "\x1e".join([f"{code}\x1f{value}" for code, value in self.custom.items()])


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a file before its rows are read: declared, proven, or set for the whole business.

    `says_currency`: the currency stands in a header, and is that of every row which names none.
    """

    columns: ColumnMap
    dates: DateReader
    currency: str
    says_currency: bool = False
    marks: Mapping[str, Marks] = field(default_factory=dict)
    custom_types: Mapping[str, FieldType] = field(default_factory=dict)
    value_map: Mapping[tuple[str, str], str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    unsigned: frozenset[str] = frozenset()
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    region: str = "MY"
    is_1904: bool = False
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Read = Callable[[str, str], Any]


class RowReader:
    """Reads the rows of one file. Built once, so that a row costs only its filled cells."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._single: list[tuple[int, str, Read]] = []
        self._joined: list[tuple[Binding, Read]] = []
        for binding in sorted(reading.columns.bindings, key=lambda binding: binding.field.code):
            spec = binding.field
            read = self._with_told(spec.code, self._reader_of(spec), keeps_word=spec.keeps_word)
            if spec.code in reading.unsigned:
                read = _without_sign(read)
            if binding.joiner == SUM:
                self._joined.append((binding, _added(read)))
            elif len(binding.places) == 1:
                self._single.append((binding.places[0], spec.code, read))
            else:
                self._joined.append((binding, read))
        self._customs = [
            (custom.place, CUSTOM + custom.code, self._with_told(custom.code, self._custom_reader(custom.code)))
            for custom in sorted(reading.columns.customs, key=lambda custom: custom.code)
        ]
        self._constants = [
            (code, self._with_told(code, self._reader_of(known), keeps_word=known.keeps_word), text)
            for code, text in sorted(reading.constants.items())
            if (known := reading.fields.get(code)) is not None
        ]
        self._counted = {
            binding.field.code: "date_as_text" if binding.field.type is FieldType.DATE else "number_as_text"
            for binding in reading.columns.bindings
            if binding.field.type in COUNTED
        }
        self._currency_places = next((b.places for b in reading.columns.bindings if b.field.code == "currency"), ())

    def _with_told(self, code: str, read: Read, *, keeps_word: bool = False) -> Read:
        """The reader of a field of which words were told: another word is read, or the meaning noted beside the word."""
        told = {old: new for (field_code, old), new in self._reading.value_map.items() if field_code == code}
        if not told:
            return read

        def read_told(text: str, currency: str) -> Any:
            new = told.get(name_key(text), text)
            if not new:
                return ""
            if new != text and keeps_word:
                word = read(text, currency)
                return _Told(word.value if type(word) is _Mended else word, new)
            return read(new, currency)

        return read_told

    def read(self, row: int, cells: Sequence[str], currency: str = "") -> Entry:  # noqa: C901 three loops, kept flat for speed
        """The row as an entry; `currency` is that of its document where the row itself names none."""
        entry = Entry(row, cells, {}, {})
        currency = self.currency_of(cells) or currency or self._reading.currency
        code = text = ""
        try:
            for place, code, read in self._single:
                cell = cells[place]
                text = cell.strip()
                if text:
                    if text is not cell:
                        self._note_cell(entry, code, cell, text)
                    self._keep(entry, code, read(text, currency))
            for binding, read in self._joined:
                code, text = binding.field.code, _together(binding, cells)
                if text:
                    self._keep(entry, code, read(text, currency))
            if self._constants:
                self._add_constants(entry, currency)
            if self._reading.says_currency:
                entry.values.setdefault("currency", currency)
            for place, code, read in self._customs:
                text = cells[place].strip()
                if text:
                    _keep_custom(entry, code, read(text, ""))
        except CellRefused as refusal:
            entry.refused = RowRefused(refusal.reason, code, text)
        return entry

    def _add_constants(self, entry: Entry, currency: str) -> None:
        """Fill what the format says of every row, where the row does not say it, in the order of the codes."""
        for code, read, text in self._constants:
            if code not in entry.values:
                self._keep(entry, code, read(text, currency))

    def _note_cell(self, entry: Entry, code: str, cell: str, text: str) -> None:
        """Note blanks cut off, and numbers and days that the sheet holds as text."""
        if len(cell) != len(text):
            entry.repairs.append(("blanks", code, cell, text))
        elif type(cell) is AsText and code in self._counted:
            entry.repairs.append((self._counted[code], code, cell, text))

    def _keep(self, entry: Entry, code: str, value: Any) -> None:
        if type(value) is _Mended:
            entry.repairs.append((value.kind, code, value.text, value.shown or str(value.value)))
            value = value.value
        if type(value) is _Reserved:
            entry.warnings.append((value.reason, value.text))
            if value.is_kept:
                entry.custom[code + AS_WRITTEN] = value.text
            value = value.value
        elif type(value) is _Told:
            entry.values[code + TOLD] = value.meaning
            value = value.word
        if value != "":
            entry.values[code] = value

    def currency_of(self, cells: Sequence[str]) -> str:
        """The currency a row names, or nothing; a wrong one is refused when the row is read."""
        if not self._currency_places:
            return ""
        text = next((cells[place].strip() for place in self._currency_places if cells[place].strip()), "")
        try:
            return read_currency(text) if text else ""
        except CellRefused:
            return ""

    def _reader_of(self, spec: FieldSpec) -> Read:
        marks = self._reading.marks.get(spec.code, Marks.POINT)
        aliases = self._reading.aliases.get(spec.alias, {}) if spec.alias else {}

        readers: dict[FieldType, Read] = {
            FieldType.TEXT: _text_reader(aliases, spec.longest),
            FieldType.ID: _read_id,
            FieldType.EMAIL: _read_email,
            FieldType.PHONE: self._read_phone,
            FieldType.MONEY: lambda text, currency: _read_amount(clean(text), currency, marks),
            FieldType.UNIT_PRICE: lambda text, currency: read_micro(clean(text), marks=marks, currency=currency),
            FieldType.QUANTITY: lambda text, _currency: read_milli(clean(text), marks=marks),
            FieldType.NUMBER: lambda text, _currency: read_number(clean(text), marks=marks),
            FieldType.DATE: self._read_date,
            FieldType.MONTH: self._read_month,
            FieldType.BOOLEAN: lambda text, _currency: read_boolean(clean(text)),
            FieldType.CURRENCY: lambda text, _currency: read_currency(clean(text)),
        }
        read = readers[spec.type]
        return _with_commas(read) if spec.type in NUMERIC and marks is not Marks.POINT else read

    def _read_date(self, text: str, _currency: str) -> "Moment | _Mended":
        if day := day_of_serial(text, is_1904=self._reading.is_1904):
            return _Mended("date_serial", text, self._reading.dates.read(day), day)
        return self._reading.dates.read(text)

    def _read_month(self, text: str, _currency: str) -> dt.date:
        """A month, or that of a day."""
        plain = clean(text)
        try:
            return self._reading.dates.read(day_of_serial(plain) or plain).day.replace(day=1)
        except CellRefused:
            return read_month(plain)

    def _read_phone(self, text: str, _currency: str) -> Any:
        found = _read_phone(text)
        if type(found) is str and self._reading.region == "MY" and (whole := with_nought(found)) != found:
            return _Mended("phone_nought", text, whole) if phone_e164(whole) else found
        if type(found) is _Mended and self._reading.region == "MY":
            return _Mended(found.kind, text, with_nought(found.value))
        return found

    def _custom_reader(self, code: str) -> Read:
        kind = self._reading.custom_types.get(code, FieldType.TEXT)
        dates = self._reading.dates
        if kind is FieldType.NUMBER:
            return lambda text, _currency: read_number(clean(text))
        if kind is FieldType.BOOLEAN:
            return lambda text, _currency: read_boolean(clean(text))
        if kind is FieldType.DATE:
            return lambda text, _currency: dates.read(text).day.isoformat()
        return _text_reader({}, LONGEST_CUSTOM)


@dataclass(frozen=True, slots=True)
class _Reserved:
    """A cell taken with a warning, as `value` or not at all; `is_kept` keeps its text as a custom value."""

    reason: str
    text: str
    value: Any = ""
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class _Mended:
    """A cell that was damaged and is taken as what it was meant to be; `shown` says that in words of the file."""

    kind: str
    text: str
    value: Any
    shown: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """A word that is kept, and the meaning a person gave it."""

    word: str
    meaning: str


def _keep_custom(entry: Entry, code: str, value: Any) -> None:
    if type(value) is _Mended:
        entry.repairs.append((value.kind, code, value.text, str(value.value)))
        value = value.value
    if value != "":
        entry.custom[code.removeprefix(CUSTOM)] = value


def _together(binding: Binding, cells: Sequence[str]) -> str:
    filled = (cells[place].strip() for place in binding.places)
    if binding.joiner is None:
        return next((text for text in filled if text), "")
    if binding.joiner == SUM:
        return CELL_BREAK.join(text for text in filled if text)
    return binding.joiner.join(dict.fromkeys(text for text in filled if text))


def _without_sign(read: Read) -> Read:
    """An amount that some files write below nothing and others above."""

    def read_plain(text: str, currency: str) -> Any:
        value = read(text, currency)
        if type(value) in {_Mended, _Reserved} and type(value.value) is int:
            return replace(value, value=abs(value.value))
        return abs(value) if type(value) is int else value

    return read_plain


def _added(read: Read) -> Read:
    """The sum of cells that stand in one text, each behind `CELL_BREAK`."""

    def read_all(text: str, currency: str) -> Any:
        found = [read(part, currency) for part in text.split(CELL_BREAK)]
        return sum(getattr(value, "value", value) for value in found)

    return read_all


def _with_commas(read: Read) -> Read:
    """Numbers of a column whose decimals stand behind a comma."""

    def read_commas(text: str, currency: str) -> Any:
        value = read(text, currency)
        is_mended = text.rfind(",") > text.rfind(".") and text.count(",") == 1
        if not is_mended or type(value) is _Reserved:
            return value
        return _Mended("comma_decimals", text, value, text.replace(".", "").replace(",", "."))

    return read_commas


def _text_reader(aliases: Mapping[str, str], longest: int) -> Read:
    known: dict[str, Any] = {}

    def read(text: str, _currency: str) -> Any:
        found = known.get(text)
        if found is not None:
            return found
        plain = clean(text)
        is_misread = not plain.isascii() and plain != (plain := well_read(plain))
        if len(plain) > longest:
            raise CellRefused("text_too_long")
        plain = aliases.get(name_key(plain), plain) if aliases else plain
        found = _Mended("misread", text, plain) if is_misread else plain
        if len(known) < WORDS_KEPT:
            known[text] = found
        return found

    return read


def _read_id(text: str, _currency: str) -> Any:
    plain = clean_id(text)
    whole = whole_digits(plain)
    if has_lost_digits(whole):
        return _Reserved("digits_lost", plain)
    if is_masked(plain):
        return _Reserved("masked", plain)
    if len(plain) > KEY_LENGTH:
        raise CellRefused("text_too_long")
    return plain if whole == plain else _Mended("digits_restored", text, whole)


def _read_email(text: str, _currency: str) -> Any:
    text = clean(text)
    if not text:
        return ""
    if found := email_key(text):
        return found
    first, *others = BETWEEN_EMAILS.split(text)
    if found := email_key(first):
        return _Reserved("emails_several", text, found, is_kept=True) if any(others) else found
    return _Reserved("masked" if is_masked(text) else "email_unreadable", text, is_kept=True)


def _read_phone(text: str) -> Any:
    plain = clean_id(text).replace(BETWEEN_VALUES, " / ")
    whole = whole_digits(plain)
    if has_lost_digits(whole):
        return _Reserved("digits_lost", plain)
    if is_masked(plain):
        return _Reserved("masked", plain, is_kept=True)
    if CALLED_BY_ALL.fullmatch(plain):
        return _Reserved("phone_shared", plain, is_kept=True)
    return plain if whole == plain else _Mended("digits_restored", text, whole)


def _read_amount(text: str, currency: str, marks: Marks) -> Any:
    amount, is_exact = read_money(text, digits(currency), marks=marks, currency=currency)
    return amount if is_exact else _Reserved("amount_rounded", text, amount)


def read_currency(text: str) -> str:
    """A currency code; the mark RM stands for MYR."""
    text = text.strip().upper()
    code = CURRENCY_MARKS.get(text, text)
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    raise CellRefused("currency_unknown")


def hash_of(*facts: object) -> str:
    """32 signs that stand for these values; equal values give equal hashes in every process."""
    return hash_of_text(repr(facts))


def hash_of_text(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def key_text(prefix: str, *parts: object) -> str:
    """The text a record is remembered by; a long one is shortened to its hash."""
    text = prefix + ":" + "|".join(map(str, parts))
    return text if len(text) <= KEY_LENGTH else f"{prefix}:~{hash_of(*parts)}"
