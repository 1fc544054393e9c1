import codecs
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jualan.core.imports.reading import Progress, open_table
from jualan.core.imports.stopped import FileRefused


@pytest.fixture
def write(tmp_path):
    def writer(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writer


def read(path):
    refused = []
    table = open_table(path)
    return table, list(table.rows(refuse=refused.append)), refused


def code_of(path):
    with pytest.raises(FileRefused) as stopped:
        read(path)
    return stopped.value.code


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(write, delimiter, newline):
    lines = [delimiter.join(row) for row in (["Name", "Amount"], ["Ali", '"1,5"'], ["Siti", '"2;5"'])]

    table, rows, refused = read(write(newline.join(lines) + newline))

    assert (table.delimiter, table.header) == (delimiter, ("Name", "Amount"))
    assert rows == [(2, ["Ali", "1,5"]), (3, ["Siti", "2;5"])]
    assert refused == []
    assert table.lines == 3


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        ("Nama,E\nJosé,1\n".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "Nama,E\nJosé,1\n".encode(), "utf-8-sig"),
        ("Nama,E\nJosé,1\n".encode("utf-16"), "utf-16"),
        ("Nama,E\nJosé,1\n".encode("utf-16-le"), "utf-16-le"),
        ("Nama,E\nJosé,1\n".encode("utf-16-be"), "utf-16-be"),
        ("Nama,E\nJosé,1\n".encode("cp1252"), "cp1252"),
        ("Nama,E\nJosé,€\n".encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(write, encoded, name):
    table, rows, _refused = read(write(encoded))

    assert table.encoding.name == name
    assert table.header == ("Nama", "E")
    assert rows[0][1][0] == "José"


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_eastern_code_pages(write, encoding):
    names = ["陳大文", "李美玲", "張偉強", "黃志明", "林淑芬", "王小明", "吳佳穎", "劉德華", "蔡依林", "許志安"]
    text = "姓名,電話\n" + "".join(f"{name}先生,0123456789\n" for name in names)

    table, rows, _refused = read(write(text.encode(encoding)))

    assert table.encoding.is_guessed
    assert [cells[0] for _row, cells in rows] == [name + "先生" for name in names]


def test_a_damaged_place_costs_its_row_only(write):
    content = b"Name,City\n" + "José,Málaga\nZoë,Köln\n".encode() + b"Bad \xff,X\n" + b"Ann,Y\n"

    table, rows, refused = read(write(content))

    assert table.encoding.is_damaged
    assert [cells[0] for _row, cells in rows] == ["José", "Zoë", "Ann"]
    assert [(bad.row, bad.reason) for bad in refused] == [(4, "encoding_broken")]


def test_a_quoted_newline_counts_physical_lines(write):
    _table, rows, _refused = read(write('Name,Note\nAli,"one\ntwo\n\nthree"\n\nSiti,x\n'))

    assert rows == [(2, ["Ali", "one\ntwo\n\nthree"]), (7, ["Siti", "x"])]


def test_the_header_may_hold_a_newline(write):
    table, rows, _refused = read(write('Name,"Note\nhere"\nAli,x\n'))

    assert table.header == ("Name", "Note\nhere")
    assert rows == [(3, ["Ali", "x"])]


def test_blank_lines_before_the_header_are_skipped(write):
    table, rows, _refused = read(write("\n,,\nName,Note\nAli,x\n"))

    assert (table.header_row, rows) == (3, [(4, ["Ali", "x"])])


def test_a_separator_line_names_the_delimiter(write):
    table, rows, _refused = read(write("sep=;\r\nName;Note\r\nAli;a,b\r\n"))

    assert (table.delimiter, table.header_row, rows) == (";", 2, [(3, ["Ali", "a,b"])])


def test_ragged_rows(write):
    _table, rows, refused = read(write("A,B,C\n1\n1,2,3,\n1,2,3,4\n,,\n1,2,3\n"))

    assert rows == [(2, ["1", "", ""]), (3, ["1", "2", "3"]), (6, ["1", "2", "3"])]
    assert [(bad.row, bad.reason, bad.cells) for bad in refused] == [(4, "too_many_cells", ["1", "2", "3", "4"])]


def test_a_row_cut_off_at_the_end_is_refused(write):
    _table, rows, refused = read(write("A,B,C\n1,2,3\n4,5"))

    assert rows == [(2, ["1", "2", "3"])]
    assert [(bad.row, bad.reason) for bad in refused] == [(3, "row_cut_off")]


def test_a_last_row_without_newline_is_taken(write):
    _table, rows, refused = read(write("A,B\n1,2\n3,4"))

    assert rows == [(2, ["1", "2"]), (3, ["3", "4"])]
    assert refused == []


def test_a_stray_quote_costs_its_row_only(write):
    _table, rows, refused = read(write('A,B\n"x"y,1\nok,2\n5" pipe,3\n'))

    assert rows == [(3, ["ok", "2"]), (4, ['5" pipe', "3"])]
    assert [(bad.row, bad.reason) for bad in refused] == [(2, "quote_broken")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n  \n", "file_empty"),
        (codecs.BOM_UTF8, "file_empty"),
        (b",,,\n,,\n", "file_empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "file_not_text"),
        (bytes(range(256)) * 40, "file_not_text"),
        (b"PK\x03\x04 rest of an archive", "file_not_text"),
        (b'A,B\n1,"never closed\n2,3\n', "quote_open"),
        (b'A,B\n1,"' + b"x\n" * (1 << 20), "cell_too_long"),
    ],
)
def test_files_that_are_no_table(write, content, code):
    assert code_of(write(content)) == code


def test_an_open_quote_names_its_row(write):
    with pytest.raises(FileRefused) as stopped:
        read(write('A,B\n1,2\n1,"never closed\n2,3\n'))

    assert stopped.value.facts == {"file": "file.csv", "row": 3}


def test_a_missing_file_and_a_folder(tmp_path):
    assert code_of(tmp_path / "none.csv") == "file_missing"
    assert code_of(tmp_path) == "file_missing"


def test_a_gzip_is_unpacked(write):
    _table, rows, _refused = read(write(gzip.compress(b"A,B\n1,2\n"), "file.csv.gz"))

    assert rows == [(2, ["1", "2"])]


def test_a_cut_gzip_is_refused_before_any_row(write):
    packed = gzip.compress("".join(f"{n},{n}\n" for n in range(10_000)).encode())

    with pytest.raises(FileRefused) as stopped:
        open_table(write(packed[:-200], "file.csv.gz"))

    assert stopped.value.code == "archive_broken"


def test_many_columns(write):
    header = [f"column {n}" for n in range(250)]

    table, rows, _refused = read(write(",".join(header) + "\n" + ",".join(map(str, range(250))) + "\n"))

    assert len(table.header) == 250
    assert rows[0][1][249] == "249"


def test_one_column(write):
    table, rows, _refused = read(write("Name\nAli\nSiti\n"))

    assert (table.header, [cells for _row, cells in rows]) == (("Name",), [["Ali"], ["Siti"]])


def test_trailing_empty_headers_are_no_columns(write):
    table, rows, _refused = read(write("A,B,,\n1,2,,\n"))

    assert (table.header, rows) == (("A", "B"), [(2, ["1", "2"])])


def test_progress_comes_to_its_end(write):
    progress = Progress()
    table = open_table(write("A,B\n" + "1,2\n" * 1000))

    assert progress.done == 0
    for _row in table.rows(refuse=print, progress=progress):
        pass
    assert progress.done == 1


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00", exclude_categories=["Cc"]), max_size=8)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_is_quoted_comes_back(tmp_path_factory, table):
    def quoted(text):
        return '"' + text.replace('"', '""') + '"'

    path = tmp_path_factory.mktemp("quoted") / "file.csv"
    lines = [["A", "B", "C"], *table]
    path.write_text("".join(",".join(map(quoted, row)) + "\n" for row in lines), encoding="utf-8", newline="")

    _table, rows, refused = read(path)

    assert [row for _line, row in rows] == [row for row in table if any(row)]
    assert refused == []
