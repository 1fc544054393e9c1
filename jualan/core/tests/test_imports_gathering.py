import pytest
from hypothesis import given
from hypothesis import strategies as st

from jualan.core.imports.gathering import Documents, Occurrences, forget_scratch


def test_rows_of_a_document_are_gathered_in_the_order_of_the_file(tmp_path):
    with Documents(tmp_path) as documents:
        for row, number in enumerate(["B", "A", "B", "", "A", ""], start=2):
            documents.add(number, (row, [number, "é"]), has_plain_number=number.isdecimal())

        found = [(number, [row for row, _cells in rows]) for number, rows in documents.documents()]

        assert found == [("", [5]), ("", [7]), ("A", [3, 6]), ("B", [2, 4])]
        assert documents.plain_numbers == 0
    assert list(tmp_path.iterdir()) == []


def test_many_rows_are_gathered(tmp_path):
    with Documents(tmp_path) as documents:
        for row in range(12_000):
            documents.add(str(row % 1000), (row, [str(row)]), has_plain_number=True)

        sizes = {len(rows) for _number, rows in documents.documents()}

    assert (sizes, documents.plain_numbers) == ({12}, 12_000)


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=5), max_size=12))
def test_occurrences_are_counted_in_memory_and_on_disk_alike(tmp_path_factory, calls):
    folder = tmp_path_factory.mktemp("seen")
    with Occurrences(folder) as roomy, Occurrences(folder, most_in_memory=2) as narrow:
        seen: dict[str, int] = {}
        for keys in calls:
            expected = []
            for key in keys:
                seen[key] = seen.get(key, 0) + 1
                expected.append(seen[key])

            assert roomy.count(keys) == expected
            assert narrow.count(keys) == expected


def test_what_a_killed_import_left_is_forgotten(tmp_path):
    (tmp_path / "scratch-x.sqlite3").write_text("left")
    (tmp_path / "refused-1-1.csv").write_text("kept")

    forget_scratch(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["refused-1-1.csv"]


@pytest.mark.parametrize("name", ["missing", "there"])
def test_nothing_to_forget_is_no_fault(tmp_path, name):
    forget_scratch(tmp_path / name)
