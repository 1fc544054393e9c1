import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from jualan.core.imports.cells import Marks
from jualan.core.imports.dates import DateReader, Order
from jualan.core.imports.mapping import FieldType, map_columns
from jualan.core.imports.outcome import Outcome, Refused, Tally
from jualan.core.imports.proof import prove
from jualan.core.imports.reading import open_table
from jualan.core.imports.rows import Reading, RowReader, hash_of, key_text
from jualan.core.imports.stopped import WrongUse
from jualan.core.tests.test_imports_mapping import THINGS


def entry_of(header, cells, *, order=None, **more):
    columns = map_columns(THINGS, header, format_name="plain", told={})
    reading = Reading(columns, DateReader(order, ZoneInfo("Asia/Kuala_Lumpur")), "MYR", **more)
    return RowReader(reading).read(2, cells)


def test_a_row_becomes_values_and_customs():
    entry = entry_of(
        ["Name", "Email", "Amount", "Create Date", "Colour"], [" Ali ", "A@B.my", "RM1,000", "2024-01-15", "red"]
    )

    assert entry.values["name"] == "Ali"
    assert entry.values["email"] == "a@b.my"
    assert entry.values["amount"] == 100000
    assert entry.values["opened_on"] == (dt.date(2024, 1, 15), None)
    assert entry.custom == {"colour": "red"}
    assert (entry.refused, entry.warnings) == (None, [])


def test_empty_cells_are_no_values():
    entry = entry_of(["Name", "Email", "Colour"], ["Ali", " ", ""])

    assert (entry.values, entry.custom) == ({"name": "Ali"}, {})


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        (["Name", "Amount"], ["Ali", "lots"], ("not_a_number", "amount", "lots")),
        (["Name", "Create Date"], ["Ali", "31/02/2024"], ("date_impossible", "opened_on", "31/02/2024")),
        (["Name", "Create Date"], ["Ali", "someday"], ("date_unreadable", "opened_on", "someday")),
        (["Name"], ["x" * 301], ("text_too_long", "name", "x" * 301)),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_row(header, cells, told):
    refused = entry_of(header, cells, order=Order.DMY).refused

    assert (refused.reason, refused.field, refused.value) == told


@pytest.mark.parametrize(
    ("header", "cell", "warning", "custom"),
    [
        ("Record ID", "7.02E+12", ("digits_lost", "7.02E+12"), {}),
        ("Record ID", "S****i", ("masked", "S****i"), {}),
        ("Email", "invalid", ("email_unreadable", "invalid"), {"email_as_written": "invalid"}),
        ("Email", "j***n@x.com", ("masked", "j***n@x.com"), {"email_as_written": "j***n@x.com"}),
    ],
)
def test_a_cell_that_is_no_key_is_set_aside_and_the_row_goes_on(header, cell, warning, custom):
    entry = entry_of(["Name", header], ["Ali", cell])

    assert entry.refused is None
    assert entry.values == {"name": "Ali"}
    assert (entry.warnings, entry.custom) == ([warning], custom)


def test_an_amount_finer_than_its_currency_is_taken_and_told():
    entry = entry_of(["Name", "Amount"], ["Ali", "33.3333"])

    assert (entry.values["amount"], entry.warnings) == (3333, [("amount_rounded", "33.3333")])


def test_told_values_replace_and_empty():
    more = {"value_map": {("name", "select"): "", ("colour", "none"): "", ("email", "x"): "a@b.my"}}
    entry = entry_of(["External ID", "Name", "Colour", "Email"], ["1", "Select", "None", "X"], **more)

    assert (entry.values, entry.custom) == ({"external_id": "1", "email": "a@b.my"}, {})


def test_select_is_a_word_until_told():
    assert entry_of(["Name"], ["Select"]).values == {"name": "Select"}


def test_custom_types():
    types = {"visits": FieldType.NUMBER, "since": FieldType.DATE, "vip": FieldType.BOOLEAN}
    entry = entry_of(["Name", "Visits", "Since", "VIP"], ["Ali", "7", "15 Jan 2024", "ya"], custom_types=types)

    assert entry.custom == {"visits": 7, "since": "2024-01-15", "vip": True}
    refused = entry_of(["Name", "Visits"], ["Ali", "many"], custom_types=types).refused
    assert (refused.field, refused.reason) == ("custom.visits", "not_a_number")


def test_hashes_and_keys_are_the_same_everywhere():
    assert hash_of("a", 1, None, dt.date(2024, 1, 15)) == hash_of("a", 1, None, dt.date(2024, 1, 15))
    assert hash_of("a", "b") != hash_of("ab")
    assert key_text("name", "ali", "2024-01-15") == "name:ali|2024-01-15"
    assert len(key_text("name", "x" * 500)) < 60


@pytest.fixture
def proof_of(tmp_path):
    def prover(text, *, declared=None, known=None):
        path = tmp_path / "file.csv"
        path.write_text(text)
        table = open_table(path)
        columns = map_columns(THINGS, table.header, format_name="plain", told={})
        return prove(table, columns, declared=declared, known_types=known or {})

    return prover


def test_a_file_proves_its_order_and_its_numbers(proof_of):
    proof = proof_of('Name,Create Date,Amount,Visits,Code\nA,05/04/2024,"1.234,5",7,07\nB,20/03/2024,3,2.5,8\n')

    assert proof.rows == 2
    assert proof.order is Order.DMY
    assert proof.marks == {"amount": Marks.COMMA}
    assert proof.custom_types == {"visits": FieldType.NUMBER}


def test_a_file_that_proves_no_order_stops(proof_of):
    with pytest.raises(WrongUse):
        proof_of("Name,Create Date\nA,05/04/2024\n")
    assert proof_of("Name,Create Date\nA,05/04/2024\n", declared=Order.MDY).order is Order.MDY


def test_custom_date_columns_take_part(proof_of):
    with pytest.raises(WrongUse):
        proof_of("Name,Since\nA,05/04/2024\n", known={"since": FieldType.DATE})
    assert proof_of("Name,Since\nA,05/04/2024\n").order is None


def test_tallies_add_up_and_come_back_from_json():
    one, other = Tally(rows=2, created=1, refused_rows=1), Tally(rows=3, updated=2, unchanged=1)
    one.note_made("stage", "Engaging", "open", record="pipeline.stage:7")
    one.warn("unknown_product", "GTXPro")
    other.note_made("stage", "Engaging", "open", rows=2)
    for n in range(20):
        other.warn("unknown_product", f"product {n}")

    one.add(Tally.from_json(other.as_json()))

    assert (one.rows, one.created, one.updated, one.unchanged, one.refused_rows) == (5, 1, 2, 1, 1)
    assert one.warnings["unknown_product"].rows == 21
    assert len(one.warnings["unknown_product"].examples) == 10
    assert [(m.name, m.as_, m.rows, m.record) for m in one.made.values()] == [
        ("Engaging", "open", 2, "pipeline.stage:7")
    ]


def test_the_json_of_an_outcome():
    tally = Tally(rows=2, created=1, refused_rows=1)
    tally.note_made("stage", "Engaging", "open")
    tally.warn("unknown_product", "GTXPro")
    tally.mend("blanks", 2, "Name", "Ali ", "Ali")
    refused = Refused("a.csv", 3, "close_value", "lots", "not_a_number", ("x", "lots"))

    outcome = Outcome(7, "opportunities", "plain", "plain", ["a.csv"], tally, [refused], 1.23456)

    assert outcome.exit_code == 1
    assert outcome.as_json() == {
        "import_id": 7,
        "kind": "opportunities",
        "format": "plain",
        "system": "plain",
        "files": ["a.csv"],
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "refused_rows": 1,
        "refused": [{"file": "a.csv", "row": 3, "column": "close_value", "value": "lots", "reason": "not_a_number"}],
        "made": [{"kind": "stage", "name": "Engaging", "as": "open", "rows": 0}],
        "warnings": [{"reason": "unknown_product", "rows": 1, "examples": ["GTXPro"]}],
        "repaired": [
            {
                "kind": "blanks",
                "cells": 1,
                "examples": [{"row": 2, "column": "Name", "before": "Ali ", "after": "Ali"}],
            }
        ],
        "seconds": 1.235,
    }
