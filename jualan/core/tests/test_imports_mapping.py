import pytest

from jualan.core.imports.mapping import (
    Columns,
    FieldSpec,
    FieldType,
    FormatSpec,
    KindSpec,
    custom_code,
    map_columns,
    normalised_header,
    recognised_format,
)
from jualan.core.imports.stopped import WrongUse

THINGS = KindSpec(
    kind="things",
    record="thing",
    fields=(
        FieldSpec("external_id", FieldType.ID, ("thingid", "recordid")),
        FieldSpec("name", synonyms=("nama", "title"), parts=(("firstname", "givenname"), ("lastname", "surname"))),
        FieldSpec("email", FieldType.EMAIL, ("emailaddress", "emel")),
        FieldSpec("amount", FieldType.MONEY, ("jumlah",)),
        FieldSpec("opened_on", FieldType.DATE, ("createdate",)),
    ),
    needs=("external_id", "name"),
    keys=(("external_id",), ("name",)),
    model="",
    writer="",
    formats=(
        FormatSpec(
            "shop",
            (frozenset({"handle", "variantsku"}),),
            {
                "external_id": Columns(("handle",)),
                "name": Columns(("label", "alias")),
                "email": Columns(("a", "b"), ", "),
            },
        ),
    ),
)


def told(header, *, columns=None, format_name="plain"):
    return map_columns(THINGS, header, format_name=format_name, told=columns or {}).as_told()


def stop(header, **more):
    with pytest.raises(WrongUse) as stopped:
        told(header, **more)
    return stopped.value.code


def test_headers_are_recognised_by_name_and_synonym():
    assert told(["External ID", "Nama", "E-mel", "Create Date", "Colour of it"]) == {
        "External ID": "external_id",
        "Nama": "name",
        "E-mel": "email",
        "Create Date": "opened_on",
        "Colour of it": "custom.colour_of_it",
    }


def test_the_own_name_wins_over_a_synonym_and_the_other_stays_custom():
    assert told(["Nama", "Name", "Record ID", "Thing Id"]) == {
        "Nama": "custom.nama",
        "Name": "name",
        "Thing Id": "external_id",
        "Record ID": "custom.record_id",
    }


def test_first_and_last_name_are_joined():
    found = map_columns(THINGS, ["Last Name", "First Name"], format_name="plain", told={})

    assert [(b.field.code, b.places, b.joiner) for b in found.bindings] == [("name", (1, 0), " ")]


def test_parts_stay_custom_beside_a_whole_name():
    assert told(["Name", "First Name"]) == {"Name": "name", "First Name": "custom.first_name"}


def test_what_is_told_wins():
    assert told(["Name", "Nama", "Where"], columns={"Nama": "name", "Where": "custom.Some Place"}) == {
        "Nama": "name",
        "Name": "custom.name",
        "Where": "custom.some_place",
    }


def test_a_column_may_be_told_by_its_plain_header():
    assert told(["Thing ID", "Who Is It"], columns={"who is it": "name"})["Who Is It"] == "name"


def test_custom_codes_are_unique():
    assert told(["Name", "A b", "A-B", ""]) == {
        "Name": "name",
        "A b": "custom.a_b",
        "A-B": "custom.a_b_2",
        "": "custom.column_4",
    }


def test_two_hundred_columns_are_kept():
    assert len(told(["Name", *(f"Column {n}" for n in range(250))])) == 251


@pytest.mark.parametrize(
    ("header", "more", "code"),
    [
        (["Colour"], {}, "no_key_column"),
        (["Name", "Name"], {}, "header_twice"),
        (["Name", "name "], {}, "header_twice"),
        (["Name"], {"columns": {"Missing": "name"}}, "column_unknown"),
        (["Name"], {"columns": {"Name": "missing"}}, "field_unknown"),
        (["A", "A", "Name"], {"columns": {"A": "email"}}, "column_twice"),
        (["Name"], {"format_name": "other"}, "format_unknown"),
    ],
)
def test_wrong_use(header, more, code):
    assert stop(header, **more) == code


def test_a_header_twice_that_fills_nothing_is_kept_twice():
    assert map_columns(THINGS, ["Name", "Note", "Note"], format_name="plain", told={}).customs[1].code == "note_2"


def test_a_format_is_recognised_and_takes_the_first_filled_or_joins():
    header = ["Handle", "Variant SKU", "Alias", "Label", "B", "A", "Name"]

    assert recognised_format(THINGS, header) == "shop"
    assert recognised_format(THINGS, ["Handle"]) == "plain"
    found = map_columns(THINGS, header, format_name="shop", told={})
    assert [(b.field.code, b.places, b.joiner) for b in found.bindings] == [
        ("external_id", (0,), None),
        ("name", (3, 2), None),
        ("email", (5, 4), ", "),
    ]
    assert [c.code for c in found.customs] == ["variant_sku", "name"]


def test_the_column_to_blame():
    found = map_columns(THINGS, ["Nama", "Colour"], format_name="plain", told={})

    assert found.column_of("name") == "Nama"
    assert found.column_of("custom.colour") == "Colour"
    assert found.column_of("email") == ""


@pytest.mark.parametrize(
    ("text", "plain"), [("E-mail 1 - Value", "email1value"), ("Lineitem SKU", "lineitemsku"), ("姓名 ", "姓名")]
)
def test_normalised_header(text, plain):
    assert normalised_header(text) == plain


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Total Time Spent on Website", "total_time_spent_on_website"),
        ("Tax 1 (%)", "tax_1"),
        ("  ", ""),
        ("x" * 99, "x" * 64),
    ],
)
def test_custom_code(text, code):
    assert custom_code(text) == code
