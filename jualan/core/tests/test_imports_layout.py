"""Sheets as people keep them: titles above the table, sums below it, cells that are one, two tables on one sheet."""

import datetime as dt
import zipfile

import pytest
import xlsxwriter
import xlwt

from jualan.core.imports.guessing import guess, is_archive, open_for, parts_of, unpack
from jualan.core.imports.kinds import kind_named
from jualan.core.imports.notes import AsText, Notes
from jualan.core.imports.reading import open_table
from jualan.core.imports.stopped import FileRefused, WrongUse

HEADER = ["Number", "Customer", "Total"]


@pytest.fixture
def book(tmp_path):
    """A workbook that `fill` writes: `book(lambda made: …)`."""

    def maker(fill, name="file.xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as made:
            fill(made)
        return path

    return maker


def sheet_of(*rows, name=None):
    def fill(made):
        sheet = made.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
        return sheet

    return fill


def read(path, sheet=""):
    """(table, rows, refused, what was noted) of a file."""
    refused, notes = [], Notes()
    table = open_table(path, sheet)
    rows = list(table.rows(refuse=refused.append, notes=notes))
    return table, rows, refused, notes.found


def code_of(path):
    with pytest.raises(FileRefused) as stopped:
        read(path)
    return stopped.value.code


TITLED = [
    ["Kedai Rohana"],
    ["Report of orders", "", "January"],
    [],
    HEADER,
    ["1", "Ali", "10"],
    ["Subtotal", "", "10"],
    ["2", "Abu", "20"],
    ["Grand Total", "", "30"],
]


def written(tmp_path, rows, ending):
    path = tmp_path / f"file.{ending}"
    if ending == "csv":
        path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    elif ending == "xlsx":
        with xlsxwriter.Workbook(str(path)) as made:
            sheet_of(*rows)(made)
    else:
        made = xlwt.Workbook()
        sheet = made.add_sheet("Data")
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                sheet.write(row, column, text)
        made.save(str(path))
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx", "xls"])
def test_titles_above_and_sums_below_are_no_rows(tmp_path, ending):
    table, rows, refused, notes = read(written(tmp_path, TITLED, ending))

    assert (table.header, table.header_row) == (tuple(HEADER), 4)
    assert rows == [(5, ["1", "Ali", "10"]), (7, ["2", "Abu", "20"])]
    assert refused == []
    assert notes == {"total_row": (2, ["6: Subtotal · 10", "8: Grand Total · 30"])}


@pytest.mark.parametrize("ending", ["csv", "xlsx", "xls"])
def test_two_tables_under_each_other_are_refused(tmp_path, ending):
    rows = [HEADER, ["1", "Ali", "10"], [], ["SKU", "Product", "Quantity"], ["A", "Cup", "3"]]

    with pytest.raises(FileRefused) as stopped:
        read(written(tmp_path, rows, ending))

    assert (stopped.value.code, stopped.value.facts["second"]) == ("two_tables", 4)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_two_tables_side_by_side_are_refused(tmp_path, ending):
    rows = [["Number", "Total", "", "SKU", "Product"], ["1", "10", "", "A", "Cup"], ["2", "20", "", "", ""]]

    assert code_of(written(tmp_path, rows, ending)) == "two_tables_beside"


def test_a_column_left_empty_parts_nothing(tmp_path):
    rows = [["Number", "Total", "", "SKU", "Product"], ["1", "10", "", "A", "Cup"]]

    assert read(written(tmp_path, rows, "csv"))[1] == [(2, ["1", "10", "", "A", "Cup"])]


def test_the_header_on_every_page_is_read_once(tmp_path):
    _table, rows, _refused, notes = read(
        written(tmp_path, [HEADER, ["1", "Ali", "10"], HEADER, ["2", "Abu", "5"]], "csv")
    )

    assert [row for row, _cells in rows] == [2, 4]
    assert notes == {"header_again": (1, ["3"])}


def test_a_product_called_total_is_a_product(tmp_path):
    _table, rows, _refused, notes = read(written(tmp_path, [["SKU", "Product", "Price"], ["Total", "Oil", "9"]], "csv"))

    assert (len(rows), notes) == (1, {})


def test_merged_cells_hold_for_every_row(book):
    def fill(made):
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Number", "SKU", "Quantity"])
        sheet.merge_range("A2:A3", "1001")
        sheet.write_column("B2", ["A", "B", "C"])
        sheet.write_column("C2", [1, 2, 3])
        sheet.write("A4", "1002")
        sheet.merge_range("A5:C5", "February")
        sheet.write_row(5, 0, ["1003", "D", 4])

    _table, rows, _refused, notes = read(book(fill))

    assert [cells for _row, cells in rows] == [
        ["1001", "A", "1"],
        ["1001", "B", "2"],
        ["1002", "C", "3"],
        ["1003", "D", "4"],
    ]
    assert notes == {"heading_row": (1, ["5: February"])}


def test_a_header_of_two_rows(book):
    def fill(made):
        sheet = made.add_worksheet()
        sheet.merge_range("A1:A2", "Number")
        sheet.merge_range("B1:C1", "Buyer")
        sheet.write_row(1, 1, ["Name", "Phone"])
        sheet.write_row(2, 0, ["1", "Ali", "0123456789"])

    table, rows, _refused, _notes = read(book(fill))

    assert table.header == ("Number", "Name", "Phone")
    assert len(rows) == 1


def test_what_is_hidden_is_read_and_said(book):
    def fill(made):
        sheet = sheet_of(HEADER, ["1", "Ali", 10], ["2", "Abu", 20])(made)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    _table, rows, _refused, notes = read(book(fill))

    assert len(rows) == 2
    assert notes == {"column_hidden": (1, ["Sheet1"]), "row_hidden": (1, ["3"])}


def test_formulas_give_the_value_last_worked_out(book):
    def fill(made):
        sheet = sheet_of(HEADER)(made)
        sheet.write_row(1, 0, ["1", "Ali"])
        sheet.write_formula("C2", "=5*2", None, 10)
        sheet.write_row(2, 0, ["2", "Abu"])
        sheet.write_formula("C3", "='[prices.xlsx]Sheet1'!A1", None, 20)
        sheet.write_row(3, 0, ["3", "Aya"])
        sheet.write_formula("C4", "=1/0", None, "#DIV/0!")

    _table, rows, _refused, notes = read(book(fill))

    assert [cells[2] for _row, cells in rows] == ["10", "20", ""]
    assert notes == {"formula_outside": (1, ["C3: 20"]), "formula_error": (1, ["C4: #DIV/0!"])}


def test_numbers_are_what_a_spreadsheet_shows(book):
    def fill(made):
        sheet = sheet_of(["Number", "Phone", "Total", "Name"])(made)
        padded = made.add_format({"num_format": "0000000000"})
        sheet.write_number(1, 0, 576461413038785763)
        sheet.write_number(1, 1, 123456789, padded)
        sheet.write_number(1, 2, 0.1 + 0.2)
        sheet.write_string(1, 3, "007")

    cells = read(book(fill))[1][0][1]

    assert cells == ["5.76461413038786E+17", "0123456789", "0.3", "007"]
    assert type(cells[3]) is AsText


def test_sheets_are_offered_with_what_they_seem_to_hold(book):
    def fill(made):
        made.add_worksheet("Empty")
        sheet_of(["SKU", "Product", "Price"], ["A", "Cup", 5], name="Produk")(made)
        sheet_of(
            ["Invoice No", "Order Date", "Customer", "Quantity", "Unit Price"],
            ["1", "2024-01-31", "Ali", 1, 5],
            name="Jualan",
        )(made)
        sheet_of(HEADER, ["1", "x", 1], name="Old")(made).hide()

    path = book(fill)
    parts = parts_of(path)

    assert [(part.sheet, part.kind, part.is_hidden, part.rows) for part in parts] == [
        ("Produk", "products", False, 1),
        ("Jualan", "orders", False, 1),
        ("Old", "orders", True, 1),
    ]
    assert open_for(kind_named("orders"), path).sheet == "Jualan"
    assert open_for(kind_named("orders"), path, "Old").sheet == "Old"
    with pytest.raises(FileRefused):
        open_for(kind_named("orders"), path, "Nope")


def test_of_equal_sheets_one_must_be_named(book):
    def fill(made):
        sheet_of(HEADER, ["1", "a", 1], name="Jan")(made)
        sheet_of(HEADER, ["2", "b", 2], name="Feb")(made)

    with pytest.raises(WrongUse) as stopped:
        open_for(kind_named("orders"), book(fill))

    assert (stopped.value.code, stopped.value.facts["sheets"]) == ("sheet_unsaid", "Jan, Feb")


def test_a_zip_gives_its_tables(tmp_path, book):
    book(sheet_of(HEADER, ["1", "Ali", 5]), "orders.xlsx")
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.write(tmp_path / "orders.xlsx", "a/orders.xlsx")
        package.writestr("../leads.csv", "Lead ID,Name,Lead Source\n1,Ali,Web\n")
        package.writestr("__MACOSX/._leads.csv", "x")
        package.writestr("readme.pdf", "x")

    files = unpack(path, tmp_path / "out")

    assert is_archive(path)
    assert sorted(file.relative_to(tmp_path / "out").as_posix() for file in files) == ["leads.csv", "orders.xlsx"]
    assert {part.kind for file in files for part in parts_of(file)} == {"leads", "orders"}


def test_a_zip_that_grows_beyond_reason_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("a.csv", "w") as member:
        for _block in range(70):
            member.write(bytes(1 << 20))

    with pytest.raises(FileRefused) as stopped:
        unpack(path, tmp_path / "out")
    assert stopped.value.code == "workbook_too_large"


def test_entities_in_any_part_are_refused(tmp_path, book):
    path = book(sheet_of(["Name"], ["Ali"]))
    bad = tmp_path / "bad.xlsx"
    bomb = (
        b'<?xml version="1.0"?>'
        + b" " * 2000
        + b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    )
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(bad, "w") as package:
        for name in whole.namelist():
            package.writestr(name, bomb if "sharedStrings" in name else whole.read(name))

    assert code_of(bad) == "archive_broken"


def test_a_cell_at_the_far_corner_costs_nothing(book):
    def fill(made):
        sheet = sheet_of(["Name", "Phone"], ["Ali", "1"])(made)
        sheet.write_blank(1_048_575, 16_383, None, made.add_format({"bold": True}))

    assert len(read(book(fill))[1]) == 1


def test_locked_workbooks_are_refused(tmp_path):
    path = tmp_path / "locked.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )

    assert code_of(path) == "workbook_locked"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"orders": [1, 2]}', "file_is_json"),
        ('[\n {"id": 1}]', "file_is_json"),
        ("<html><table><tr><td>x</td></tr></table>", "file_is_page"),
        ('<?xml version="1.0"?><Workbook/>', "file_is_page"),
    ],
)
def test_other_texts_are_refused_by_name(tmp_path, content, code):
    path = tmp_path / "file.xls"
    path.write_text(content)

    assert code_of(path) == code


def test_an_old_workbook_reads_like_a_new_one(tmp_path):
    made = xlwt.Workbook()
    sheet = made.add_sheet("Data")
    for column, text in enumerate(["Name", "Placed on", "Total", "VIP"]):
        sheet.write(2, column + 1, text)
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for column, value in enumerate(["007", dt.date(2024, 1, 15), 1234.5, True]):
        sheet.write(3, column + 1, value, day if isinstance(value, dt.date) else xlwt.Style.default_style)
    made.save(str(tmp_path / "file.xls"))

    table, rows, _refused, _notes = read(tmp_path / "file.xls")

    assert (table.header, table.header_row) == (("", "Name", "Placed on", "Total", "VIP"), 3)
    assert rows == [(4, ["", "007", "2024-01-15", "1234.5", "yes"])]


CARDS = """BEGIN:VCARD
VERSION:3.0
N:bin Osman;Ahmad;;Dato';
FN:Dato' Ahmad bin Osman
ORG:Kedai Osman\\, Sdn Bhd;Sales
TITLE:Director
EMAIL;TYPE=INTERNET;TYPE=WORK:ahmad@example.com
item1.EMAIL;TYPE=INTERNET:osman@example.com
TEL;TYPE=CELL:012-345 6789
TEL;TYPE=WORK:03-2145 1234
ADR;TYPE=HOME:;;12 Jalan Ampang;Kuala Lumpur;;50450;Malaysia
NOTE:long
  note
PHOTO;ENCODING=b:AAAA
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;Jos=C3=A9;;;
TEL;CELL:+60123456780
END:VCARD
"""


def test_vcards_are_contacts(tmp_path):
    path = tmp_path / "contacts.vcf"
    path.write_text(CARDS)

    table, rows, _refused, _notes = read(path)
    first, second = (dict(zip(table.header, cells, strict=True)) for _row, cells in rows)

    assert guess(table.header) == ("contacts", "vcard")
    assert [row for row, _cells in rows] == [1, 16]
    assert first["Name"] == "Dato' Ahmad bin Osman"
    assert (first["Email"], first["Email 2"]) == ("ahmad@example.com", "osman@example.com")
    assert first["Phone"] == "012-345 6789 / 03-2145 1234"
    assert (first["Company"], first["Note"]) == ("Kedai Osman, Sdn Bhd", "long note")
    assert first["Address"] == "12 Jalan Ampang, Kuala Lumpur, 50450, Malaysia"
    assert (second["Name"], second["Phone"]) == ("José", "+60123456780")
