"""What a person asked of a list, read from the query string; it is also what a saved view stores."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from jualan.core.lists.spec import Filter, ListSpec
from jualan.core.models import FieldDefinition

NOBODY = "none"
"""The value by which a choice filter asks for rows without any."""

RESERVED = frozenset({"sort", "after", "before", "columns", "q", "page", "format", "view", "id", "all", "next", "part"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters (code → values, any of which may hold; all codes must), text, sort, columns and cursor."""

    filters: Mapping[str, tuple[str, ...]]
    text: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    after: str = ""
    before: str = ""

    def query(self, **changes: Any) -> str:
        """Return the query string of this list with some parts changed; the cursor goes unless it is set."""
        wanted = replace(self, **{"after": "", "before": "", **changes})
        pairs: list[tuple[str, str]] = [(code, value) for code, values in wanted.filters.items() for value in values]
        pairs += [("q", wanted.text), ("sort", wanted.sort), ("columns", ",".join(wanted.columns))]
        pairs += [("after", wanted.after), ("before", wanted.before)]
        return urlencode([pair for pair in pairs if pair[1]])

    def without(self, code: str) -> str:
        return self.query(filters={key: values for key, values in self.filters.items() if key != code})


def read(query: QueryDict, spec: ListSpec, fields: Sequence[FieldDefinition] = ()) -> Asked:
    """Read a query string; what the list does not know is passed over."""
    known = [item.code for item in spec.filters] + [f"custom.{item.code}" for item in fields]
    filters = {code: values for code in known if (values := _values(query, code))}
    sort = query.get("sort", "")
    columns = tuple(code for part in query.getlist("columns") for code in part.split(",") if code)
    return Asked(filters, query.get("q", "").strip(), sort, columns, query.get("after", ""), query.get("before", ""))


def _values(query: QueryDict, code: str) -> tuple[str, ...]:
    """Return the values asked of one filter; the two ends of a range may come as two fields."""
    low, high = query.get(f"{code}.from", "").strip(), query.get(f"{code}.to", "").strip()
    if low or high:
        return (f"{low}..{high}",)
    return tuple(value for value in query.getlist(code) if value)


def narrow(rows: QuerySet[Any], asked: Asked, spec: ListSpec, fields: Sequence[FieldDefinition] = ()) -> QuerySet[Any]:
    """Return the rows that every asked filter lets through."""
    known = {item.code: item for item in spec.filters}
    types = {f"custom.{item.code}": item.type for item in fields}
    for code, values in asked.filters.items():
        if code in known:
            rows = rows.filter(_condition(known[code], values))
        elif code in types:
            rows = rows.filter(_custom(code.removeprefix("custom."), types[code], values))
    if asked.text:
        rows = rows.filter(text_condition(spec.model, asked.text))
    return rows


def _condition(item: Filter, values: Sequence[str]) -> Q:
    if item.type == "text":
        return _any(Q(**{f"{item.path}__icontains": value}) for value in values)
    if item.type == "boolean":
        return Q(**{item.path: values[0] in {"1", "true", "yes"}})
    if item.type in RANGES:
        return _range(item, values)
    some = [value for value in values if value != NOBODY]
    condition = Q(**{f"{item.path}__in": some}) if some else Q()
    if NOBODY in values:
        missing = Q(**{f"{item.path}__isnull": True})
        condition = condition | missing if some else missing
    return condition


def _any(conditions: Any) -> Q:
    joined = Q()
    for condition in conditions:
        joined |= condition
    return joined


RANGES = frozenset({"day", "money", "number"})


def _range(item: Filter, values: Sequence[str]) -> Q:
    """Return `from..to`, either side open; money is read in whole units of the base currency."""
    if values[0] == NOBODY:
        return Q(**{f"{item.path}__isnull": True})
    low, _dots, high = values[0].partition("..")
    condition = Q()
    if (start := _bound(item.type, low)) is not None:
        condition &= Q(**{f"{item.path}__gte": start})
    if (end := _bound(item.type, high)) is not None:
        condition &= Q(**{f"{item.path}__lte": end})
    return condition


def _bound(kind: str, text: str) -> dt.date | int | None:
    try:
        if kind == "day":
            return dt.date.fromisoformat(text)
        number = Decimal(text.replace(",", ""))
        return int(number * 100) if kind == "money" else int(number)
    except (ValueError, InvalidOperation):
        return None


def _custom(code: str, kind: str, values: Sequence[str]) -> Q:
    if kind == FieldDefinition.Type.BOOLEAN:
        return Q(**{f"custom__{code}": values[0] in {"1", "true", "yes"}})
    if kind == FieldDefinition.Type.NUMBER:
        low, dots, high = values[0].partition("..")
        condition = Q()
        if number := _number(low):
            condition &= Q(**{f"custom__{code}__gte" if dots else f"custom__{code}": number})
        if number := _number(high):
            condition &= Q(**{f"custom__{code}__lte": number})
        return condition
    return Q(**{f"custom__{code}__in": list(values)})


def _number(text: str) -> float | int | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def text_condition(model: type[Model], text: str) -> Q:
    """Return the condition that a record's search text holds every word."""
    from jualan.core.search import ids_matching  # noqa: PLC0415 the search engine is chosen by database, at call time

    return Q(pk__in=ids_matching(model.KIND, text))  # type: ignore[attr-defined] # every listed model has a KIND
