"""The rows of a list as a file. A cell that a spreadsheet would take for a formula is made harmless."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from jualan.core.errors import NotAllowed
from jualan.core.imports.cells import neutralised
from jualan.core.lists.cells import Setting
from jualan.core.lists.spec import Column, ListSpec
from jualan.core.money import digits

_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    """A file that hands back what is written to it, so that rows stream."""

    def write(self, value: str) -> str:
        return value


def export_rows(
    request: HttpRequest, spec: ListSpec, columns: Sequence[Column], rows: QuerySet[Any], setting: Setting
) -> HttpResponse | StreamingHttpResponse:
    """Answer every row of a list as CSV (streamed) or XLSX. Raises NotAllowed without `data.export`."""
    if not request.viewer.scope("data.export"):  # type: ignore[attr-defined] # set by PersonMiddleware
        raise NotAllowed("not_allowed", permission="data.export")
    paths = [path for column in columns for path in column.paths]
    values = (_flat(row, columns, setting) for row in rows.order_by("pk").values_list(*paths).iterator(2000))
    head = [str(column.label) for column in columns]
    name = f"{spec.kind}-{setting.today:%Y-%m-%d}.{request.GET['format']}"
    if request.GET["format"] == "csv":
        writer = csv.writer(_Echo())
        lines: Iterator[Any] = (writer.writerow([neutralised(_text(cell)) for cell in row]) for row in [head, *values])
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(lines, content_type=_CSV)
    else:
        response = HttpResponse(_workbook(head, values), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table_file(name: str, form: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> HttpResponse:
    """Return a small table as a CSV or XLSX file."""
    if form == "xlsx":
        response = HttpResponse(_workbook(head, iter(rows)), content_type=_XLSX)
    else:
        buffer = io.StringIO()
        csv.writer(buffer).writerows([[neutralised(cell) for cell in row] for row in (head, *rows)])
        response = HttpResponse(buffer.getvalue(), content_type=_CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _flat(row: Sequence[Any], columns: Sequence[Column], setting: Setting) -> list[Any]:
    """Return one exported value per column: money as decimals, choices by their label, the rest as they are."""
    values, start = [], 0
    for column in columns:
        cell = row[start : start + len(column.paths)]
        start += len(column.paths)
        values.append(_value(column, cell, setting))
    return values


def _value(column: Column, cell: Sequence[Any], setting: Setting) -> Any:
    first = cell[0]
    if column.export is not None:
        return column.export(*cell)
    if column.cell in {"money", "worth"}:
        amount = first if first is not None or column.cell == "money" else cell[1]
        currency = cell[1] if column.cell == "money" and len(cell) > 1 else setting.currency
        return None if amount is None else Decimal(amount).scaleb(-digits(currency))
    if column.cell == "unit_price":
        return None if first is None else Decimal(first).scaleb(-6).normalize()
    if column.cell == "pieces":
        return None if first is None else Decimal(first).scaleb(-3).normalize()
    if column.cell in {"label", "state"}:
        return setting.labels[column.code].get(str(first), first)
    return first


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _workbook(head: Sequence[str], values: Iterator[Sequence[Any]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True},
    )
    sheet = book.add_worksheet()
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, head, bold)
    for line, row in enumerate(values, 1):
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(
                    line,
                    place,
                    dt.datetime.combine(value, dt.time.min)
                    if not isinstance(value, dt.datetime)
                    else value.replace(tzinfo=None),
                    day,
                )
            elif isinstance(value, int | float | Decimal | str):
                sheet.write(line, place, value)
            elif value is not None:
                sheet.write_string(line, place, str(value))
    book.close()
    return buffer.getvalue()
