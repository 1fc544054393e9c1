"""The kinds that can be imported, as `config/wiring/imports.py` lists them, each with the columns that upper areas add."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from jualan.core.imports.formats import formats
from jualan.core.imports.items import ExtraColumn
from jualan.core.imports.mapping import FieldSpec, FieldType, KindSpec, normalised_header
from jualan.core.imports.stopped import WrongUse
from jualan.core.wiring import function, wired

OWN_ID = FieldSpec("jualan_id", FieldType.ID)
"""What our own export writes so that each row finds its record again."""


@cache
def kinds() -> dict[str, KindSpec]:
    """Kind → what it is, in the order in which a business brings them in."""
    specs: list[KindSpec] = [function(path) for path in wired("imports", "KINDS")]
    return {spec.kind: _whole(spec) for spec in specs}


def kind_named(name: str) -> KindSpec:
    """The kind of this name, or `WrongUse`."""
    spec = kinds().get(name)
    if spec is None:
        raise WrongUse("import_kind_unknown", kind=name, known=list(kinds()))
    return spec


@cache
def extra_columns(kind: str) -> tuple[ExtraColumn, ...]:
    """The columns that upper areas add to a kind."""
    extras: list[ExtraColumn] = [function(path) for path in wired("imports", "EXTRA_COLUMNS")]
    return tuple(extra for extra in extras if extra.kind == kind)


@cache
def vocabulary() -> frozenset[str]:
    """Every header that some kind or format recognises, as compared."""
    return frozenset(word for spec in kinds().values() for word in _words(spec))


def _words(spec: KindSpec) -> Iterator[str]:
    for field in spec.fields:
        yield normalised_header(field.code)
        yield from field.synonyms
        yield from (word for part in field.parts for word in part)
    for form in spec.formats:
        yield from (word for columns in form.columns.values() for word in columns.headers)


def kind_of_record(record: str) -> KindSpec | None:
    """The kind whose files bring records of this kind (`lead` → leads)."""
    return next((spec for spec in kinds().values() if spec.record == record), None)


def _whole(spec: KindSpec) -> KindSpec:
    extras = tuple(extra.field for extra in extra_columns(spec.kind))
    return replace(spec, fields=(*spec.fields, *extras, OWN_ID), formats=(*spec.formats, *formats().get(spec.kind, ())))
