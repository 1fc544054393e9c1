"""A row of cells becomes an entry of typed values under the kind's field codes, or is refused with the cell to blame."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
from jualan.core.imports.dates import DateReader, read_month
from jualan.core.imports.mapping import CUSTOM, Binding, ColumnMap, FieldSpec, FieldType
from jualan.core.money import digits
from jualan.core.normalise import email_key, has_lost_digits, is_masked, name_key

NUMERIC = frozenset({FieldType.MONEY, FieldType.UNIT_PRICE, FieldType.QUANTITY, FieldType.NUMBER})
AS_WRITTEN = "_as_written"
TOLD = "_told"
KEY_LENGTH = 200
WORDS_KEPT = 4096
LONGEST_CUSTOM = 100_000


@dataclass(frozen=True, slots=True)
class RowRefused:
    """Why a row is not taken, and the field whose cell is to blame."""

    reason: str
    field: str = ""
    value: str = ""


@dataclass(slots=True)
class Entry:
    """One row, read. `values` and `custom` hold filled cells only; `warnings` are (reason, example)."""

    row: int
    cells: Sequence[str]
    values: dict[str, Any]
    custom: dict[str, Any]
    warnings: list[tuple[str, str]] = field(default_factory=list)
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
    """What is known of a file before its rows are read: declared, proven, or set for the whole business."""

    columns: ColumnMap
    dates: DateReader
    currency: str
    marks: Mapping[str, Marks] = field(default_factory=dict)
    custom_types: Mapping[str, FieldType] = field(default_factory=dict)
    value_map: Mapping[tuple[str, str], str] = field(default_factory=dict)
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
            if len(binding.places) == 1:
                self._single.append((binding.places[0], spec.code, read))
            else:
                self._joined.append((binding, read))
        self._customs = [
            (custom.place, custom.code, self._with_told(custom.code, self._custom_reader(custom.code)))
            for custom in sorted(reading.columns.customs, key=lambda custom: custom.code)
        ]
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
                return _Told(read(text, currency), new)
            return read(new, currency)

        return read_told

    def read(self, row: int, cells: Sequence[str], currency: str = "") -> Entry:
        """The row as an entry; `currency` is that of its document where the row itself names none."""
        entry = Entry(row, cells, {}, {})
        currency = self.currency_of(cells) or currency or self._reading.currency
        code = name = text = ""
        try:
            for place, code, read in self._single:
                text = cells[place].strip()
                if text:
                    self._keep(entry, code, read(text, currency))
            for binding, read in self._joined:
                code, text = binding.field.code, _together(binding, cells)
                if text:
                    self._keep(entry, code, read(text, currency))
            for place, name, read in self._customs:
                code, text = "", cells[place].strip()
                if text and (value := read(text, "")) != "":
                    entry.custom[name] = value
        except CellRefused as refusal:
            entry.refused = RowRefused(refusal.reason, code or CUSTOM + name, text)
        return entry

    def _keep(self, entry: Entry, code: str, value: Any) -> None:
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
        dates = self._reading.dates
        aliases = self._reading.aliases.get(spec.alias, {}) if spec.alias else {}

        readers: dict[FieldType, Read] = {
            FieldType.TEXT: _text_reader(aliases, spec.longest),
            FieldType.ID: _read_id,
            FieldType.EMAIL: _read_email,
            FieldType.PHONE: _read_phone,
            FieldType.MONEY: lambda text, currency: _read_amount(clean(text), currency, marks),
            FieldType.UNIT_PRICE: lambda text, currency: read_micro(clean(text), marks=marks, currency=currency),
            FieldType.QUANTITY: lambda text, _currency: read_milli(clean(text), marks=marks),
            FieldType.NUMBER: lambda text, _currency: read_number(clean(text), marks=marks),
            FieldType.DATE: lambda text, _currency: dates.read(text),
            FieldType.MONTH: lambda text, _currency: read_month(clean(text)),
            FieldType.BOOLEAN: lambda text, _currency: read_boolean(clean(text)),
            FieldType.CURRENCY: lambda text, _currency: read_currency(clean(text)),
        }
        return readers[spec.type]

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
class _Told:
    """A word that is kept, and the meaning a person gave it."""

    word: str
    meaning: str


def _together(binding: Binding, cells: Sequence[str]) -> str:
    filled = (cells[place].strip() for place in binding.places)
    if binding.joiner is None:
        return next((text for text in filled if text), "")
    return binding.joiner.join(dict.fromkeys(text for text in filled if text))


def _text_reader(aliases: Mapping[str, str], longest: int) -> Read:
    known: dict[str, str] = {}

    def read(text: str, _currency: str) -> str:
        found = known.get(text)
        if found is not None:
            return found
        plain = clean(text)
        if len(plain) > longest:
            raise CellRefused("text_too_long")
        plain = aliases.get(name_key(plain), plain) if aliases else plain
        if len(known) < WORDS_KEPT:
            known[text] = plain
        return plain

    return read


def _read_id(text: str, _currency: str) -> Any:
    text = clean_id(text)
    if has_lost_digits(text):
        return _Reserved("digits_lost", text)
    if is_masked(text):
        return _Reserved("masked", text)
    if len(text) > KEY_LENGTH:
        raise CellRefused("text_too_long")
    return text


def _read_email(text: str, _currency: str) -> Any:
    text = clean(text)
    if not text:
        return ""
    return email_key(text) or _Reserved("masked" if is_masked(text) else "email_unreadable", text, is_kept=True)


def _read_phone(text: str, _currency: str) -> Any:
    text = clean_id(text)
    if has_lost_digits(text):
        return _Reserved("digits_lost", text)
    return _Reserved("masked", text, is_kept=True) if is_masked(text) else text


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
