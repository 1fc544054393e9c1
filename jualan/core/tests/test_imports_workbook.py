import datetime as dt
import zipfile

import pytest
import xlsxwriter

from jualan.core.imports.reading import open_table
from jualan.core.imports.stopped import FileRefused


@pytest.fixture
def book(tmp_path):
    """A workbook as the library writes it; `constant_memory` puts texts into the cells."""

    def maker(rows, *, constant_memory=False, **options):
        path = tmp_path / "file.xlsx"
        made = xlsxwriter.Workbook(str(path), {"constant_memory": constant_memory, **options})
        sheet = made.add_worksheet("Data")
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        moment = made.add_format({"num_format": "d mmm yyyy hh:mm"})
        money = made.add_format({"num_format": '"RM"#,##0.00'})
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                form = moment if isinstance(value, dt.datetime) else day if isinstance(value, dt.date) else None
                sheet.write(place, column, value, form or (money if isinstance(value, float) else None))
        made.close()
        return path

    return maker


def read(path):
    refused = []
    table = open_table(path)
    return table, list(table.rows(refuse=refused.append)), refused


@pytest.mark.parametrize("constant_memory", [True, False])
def test_cells_come_as_text(book, constant_memory):
    path = book(
        [
            ["Name", "Day", "Moment", "Amount", "Pieces", "Id", "VIP"],
            ["Siti & Ali", dt.date(2024, 1, 15), dt.datetime(2024, 1, 15, 9, 30), 1234.5, 7, 7210448301122, True],  # noqa: DTZ001
            [],
            ["=SUM(A1)" if constant_memory else "x", None, None, -0.1, 0, None, False],
        ],
        constant_memory=constant_memory,
        strings_to_formulas=False,
    )

    table, rows, refused = read(path)

    assert table.header == ("Name", "Day", "Moment", "Amount", "Pieces", "Id", "VIP")
    assert rows[0] == (2, ["Siti & Ali", "2024-01-15", "2024-01-15 09:30:00", "1234.5", "7", "7210448301122", "yes"])
    assert (rows[1][0], rows[1][1][3:]) == (4, ["-0.1", "0", "", "no"])
    assert refused == []


def test_rows_are_as_wide_as_the_header(book):
    _table, rows, refused = read(book([["A", "B"], ["1"], ["1", "2", "3"], ["1", "2"]]))

    assert rows == [(2, ["1", ""]), (4, ["1", "2"])]
    assert [(bad.row, bad.reason) for bad in refused] == [(3, "too_many_cells")]


def test_dates_of_the_other_epoch(book):
    assert read(book([["A"], [dt.date(2024, 1, 15)]], date_1904=True))[1] == [(2, ["2024-01-15"])]


def test_an_empty_workbook_is_refused(book):
    with pytest.raises(FileRefused) as stopped:
        read(book([]))
    assert stopped.value.code == "file_empty"


def test_a_damaged_workbook_is_refused(book, tmp_path):
    path = book([["A"], ["1"]])
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as bad:
        for name in whole.namelist():
            bad.writestr(name, whole.read(name)[: 60 if name.endswith("sheet1.xml") else None])

    with pytest.raises(FileRefused) as stopped:
        read(tmp_path / "bad.xlsx")
    assert stopped.value.code == "archive_broken"


def test_entities_are_refused(book, tmp_path):
    path = book([["A"], ["1"]])
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as bad:
        for name in whole.namelist():
            text = whole.read(name)
            bad.writestr(
                name,
                b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + text.partition(b"?>")[2]
                if "sheet1" in name
                else text,
            )

    with pytest.raises(FileRefused):
        read(tmp_path / "bad.xlsx")


def test_another_archive_is_no_workbook(tmp_path):
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("notes.txt", "hello")

    with pytest.raises(FileRefused) as stopped:
        read(path)
    assert stopped.value.code == "file_not_text"
