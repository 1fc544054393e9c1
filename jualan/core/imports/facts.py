"""The hash of an imported record's own facts, from the stored row: written after an import, compared by `prove`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from django.db import connection, models

from jualan.core.bulk import in_groups


def stored_facts(model: type[models.Model], columns: Sequence[str], ids: Iterable[int]) -> dict[int, str]:
    """Record id → hash of these columns as the database holds them. Without columns nothing is hashed."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in ("id", *columns))
    found: dict[int, str] = {}
    with connection.cursor() as cursor:
        for some in in_groups(ids):
            marks = ", ".join(["%s"] * len(some))
            table = quote(model._meta.db_table)  # noqa: SLF001 Django's public name for options
            cursor.execute(f"SELECT {names} FROM {table} WHERE {quote('id')} IN ({marks})", some)  # noqa: S608 our tables
            for pk, *values in cursor.fetchall():
                found[pk] = hash_of_facts(values)
    return found


def hash_of_facts(values: Iterable[Any]) -> str:
    """32 signs for the values of one row, the same on both databases."""
    text = "\x1f".join("" if value is None else _plain(value) for value in values)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)
