"""What an import is going to do, worked out before anything is written: files opened, columns mapped, everything proven."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from jualan.core.imports.cells import CellRefused
from jualan.core.imports.dates import Order
from jualan.core.imports.guessing import open_for
from jualan.core.imports.items import Options
from jualan.core.imports.kinds import kind_named
from jualan.core.imports.mapping import (
    CUSTOM,
    ColumnMap,
    FieldType,
    FormatSpec,
    KindSpec,
    compared_headers,
    custom_code,
    map_columns,
    normalised_header,
    recognised_format,
)
from jualan.core.imports.reading import Table
from jualan.core.imports.rows import hash_of, read_currency
from jualan.core.imports.stopped import WrongUse
from jualan.core.models import FieldDefinition, HeaderMapping
from jualan.core.normalise import name_key
from jualan.core.wiring import wired


@dataclass(frozen=True, slots=True)
class FilePlan:
    table: Table
    columns: ColumnMap


@dataclass(frozen=True, slots=True)
class Plan:
    """An import that can begin. Equal signatures mean the same command over the same files."""

    kind: KindSpec
    options: Options
    format: str
    system: str
    files: tuple[FilePlan, ...]
    signature: str

    @property
    def file_names(self) -> list[str]:
        return [plan.table.name for plan in self.files]

    @property
    def lines(self) -> int:
        return sum(plan.table.lines for plan in self.files)


def plan_import(kind_name: str, paths: Sequence[Path], options: Options) -> Plan:
    """Open and map every file; `ImportStopped` where one cannot be read or the columns make no sense.

    What was told before of the same headers holds still, unless it is told otherwise now.
    """
    kind = kind_named(kind_name)
    if not paths:
        raise WrongUse("file_not_given", kind=kind_name)
    _check_currency(options.currency)
    tables = [_first(open_for(kind, path, options.sheet), options.most_rows) for path in paths]
    formats = sorted({options.format or recognised_format(kind, table.header) for table in tables})
    if len(formats) > 1:
        raise WrongUse("formats_differ", formats=formats)
    _check_columns(options, tables)
    for alias_kind, _old, _new in options.aliases:
        if alias_kind not in wired("imports", "ALIASES"):
            raise WrongUse("alias_kind_unknown", kind=alias_kind, known=list(wired("imports", "ALIASES")))
    for table in tables:
        options = _with_remembered(options, kind, table, formats[0])
    files = tuple(
        FilePlan(_undressed(kind, table, formats[0]), _mapped(kind, table, formats[0], options)) for table in tables
    )
    for code, _old, _new in options.values:
        _check_value_field(kind, code, files)
    system = options.system or formats[0]
    return Plan(kind, options, formats[0], system, files, _signature(kind, files, options, system))


def _first(table: Table, rows: int) -> Table:
    return table.first(rows) if rows else table


def _undressed(kind: KindSpec, table: Table, format_name: str) -> Table:
    """The table without the rows and marks by which a format explains, repeats or dresses others."""
    spec = kind.format_named(format_name, table.header)
    if spec is None:
        return table
    places = {plain: place for place, plain in enumerate(compared_headers(table.header))}
    left_out = [(places[header], begins) for header, begins in spec.left_out if header in places]
    cleaned = [
        (place, spec.blank.get(header, frozenset()), spec.prefixes.get(header, ""))
        for header, place in places.items()
        if header in spec.blank or header in spec.prefixes
    ]
    return replace(table, left_out=tuple(left_out), cleaned=tuple(cleaned))


def _mapped(kind: KindSpec, table: Table, format_name: str, options: Options) -> ColumnMap:
    """The columns of one file. With several files a told column need stand in one of them only."""
    here = {*compared_headers(table.header), *map(normalised_header, table.header)}
    told = {c: code for c, code in options.columns.items() if c in table.header or normalised_header(c) in here}
    return map_columns(kind, table.header, format_name=format_name, told=told)


def _check_columns(options: Options, tables: Sequence[Table]) -> None:
    known = {normalised_header(text) for table in tables for text in table.header}
    for column in options.columns:
        if normalised_header(column) not in known:
            raise WrongUse("column_unknown", column=column, columns=[text for table in tables for text in table.header])


def _with_remembered(options: Options, kind: KindSpec, table: Table, format_name: str) -> Options:
    row = HeaderMapping.objects.filter(header_hash=header_hash(table.header, format_name), kind=kind.kind).first()
    if row is None:
        return options
    told_columns = {normalised_header(column) for column in options.columns}
    columns = {
        column: code
        for column, code in row.mapping.get("columns", {}).items()
        if normalised_header(column) not in told_columns and code not in options.columns.values()
    }
    told_words = {(code, name_key(old)) for code, old, _new in options.values}
    values = [
        (code, old, new) for code, old, new in row.mapping.get("values", ()) if (code, name_key(old)) not in told_words
    ]
    return replace(options, columns={**columns, **options.columns}, values=(*values, *options.values))


def remember(plan: Plan) -> None:
    """Keep what was told of these headers for the next file that has them."""
    told = {"columns": dict(plan.options.columns), "values": [list(value) for value in plan.options.values]}
    if any(told.values()):
        for file in plan.files:
            HeaderMapping.objects.update_or_create(
                header_hash=header_hash(file.table.header, plan.format),
                kind=plan.kind.kind,
                defaults={"mapping": told},
            )


def header_hash(header: Sequence[str], format_name: str) -> str:
    """The same for the same headers in any order."""
    return hash_of(format_name, sorted(normalised_header(text) for text in header))


def known_types(kind: KindSpec) -> dict[str, FieldType]:
    """The types of the custom fields that a kind of record has."""
    rows = FieldDefinition.objects.filter(kind=kind.record).values_list("code", "type")
    types = {
        FieldDefinition.Type.NUMBER: FieldType.NUMBER,
        FieldDefinition.Type.DATE: FieldType.DATE,
        FieldDefinition.Type.BOOLEAN: FieldType.BOOLEAN,
    }
    return {code: types.get(FieldDefinition.Type(kind_of), FieldType.TEXT) for code, kind_of in rows}


def value_map(options: Options, spec: FormatSpec | None = None) -> dict[tuple[str, str], str]:
    """(field, word as compared) → the word to read instead: the format's, then what was told."""
    known = [(code, old, new) for code, words in (spec.values if spec else {}).items() for old, new in words.items()]
    return {(_plain_code(code), name_key(old)): new for code, old, new in (*known, *options.values)}


def _plain_code(code: str) -> str:
    return custom_code(code.removeprefix(CUSTOM)) if code.startswith(CUSTOM) else code


def _check_value_field(kind: KindSpec, code: str, files: Sequence[FilePlan]) -> None:
    known = {spec.code for spec in kind.fields} | {custom.code for file in files for custom in file.columns.customs}
    if _plain_code(code) not in known:
        raise WrongUse("field_unknown", field=code, kind=kind.kind, known=sorted(known))


def _check_currency(currency: str) -> None:
    try:
        if currency:
            read_currency(currency)
    except CellRefused as refusal:
        raise WrongUse("currency_unknown", currency=currency) from refusal


def _signature(kind: KindSpec, files: Sequence[FilePlan], options: Options, system: str) -> str:
    told = (
        kind.kind,
        system,
        [(file.table.digest, sorted(file.columns.as_told().items()), file.columns.format) for file in files],
        sorted(options.values),
        sorted(options.aliases),
        options.currency,
        options.date_order.value if isinstance(options.date_order, Order) else "",
    )
    return blake2b(repr(told).encode(), digest_size=32).hexdigest()
