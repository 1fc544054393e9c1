"""One page of a list by keyset: as quick on the last page as on the first, rows without a value last."""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet

PAGE_SIZE = 50
COUNT_CAP = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as tuples of the asked paths (the last two are the sort value and the key), and cursors to go on."""

    rows: Sequence[tuple[Any, ...]]
    after: str = ""
    before: str = ""
    total: int = 0
    is_capped: bool = False
    is_whole: bool = False
    """These are all rows there are."""


def page(
    rows: QuerySet[Any], paths: Sequence[str], *, sort: str, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page:
    """Return one page sorted by `sort` (`-` = downwards) and the key.

    An unreadable cursor gives the first page.
    """
    field, is_down = sort.removeprefix("-"), sort.startswith("-")
    cursor = _read(after or before)
    is_back = bool(before) and cursor is not None
    found = _fetch(rows, paths, field, is_down != is_back, cursor, size + 1, nulls_first=is_back)
    has_more = len(found) > size
    found = found[:size]
    if is_back:
        found.reverse()
    is_whole = cursor is None and not has_more
    total, is_capped = (len(found), False) if is_whole else capped_count(rows)
    return Page(
        rows=found,
        after=_cursor(found[-1]) if found and (has_more or is_back) else "",
        before=_cursor(found[0]) if found and ((has_more and is_back) or (cursor is not None and not is_back)) else "",
        total=total,
        is_capped=is_capped,
        is_whole=is_whole,
    )


def capped_count(rows: QuerySet[Any]) -> tuple[int, bool]:
    """Return how many rows there are, counting no further than the cap, and whether it was reached."""
    number = rows.order_by()[: COUNT_CAP + 1].count()
    return min(number, COUNT_CAP), number > COUNT_CAP


def _fetch(
    rows: QuerySet[Any], paths: Sequence[str], field: str, is_down: bool, cursor: Any, size: int, *, nulls_first: bool
) -> list[tuple[Any, ...]]:
    """Read rows that have a value and rows that have none apart, so that each read follows an index."""
    null = Q(**{f"{field}__isnull": True})
    field_is_null = cursor is not None and cursor[0] is None
    parts = [
        (~null, field_is_null and not nulls_first),
        (null, cursor is not None and not field_is_null and nulls_first),
    ]
    if nulls_first:
        parts.reverse()
    if not _is_nullable(rows, field):
        parts = [(Q(), False)]
    found: list[tuple[Any, ...]] = []
    sign = "-" if is_down else ""
    for condition, is_passed in parts:
        if is_passed or len(found) >= size:
            continue
        part = rows.filter(condition)
        inside = cursor is not None and (condition == Q() or (condition == null) == field_is_null)
        if inside:
            part = part.filter(_beyond(field, is_down, cursor))
        order = [f"{sign}pk"] if condition == null else [f"{sign}{field}", f"{sign}pk"]
        found += part.order_by(*order).values_list(*paths, field, "pk")[: size - len(found)]
    return found


def _is_nullable(rows: QuerySet[Any], field: str) -> bool:
    if field in rows.query.annotations:
        return True
    model = rows.model
    for name in field.split("__"):
        column = model._meta.get_field(name)  # noqa: SLF001 Django's public name for a model's options
        if column.null:
            return True
        model = column.related_model
    return False


def _beyond(field: str, is_down: bool, cursor: Any) -> Q:
    value, key = cursor
    past, here = ("lt", "lte") if is_down else ("gt", "gte")
    if value is None:
        return Q(**{f"pk__{past}": key})
    return Q(**{f"{field}__{here}": value}) & (Q(**{f"{field}__{past}": value}) | Q(**{f"pk__{past}": key}))


def _cursor(row: tuple[Any, ...]) -> str:
    value = row[-2]
    kind = "t" if isinstance(value, dt.datetime) else ""
    value = value.isoformat() if kind else value
    text = json.dumps([value, row[-1], kind], cls=DjangoJSONEncoder)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(text: str) -> tuple[Any, int] | None:
    if not text:
        return None
    try:
        value, key, kind = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return (dt.datetime.fromisoformat(value) if kind else value), int(key)
    except (ValueError, binascii.Error, TypeError):
        return None
