"""Rows by the thousand: inserted by `executemany` (SQLite) or `COPY` (PostgreSQL) with ids known beforehand.

No policy, no audit, no journal: those are the business of whoever calls. Always inside a transaction.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

AT_ONCE = 10_000
_JSON = DjangoJSONEncoder()

Adapt = Callable[[Any], Any]


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    constants: Mapping[str, Any] | None = None,
    ids: list[int] | None = None,
) -> list[int]:
    """Insert rows and return their ids, in order; `ids` are some that were allocated before.

    Columns not named get the field's default; `constants` are the same for all.
    """
    if not rows:
        return []
    ids = allocate_ids(model, len(rows)) if ids is None else ids
    fixed = {**_defaults(model, [*columns, *(constants or {})]), **(constants or {})}
    fields = [_field(model, name) for name in (*columns, *fixed)]
    tail = tuple(_adapter(field)(value) for field, value in zip(fields[len(columns) :], fixed.values(), strict=True))
    adapters = [_adapter(field) for field in fields[: len(columns)]]
    changed = [(place, adapt) for place, adapt in enumerate(adapters, start=1) if adapt is not _as_it_is]
    names = [_column(model._meta.pk), *map(_column, fields)]  # noqa: SLF001 Django's public name for options
    _insert(model, names, _adapted(ids, rows, changed, tail))
    return ids


def _adapted(
    ids: Sequence[int], rows: Sequence[Sequence[Any]], changed: Sequence[tuple[int, Adapt]], tail: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    if not changed:
        for pk, row in zip(ids, rows, strict=True):
            yield (pk, *row, *tail)
        return
    for pk, row in zip(ids, rows, strict=True):
        values = [pk, *row]
        for place, adapt in changed:
            value = values[place]
            if value is not None:
                values[place] = adapt(value)
        yield (*values, *tail)


def _insert(model: type[models.Model], names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(map(quote, names))  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 names of our own tables


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """Take the next ids of a table; nobody else gets them, whether or not they are used."""
    if not count:
        return []
    table, pk = model._meta.db_table, model._meta.pk.column  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, pk, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1))


def update_rows(model: type[models.Model], changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set columns of rows by id; rows that change the same columns go together."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for pk, values in changes.items():
        groups.setdefault(tuple(values), []).append(pk)
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(_column(model._meta.pk))  # noqa: SLF001
    with connection.cursor() as cursor:
        for names, keys in groups.items():
            fields = [_field(model, name) for name in names]
            adapters = [_adapter(field) for field in fields]
            sets = ", ".join(f"{quote(_column(field))} = %s" for field in fields)
            cursor.executemany(
                f"UPDATE {table} SET {sets} WHERE {key} = %s",  # noqa: S608 names of our own tables
                [(*(a(changes[pk][n]) for a, n in zip(adapters, names, strict=True)), pk) for pk in keys],
            )


def delete_rows(model: type[models.Model], ids: Iterable[int]) -> None:
    """Delete rows by id and nothing that points at them."""
    rows = model._base_manager.all()  # noqa: SLF001
    for some in in_groups(ids):
        rows.filter(pk__in=some)._raw_delete(connection.alias)  # noqa: SLF001 without fetching what cascades: there is none


def select_in(sql: str, params: Sequence[Any], values: Iterable[Any], tail: str = "") -> Iterator[tuple[Any, ...]]:
    """Rows of a plain SELECT that ends with `IN`, for any number of values. For look-ups of thousands of keys."""
    with connection.cursor() as cursor:
        for some in in_groups(values):
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"{sql} ({marks}) {tail}", [*params, *some])
            yield from cursor.fetchall()


def in_groups(values: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    """Cut values into lists that fit into one `IN (…)`."""
    group: list[Any] = []
    for value in values:
        group.append(value)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def ranges_of(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Cut ids into runs without a gap, as (first, last)."""
    found: list[tuple[int, int]] = []
    for pk in sorted(ids):
        if found and pk == found[-1][1] + 1:
            found[-1] = (found[-1][0], pk)
        else:
            found.append((pk, pk))
    return found


class IdRanges:
    """Many ids that came in runs, in little memory."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def add(self, ids: Iterable[int]) -> None:
        """Add ids that are all higher than those added before."""
        for first, last in ranges_of(ids):
            if self._lasts and first == self._lasts[-1] + 1:
                self._lasts[-1] = last
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, pk: int) -> bool:
        place = bisect_right(self._firsts, pk) - 1
        return place >= 0 and pk <= self._lasts[place]


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """The field of a column, by its own name or that of the foreign key (`owner` or `owner_id`)."""
    for field in model._meta.concrete_fields:  # noqa: SLF001
        if name in {field.name, field.attname}:
            return field
    raise LookupError(f"{model.__name__} has no column {name}")


def _column(field: models.Field[Any, Any]) -> str:
    assert field.column, field.name
    return field.column


def _defaults(model: type[models.Model], named: Sequence[str]) -> dict[str, Any]:
    """Values of the columns that nobody named: now, the default, empty text; a nullable one is left to the database."""
    have = {_field(model, name) for name in named}
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001
        if field in have or field.primary_key:
            continue
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            found[field.attname] = timezone.now()
        elif not field.null:
            found[field.attname] = field.get_default()
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _adapter(field: models.Field[Any, Any]) -> Adapt:
    """How values of a column are written; most need nothing."""
    if isinstance(field, models.JSONField):
        return _as_json
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return _as_iso if connection.vendor == "sqlite" else _as_it_is
    if isinstance(field, models.TimeField | models.DecimalField) or hasattr(field, "get_prep_lookup"):
        return _prepared(field)
    return _as_it_is


def _prepared(field: models.Field[Any, Any]) -> Adapt:
    return lambda value: value if value is None or type(value) is str else field.get_db_prep_save(value, connection)


def _as_json(value: Any) -> str | None:
    if value == {}:
        return "{}"
    return None if value is None else _JSON.encode(value)


def _as_iso(value: dt.date | None) -> str | None:
    return None if value is None else value.isoformat()


def count_anew() -> None:
    """Let the database's planner see how much there is now; until then it may walk through whole tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")
