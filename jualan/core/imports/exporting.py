"""Files out: every record of a kind that a person may see, so written that the file, imported again, changes nothing.

An area yields rows of values under the kind's field codes; here they become text, harmless to spreadsheets.
"""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from jualan.core.bulk import in_groups
from jualan.core.imports.cells import neutralised
from jualan.core.imports.kinds import kind_named
from jualan.core.imports.mapping import CUSTOM, FieldType, KindSpec
from jualan.core.imports.owned import own_id
from jualan.core.imports.stopped import WrongUse
from jualan.core.models import FieldDefinition, ImportedRecord
from jualan.core.money import decimal_text
from jualan.core.normalise import name_key
from jualan.core.wiring import function
from jualan.core.workspace import base_currency, workspace

BATCH = 1000
OWN_ID = "jualan_id"

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """What an area writes of a kind: the fields it fills, and a function that yields (record id, values, custom).

    Values are those of the database: minor units, millionths, thousandths, dates or (day, moment). `currency` is the
    row's own where it has one.
    """

    columns: tuple[str, ...]
    rows: Callable[[Any], Iterator[tuple[int, Values, Values]]]


def batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Rows in the order of their ids, a thousand at a time, so that what belongs to them is fetched together."""
    yield from in_groups(rows.order_by("pk").iterator(BATCH), BATCH)


def external_ids(record: str, prefix: str, ids: Iterable[int]) -> dict[int, str]:
    """The id by which a file first named each record."""
    found: dict[int, str] = {}
    rows = ImportedRecord.objects.filter(kind=record, record_id__in=ids, key__startswith=prefix + ":").order_by("-pk")
    for pk, key in rows.values_list("record_id", "key"):
        found[pk] = key.removeprefix(prefix + ":")
    return found


class Table:
    """A kind as rows of text, with the conditions that rows must meet."""

    def __init__(self, kind_name: str, viewer: Any, where: Sequence[tuple[str, str]] = ()) -> None:
        self._kind: KindSpec = kind_named(kind_name)
        self._export: Export = function(self._kind.export)
        self._viewer = viewer
        definitions = FieldDefinition.objects.filter(kind=self._kind.record, retired_at=None)
        own = set(self._export.columns)
        self._customs = [code for code in definitions.values_list("code", flat=True) if code not in own]
        self.header = [OWN_ID, *self._export.columns, *(CUSTOM + code for code in self._customs)]
        self._where = [(self._place(field), name_key(value)) for field, value in where]
        self._zone = ZoneInfo(workspace().time_zone)

    def _place(self, field: str) -> int:
        if field not in self.header[1:]:
            raise WrongUse("where_unknown", field=field, kind=self._kind.kind, known=self.header[1:])
        return self.header.index(field)

    def rows(self) -> Iterator[list[str]]:
        types = {spec.code: spec.type for spec in self._kind.fields}
        base = base_currency()
        for pk, values, custom in self._export.rows(self._viewer):
            currency = values.get("currency") or base
            row = [own_id(self._kind.record, pk)]
            row += [self._text(types[code], values.get(code), currency) for code in self._export.columns]
            row += [_custom_text(custom.get(code)) for code in self._customs]
            if all(name_key(row[place]) == value for place, value in self._where):
                yield row

    def _text(self, kind: FieldType, value: Any, currency: str) -> str:
        if value is None or value == "":
            return ""
        writers: dict[FieldType, Callable[[Any], str]] = {
            FieldType.MONEY: lambda minor: decimal_text(minor, currency),
            FieldType.UNIT_PRICE: lambda micro: _plain(Decimal(micro).scaleb(-6)),
            FieldType.QUANTITY: lambda milli: _plain(Decimal(milli).scaleb(-3)),
            FieldType.DATE: self._date_text,
            FieldType.MONTH: lambda day: f"{day:%Y-%m}",
            FieldType.BOOLEAN: lambda is_so: "yes" if is_so else "no",
        }
        return writers.get(kind, str)(value)

    def _date_text(self, value: Any) -> str:
        day, at = value if isinstance(value, tuple) else (value, None)
        if at is None or at.astimezone(self._zone).date() != day:
            return day.isoformat() if day else ""
        local: dt.datetime = at.astimezone(self._zone)
        return local.isoformat(sep=" ", timespec="microseconds" if local.microsecond else "seconds")


def write_csv(table: Table, stream: TextIO) -> int:
    """Write a table as CSV; returns how many rows."""
    writer = csv.writer(stream)
    writer.writerow(table.header)
    count = 0
    for row in table.rows():
        writer.writerow([neutralised(cell) for cell in row])
        count += 1
    return count


def write_xlsx(table: Table, stream: BinaryIO) -> int:
    """Write a table as a workbook of texts, which no spreadsheet rounds or runs; returns how many rows."""
    import xlsxwriter  # noqa: PLC0415 costs 60 ms and is needed for workbooks only

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    sheet = book.add_worksheet()
    count = 0
    sheet.write_row(0, 0, table.header)
    for row in table.rows():
        count += 1
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(count, place, neutralised(cell))
    book.close()
    return count


def _custom_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
