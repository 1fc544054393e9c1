"""The hash of an imported record's own facts, from the stored row: written after an import, compared by `prove`."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from django.db import connection, models

from jualan.core.bulk import in_groups, ranges_of


def stored_facts(model: type[models.Model], columns: Sequence[str], ids: Iterable[int]) -> dict[int, str]:
    """Record id → hash of these columns as the database holds them. Without columns nothing is hashed."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in ("id", *columns))
    found: dict[int, str] = {}
    table = quote(model._meta.db_table)  # noqa: SLF001 Django's public name for options
    with connection.cursor() as cursor:
        for condition, params in _conditions(ids):
            cursor.execute(f"SELECT {names} FROM {table} WHERE {condition}", params)  # noqa: S608 our own tables
            for pk, *values in cursor.fetchall():
                found[pk] = hash_of_facts(values)
    return found


def _conditions(ids: Iterable[int]) -> Iterator[tuple[str, list[int]]]:
    """A few runs of ids are asked for as runs, scattered ones one by one."""
    wanted = sorted(ids)
    ranges = ranges_of(wanted)
    if len(ranges) * 20 < len(wanted):
        yield from (("id BETWEEN %s AND %s", [first, last]) for first, last in ranges)
        return
    for some in in_groups(wanted):
        yield f"id IN ({', '.join(['%s'] * len(some))})", some


def hash_of_facts(values: Iterable[Any]) -> str:
    """32 signs for the values of one row, the same on both databases."""
    text = "\x1f".join(["" if value is None else value if type(value) is str else _plain(value) for value in values])
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)
