"""One table, however it is kept: CSV of any separator and encoding, XLSX or XLS, it imports the same."""

import csv
import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jualan.core.imports.engine import run_import
from jualan.core.imports.items import Options
from jualan.core.imports.planning import plan_import
from jualan.leads.models import Lead

HEADER = ["Lead ID", "Full Name", "Phone", "Opened on", "Catatan", "Nilai"]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
names = st.text(st.sampled_from("abcdeéñ'-. ZA"), min_size=1, max_size=12).map(str.strip).filter(bool)
notes = (
    st.text(st.sampled_from('abc ,;|"\té\n'), max_size=12).map(str.strip).filter(lambda text: not text.startswith("'"))
)
rows = st.tuples(
    names,
    st.integers(110_000_000, 119_999_999).map(lambda number: f"0{number}"),
    st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)),
    notes,
    st.integers(-(10**6), 10**6),
)
tables = st.lists(rows, min_size=1, max_size=6)


def numbered(table):
    """Each row with an id of its own, the last column a number."""
    return [[f"L{place}", *row] for place, row in enumerate(table)]


def write_text(path, table, delimiter, encoding):
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([HEADER, *([str(cell) for cell in row] for row in numbered(table))])


def write_xlsx(path, table, *, in_cells):
    with xlsxwriter.Workbook(str(path), {"constant_memory": in_cells}) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for place, row in enumerate(numbered(table), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(place, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(place, column, cell)
                else:
                    sheet.write_string(place, column, cell)


def write_xls(path, table):
    made = xlwt.Workbook()
    sheet = made.add_sheet("Data")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
    for place, row in enumerate(numbered(table), start=1):
        for column, cell in enumerate(row):
            sheet.write(place, column, cell, day if isinstance(cell, dt.date) else xlwt.Style.default_style)
    made.save(str(path))


def imported(path):
    """What an import of the file leaves, which is then taken back."""
    with transaction.atomic():
        outcome = run_import(plan_import("leads", [path], Options()))
        found = [
            (lead.contact.full_name, lead.contact.phone, lead.opened_on, lead.custom)
            for lead in Lead.objects.select_related("contact").order_by("pk")
        ]
        transaction.set_rollback(True)
    assert outcome.tally.refused_rows == 0
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return Path(tmp_path_factory.mktemp("tables"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables, delimiter=st.sampled_from(",;\t|"), encoding=st.sampled_from(ENCODINGS), in_cells=st.booleans())
def test_a_table_imports_the_same_however_it_is_kept(born, folder, table, delimiter, encoding, in_cells):
    write_text(folder / "table.csv", table, delimiter, encoding)
    write_xlsx(folder / "table.xlsx", table, in_cells=in_cells)
    write_xls(folder / "table.xls", table)

    as_text = imported(folder / "table.csv")

    assert len(as_text) == len(table)
    assert imported(folder / "table.xlsx") == as_text
    assert imported(folder / "table.xls") == as_text
