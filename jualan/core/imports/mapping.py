"""Which column of a file fills which field of a kind: told, remembered, or recognised by its header.

A column that fills no field becomes a custom field, so nothing of a file is dropped.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain, count

from jualan.core.imports.cells import CURRENCY_MARKS
from jualan.core.imports.stopped import WrongUse

CUSTOM = "custom."
PLAIN = "plain"
SUM = "+"
"""The joiner of columns that are added up."""
CURRENCY_IN_HEADER = re.compile(r"\s*\((RM|S\$|US\$|[A-Z]{3})\)\s*$")
MORE_OFTEN_A_WORD = frozenset({"ALL", "TOP"})
"""Codes of currencies that in a header mean something else: `Sales (ALL)`."""
CODE_LENGTH = 64
PHONE_WORDS = (
    "phonenumber", "phoneno", "mobile", "mobilephone", "mobilenumber", "mobileno", "telephone", "telephonenumber", "telephoneno",
    "tel", "telno", "telnumber", "hp", "hpno", "handphone", "handphoneno", "handphonenumber", "whatsapp", "whatsappnumber",
    "whatsappno", "contactnumber", "contactno", "contactphone", "telefon", "notelefon", "nophone", "nohp", "notel", "nohandphone",
    "notelbimbit", "notelefonbimbit", "telefonbimbit", "telbimbit", "nobimbit", "nombortelefon", "nombortel", "nombortelefonbimbit",
    "nomborhp", "nofon", "nowhatsapp", "nomborwhatsapp",
)  # fmt: skip
"""Headers above the phone of a person or company, whatever the kind."""
OUR_OWN = frozenset({"jualanrow", "jualanreason"})
"""Columns of our own files of refused rows: they say why, and fill nothing."""


class FieldType(Enum):
    """How the cells of a field are read."""

    TEXT = "text"
    ID = "id"
    EMAIL = "email"
    PHONE = "phone"
    MONEY = "money"
    UNIT_PRICE = "unit_price"
    QUANTITY = "quantity"
    DATE = "date"
    MONTH = "month"
    BOOLEAN = "boolean"
    CURRENCY = "currency"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a kind. `synonyms` are normalised headers, strongest first; `parts` are columns it is joined from.

    `alias` names the kind whose other names stand for it; `keeps_word`: a told value is the meaning of the word
    (in `<code>_told`), which itself is kept.
    """

    code: str
    type: FieldType = FieldType.TEXT
    synonyms: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    joiner: str = " "
    alias: str = ""
    longest: int = 300
    keeps_word: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The headers a format fills a field from: the first that is filled, or all joined."""

    headers: tuple[str, ...]
    joiner: str | None = None


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """A program's own layout of a kind. A header set that holds one whole set of `signatures` is recognised as it.

    `values`: field → word → what it means; `constants`: fields that every row has; `left_out`: (header, beginning of
    the cell, '' for an empty one) of rows that explain or repeat others; `blank`, `prefixes`: header → what stands for
    nothing, or before every value; `unsigned`: amounts that some files write below nothing; `summed`:
    fields added up over rows that are otherwise one record; `of_lines`: amounts of a document that are each line's own,
    however alike; `date_order`: that of its dates where a file does not prove one; `source`: where the headers were seen.
    """

    name: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, Columns]
    kind: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()
    blank: Mapping[str, frozenset[str]] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    unsigned: frozenset[str] = frozenset()
    summed: tuple[str, ...] = ()
    of_lines: frozenset[str] = frozenset()
    date_order: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind of record that files bring: its fields, what a row is known by, and who writes it.

    `model` and `writer` are dotted paths. `needs`: at least one of these fields must have a column. `keys` say what a
    row is known by, first that is filled. `document`: the field whose equal values make rows one
    record. `facts`: columns of the record whose imported values `prove` compares by hash. `joins_by_name`: a row may be
    taken for a record that bears its name, but two rows of one name never for the same. `telling`: a file without any of
    these is not guessed to be of the kind. `on_removal`: what is called with ids before a
    revert removes them. `export` is the path of the `Export` that writes such files.
    """

    kind: str
    record: str
    fields: tuple[FieldSpec, ...]
    needs: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    model: str
    writer: str
    document: str = ""
    facts: tuple[str, ...] = ()
    joins_by_name: bool = False
    telling: tuple[str, ...] = ()
    on_removal: str = ""
    export: str = ""
    formats: tuple[FormatSpec, ...] = ()

    def field(self, code: str) -> FieldSpec | None:
        return next((spec for spec in self.fields if spec.code == code), None)

    def format_named(self, name: str, header: Sequence[str]) -> FormatSpec | None:
        """The layout of this name; of several the one that these headers are."""
        named = [spec for spec in self.formats if spec.name == name]
        headers = set(compared_headers(header))
        return next((spec for spec in named if any(one <= headers for one in spec.signatures)), next(iter(named), None))


@dataclass(frozen=True, slots=True)
class Binding:
    """A field and the places of the cells that fill it; `joiner` None takes the first that is filled."""

    field: FieldSpec
    places: tuple[int, ...]
    joiner: str | None = None


@dataclass(frozen=True, slots=True)
class CustomBinding:
    code: str
    place: int
    label: str


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What every column of one file fills."""

    header: tuple[str, ...]
    format: str
    bindings: tuple[Binding, ...]
    customs: tuple[CustomBinding, ...]
    spec: FormatSpec | None = None

    def column_of(self, code: str) -> str:
        """The header a field's first cell stands under, for a refusal."""
        place = next((b.places[0] for b in self.bindings if b.field.code == code), None)
        if place is None:
            place = next((c.place for c in self.customs if CUSTOM + c.code == code), None)
        return "" if place is None else self.header[place]

    def as_told(self) -> dict[str, str]:
        """Header → field, as `--map` would say it and a person confirms it."""
        told = {self.header[place]: binding.field.code for binding in self.bindings for place in binding.places}
        return told | {self.header[c.place]: CUSTOM + c.code for c in self.customs}


def normalised_header(text: str) -> str:
    """The header without case and signs; one without Latin letters keeps its own."""
    plain = re.sub(r"[^a-z0-9]", "", text.lower())
    return plain or "".join(text.casefold().split())


def compared_headers(header: Sequence[str]) -> list[str]:
    """The headers as compared; one that ends in a currency, `Total (RM)`, without it unless two would then be one."""
    plain = [normalised_header(text) for text in header]
    bare = [normalised_header(CURRENCY_IN_HEADER.sub("", text)) for text in header]
    return [two if one != two and bare.count(two) == 1 else one for one, two in zip(plain, bare, strict=True)]


def currency_of_headers(columns: "ColumnMap") -> str:
    """The code of the one currency that the headers of amounts name, or nothing."""
    money = (b for b in columns.bindings if b.field.type in {FieldType.MONEY, FieldType.UNIT_PRICE})
    marks = (CURRENCY_IN_HEADER.search(columns.header[place]) for b in money for place in b.places)
    found = {code for mark in marks if mark and (code := _currency(mark[1]))}
    return found.pop() if len(found) == 1 else ""


def _currency(text: str) -> str:
    """The code of a currency that there is; `Price (NET)` names none."""
    from babel import Locale  # noqa: PLC0415 costs 40 ms and is needed for files with such headers only

    code = CURRENCY_MARKS.get(text, text)
    return code if code in Locale("en").currencies and code not in MORE_OFTEN_A_WORD else ""


def custom_code(text: str) -> str:
    """The code of a custom field made of a header: lower case, other signs to `_`."""
    code = re.sub(r"_+", "_", "".join(sign if sign.isalnum() else "_" for sign in text.lower())).strip("_")
    return code[:CODE_LENGTH]


def recognised_format(kind: KindSpec, header: Sequence[str]) -> str:
    """The name of the format these headers are, `plain` when they are none."""
    headers = set(compared_headers(header))
    for spec in kind.formats:
        if any(signature <= headers for signature in spec.signatures):
            return spec.name
    return PLAIN


def map_columns(kind: KindSpec, header: Sequence[str], *, format_name: str, told: Mapping[str, str]) -> ColumnMap:
    """Say what every column fills, or raise `WrongUse` where that cannot be."""
    mapper = _Mapper(kind, tuple(header))
    mapper.take_told(told)
    mapper.take_named_customs()
    spec = kind.format_named(format_name, header)
    if spec is not None:
        mapper.take_format(spec)
    elif format_name != PLAIN:
        known = [PLAIN, *(spec.name for spec in kind.formats)]
        raise WrongUse("format_unknown", format=format_name, kind=kind.kind, known=known)
    else:
        mapper.take_recognised()
    mapper.take_customs()
    found = ColumnMap(tuple(header), format_name, tuple(mapper.bindings), tuple(mapper.customs), spec)
    filled = {binding.field.code for binding in found.bindings} | set(spec.constants if spec else ())
    if not filled & set(kind.needs):
        raise WrongUse("no_key_column", kind=kind.kind, columns=list(header), needs=list(kind.needs))
    return found


class _Mapper:
    """Gives columns away one after the other; each fills one thing."""

    def __init__(self, kind: KindSpec, header: tuple[str, ...]) -> None:
        self.kind = kind
        self.header = header
        self.plain = compared_headers(header)
        self.free = dict.fromkeys(range(len(header)))
        self.bindings: list[Binding] = []
        self.customs: list[CustomBinding] = []

    def take_told(self, told: Mapping[str, str]) -> None:
        for column, code in told.items():
            place = self._place_named(column)
            if code.startswith(CUSTOM):
                self._take_custom(place, custom_code(code.removeprefix(CUSTOM)))
                continue
            spec = self.kind.field(code)
            if spec is None:
                known = [spec.code for spec in self.kind.fields]
                raise WrongUse("field_unknown", field=code, kind=self.kind.kind, known=known)
            self._bind(spec, (place,))

    def take_named_customs(self) -> None:
        """A header that begins with `custom.`, as our own files have it, names a custom field and nothing else."""
        for place in list(self.free):
            if self.header[place].startswith(CUSTOM):
                self._take_custom(place, custom_code(self.header[place].removeprefix(CUSTOM)))

    def _place_named(self, column: str) -> int:
        places = [place for place, text in enumerate(self.header) if text == column]
        if not places:
            wanted = normalised_header(column)
            places = [place for place, plain in enumerate(self.plain) if plain == wanted]
        if len(places) != 1:
            code = "column_twice" if places else "column_unknown"
            raise WrongUse(code, column=column, columns=list(self.header))
        if places[0] not in self.free:
            raise WrongUse("column_told_twice", column=column)
        return places[0]

    def take_format(self, spec: FormatSpec) -> None:
        """Fill fields as the format says; one column may fill several."""
        untold = set(self.free)
        for code, columns in spec.columns.items():
            found_places = [[p for p, plain in enumerate(self.plain) if plain == wanted] for wanted in columns.headers]
            places = [found[0] for found in found_places if found and found[0] in untold]
            found = self.kind.field(code)
            if places and found is not None and not self._is_bound(code):
                self._bind(found, tuple(places), columns.joiner)

    def take_recognised(self) -> None:
        """Fields by their own name first, then by synonyms, then joined from parts."""
        for spec in self.kind.fields:
            self._take_named(spec, (normalised_header(spec.code),))
        for spec in self.kind.fields:
            self._take_named(spec, spec.synonyms)
        for spec in self.kind.fields:
            self._take_parts(spec)

    def _take_named(self, spec: FieldSpec, names: Iterable[str]) -> None:
        if self._is_bound(spec.code):
            return
        for name in names:
            places = self._free_places(name)
            if places:
                self._bind(spec, (places[0],))
                return

    def _take_parts(self, spec: FieldSpec) -> None:
        if self._is_bound(spec.code) or not spec.parts:
            return
        found = [
            next((self._free_places(name)[0] for name in part if self._free_places(name)), None) for part in spec.parts
        ]
        places = tuple(place for place in found if place is not None)
        if places:
            self._bind(spec, places, spec.joiner)

    def take_customs(self) -> None:
        for place in list(self.free):
            if self.plain[place] in OUR_OWN:
                continue
            self._take_custom(place, custom_code(self.header[place]) or f"column_{place + 1}")

    def _take_custom(self, place: int, code: str) -> None:
        taken = {custom.code for custom in self.customs}
        unique = next(one for one in chain((code,), (f"{code}_{n}" for n in count(2))) if one not in taken)
        self.free.pop(place, None)
        self.customs.append(CustomBinding(unique, place, self.header[place] or unique))

    def _free_places(self, name: str) -> list[int]:
        """Columns of this header that fill nothing yet; the same header twice cannot fill a field."""
        places = [place for place, plain in enumerate(self.plain) if plain == name]
        if len(places) > 1:
            raise WrongUse("header_twice", column=self.header[places[0]], places=[place + 1 for place in places])
        return [place for place in places if place in self.free]

    def _is_bound(self, code: str) -> bool:
        return any(binding.field.code == code for binding in self.bindings)

    def _bind(self, spec: FieldSpec, places: tuple[int, ...], joiner: str | None = None) -> None:
        for place in places:
            self.free.pop(place, None)
        self.bindings.append(Binding(spec, places, joiner))
