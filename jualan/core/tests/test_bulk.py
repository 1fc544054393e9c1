import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jualan.core.bulk import (
    IdRanges,
    allocate_ids,
    delete_rows,
    in_groups,
    insert_rows,
    ranges_of,
    select_in,
    update_rows,
)
from jualan.core.imports.facts import hash_of_facts, stored_facts
from jualan.core.models import ExchangeRate, FieldDefinition, ImportRun


@pytest.mark.django_db
def test_rows_are_inserted_with_ids_and_defaults():
    ids = insert_rows(
        FieldDefinition,
        ("code", "label", "choices"),
        [("a", "A", []), ("b", {"en": "B", "ms": "Be"}, ["x"])],
        constants={"kind": "lead"},
    )

    first, second = FieldDefinition.objects.order_by("pk")
    assert [first.pk, second.pk] == ids
    assert (first.kind, first.type, first.position, first.is_indexed) == ("lead", "text", 0, False)
    assert (second.label.data, second.choices, second.created_at.tzinfo) == ({"en": "B", "ms": "Be"}, ["x"], dt.UTC)


@pytest.mark.django_db
def test_what_is_written_reads_as_what_the_orm_writes():
    day, moment = dt.date(2024, 1, 15), dt.datetime(2024, 1, 15, 1, 2, 3, 456789, tzinfo=dt.UTC)
    insert_rows(ExchangeRate, ("currency", "day", "rate_micro"), [("USD", day, 4_700_000)])
    insert_rows(
        ImportRun,
        ("kind", "format", "system", "signature", "options", "finished_at"),
        [("leads", "plain", "plain", "s", {"é": [1, None]}, moment)],
    )

    assert ExchangeRate.objects.get(day=day).rate_micro == 4_700_000
    run = ImportRun.objects.get(finished_at=moment)
    assert (run.options, run.actor, run.total_rows) == ({"é": [1, None]}, None, None)


@pytest.mark.django_db
def test_ids_are_never_given_twice():
    first = allocate_ids(ExchangeRate, 3)
    made = insert_rows(ExchangeRate, ("currency", "day", "rate_micro"), [("USD", dt.date(2024, 1, 1), 1)])
    by_orm = ExchangeRate.objects.create(currency="EUR", day=dt.date(2024, 1, 1), rate_micro=1)

    assert len({*first, *made, by_orm.pk}) == 5
    assert allocate_ids(ExchangeRate, 0) == []


@pytest.mark.django_db
def test_rows_are_updated_by_what_changes():
    ids = insert_rows(
        ExchangeRate, ("currency", "day", "rate_micro"), [("USD", dt.date(2024, 1, n), n) for n in (1, 2, 3)]
    )

    update_rows(ExchangeRate, {ids[0]: {"rate_micro": 10}, ids[1]: {"rate_micro": 20, "day": dt.date(2025, 1, 1)}})
    delete_rows(ExchangeRate, [ids[2]])

    assert list(ExchangeRate.objects.order_by("pk").values_list("rate_micro", "day")) == [
        (10, dt.date(2024, 1, 1)),
        (20, dt.date(2025, 1, 1)),
    ]


@pytest.mark.django_db
def test_an_unknown_column_is_named():
    with pytest.raises(LookupError, match="nope"):
        insert_rows(ExchangeRate, ("nope",), [(1,)])


@pytest.mark.django_db
def test_any_number_of_keys_is_looked_up():
    insert_rows(ExchangeRate, ("currency", "day", "rate_micro"), [("USD", dt.date(2024, 1, 1), 7)])

    rows = select_in(
        "SELECT currency, rate_micro FROM core_exchangerate WHERE rate_micro > %s AND currency IN",
        [1],
        [f"C{n}" for n in range(25_000)] + ["USD"],
    )

    assert list(rows) == [("USD", 7)]


@pytest.mark.django_db
def test_stored_facts_are_the_same_for_the_same_values():
    ids = insert_rows(
        ExchangeRate,
        ("currency", "day", "rate_micro"),
        [("USD", dt.date(2024, 1, 1), 7), ("EUR", dt.date(2024, 1, 1), 7)],
    )

    found = stored_facts(ExchangeRate, ("currency", "day", "rate_micro"), ids)

    assert found[ids[0]] == hash_of_facts(["USD", dt.date(2024, 1, 1), 7]) == hash_of_facts(["USD", "2024-01-01", 7])
    assert found[ids[0]] != found[ids[1]]


@given(st.sets(st.integers(0, 200)))
def test_ranges_hold_just_their_ids(ids):
    ranges = IdRanges()
    ordered = sorted(ids)
    half = len(ordered) // 2
    ranges.add(ordered[:half])
    ranges.add(ordered[half:])

    assert [pk for pk in range(-1, 203) if pk in ranges] == ordered
    assert [pk for first, last in ranges_of(ids) for pk in range(first, last + 1)] == ordered


def test_groups():
    assert list(in_groups(range(5), 2)) == [[0, 1], [2, 3], [4]]
