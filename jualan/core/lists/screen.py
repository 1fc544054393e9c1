"""A list on a screen: the page, its fragment for htmx, its export. Areas call `list_page` with visible rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jualan.core.lists import asked as asking
from jualan.core.lists.cells import CELLS, NUMERIC, Setting
from jualan.core.lists.export import export_rows
from jualan.core.lists.paging import Page, page
from jualan.core.lists.spec import Bulk, Column, Filter, ListSpec
from jualan.core.models import FieldDefinition, SavedView
from jualan.core.workspace import base_currency, today

_CUSTOM_CELLS = {"number": "number", "date": "text", "boolean": "text"}


@dataclass(frozen=True, slots=True)
class Head:
    """One column head: where a click sorts, and how the list is sorted by it now."""

    label: Any
    href: str
    direction: str
    is_numeric: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on."""

    label: Any
    value: str
    remove_url: str


def list_page(
    request: HttpRequest, spec: ListSpec, rows: QuerySet[Any], *, extra: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer a list: the whole page, its table alone for htmx, or a file for `format=csv|xlsx`."""
    viewer = request.viewer  # type: ignore[attr-defined] # set by PersonMiddleware
    fields = list(FieldDefinition.objects.filter(kind=spec.kind, retired_at__isnull=True))
    wanted = asking.read(request.GET, spec, fields)
    allowed = [column for column in all_columns(spec, fields) if may(viewer, column.permission)]
    columns = chosen(allowed, wanted.columns)
    labels = {item.code: {value: str(text) for value, text in item.choices()} for item in spec.filters if item.type == "choice"}
    rows = asking.narrow(rows, wanted, spec, fields)
    setting = Setting(today(), base_currency(), labels)
    if request.GET.get("format") in {"csv", "xlsx"}:
        return export_rows(request, spec, columns, rows, setting)
    sort = safe_sort(wanted.sort, allowed, spec)
    paths = [path for column in columns for path in column.paths]
    found = page(rows, paths, sort=sort, after=wanted.after, before=wanted.before)
    url = reverse(spec.url)
    context = {
        "spec": spec,
        "asked": wanted,
        "heads": _heads(columns, wanted, sort),
        "body": table_body(spec, columns, found, setting, reverse(spec.detail, args=[0])),
        "page": found,
        "next_url": f"{url}?{wanted.query(after=found.after)}" if found.after else "",
        "previous_url": f"{url}?{wanted.query(before=found.before)}" if found.before else "",
        "chips": _chips(spec, wanted, labels, fields),
        "filters": _filters(spec, fields, viewer, wanted),
        "columns": [(column.code, column.label, column in columns) for column in allowed],
        "views": saved_views(request, spec),
        "bulk": [verb for verb in spec.bulk if may(viewer, verb.permission)],
        "may_export": may(viewer, "data.export"),
        "may_import": may(viewer, "data.import"),
        "may_create": bool(spec.create) and may(viewer, spec.edit_permission),
        "total_minor": rows.order_by().aggregate(t=Sum(spec.total))["t"] if spec.total and not found.is_capped else None,
        "query": wanted.query(),
        "url": url,
        **(extra or {}),
    }
    partial = "core/list.html#table" if request.htmx and request.htmx.target == "list-table" else "core/list.html"  # type: ignore[attr-defined] # django-htmx
    return render(request, partial, context)


def may(viewer: Any, permission: str) -> bool:
    return not permission or bool(viewer.scope(permission))


def all_columns(spec: ListSpec, fields: Sequence[FieldDefinition]) -> list[Column]:
    """Return the declared columns and one for each custom field."""
    custom = [
        Column(
            code=f"custom.{item.code}",
            label=item.label,
            paths=(f"custom__{item.code}",),
            cell=_CUSTOM_CELLS.get(item.type, "text"),
            sort=f"custom__{item.code}" if item.is_indexed else "",
            is_shown=False,
        )
        for item in fields
    ]
    return [*spec.columns, *custom]


def chosen(columns: Sequence[Column], codes: Sequence[str]) -> list[Column]:
    """Return the columns a person chose, in their order; the first column of the list always stands."""
    by_code = {column.code: column for column in columns}
    picked = [by_code[code] for code in codes if code in by_code]
    if not picked:
        return [column for column in columns if column.is_shown]
    return picked if columns[0] in picked else [columns[0], *picked]


def safe_sort(sort: str, columns: Sequence[Column], spec: ListSpec) -> str:
    """Return the asked sort if a column that this person sees allows it, else the list's own."""
    sortable = {column.sort for column in columns if column.sort}
    return sort if sort.removeprefix("-") in sortable else spec.default_sort


def _heads(columns: Sequence[Column], wanted: asking.Asked, sort: str) -> list[Head]:
    heads = []
    for column in columns:
        is_here = bool(column.sort) and sort.removeprefix("-") == column.sort
        is_down = is_here and sort.startswith("-")
        to = column.sort if is_down or not is_here else f"-{column.sort}"
        href = f"?{wanted.query(sort=to)}" if column.sort else ""
        direction = ("down" if is_down else "up") if is_here else ""
        heads.append(Head(column.label, href, direction, column.cell in NUMERIC))
    return heads


def table_body(spec: ListSpec, columns: Sequence[Column], found: Page, setting: Setting, pattern: str) -> SafeString:
    """Return the rows of the table. `pattern` is the address of record 0."""
    before, _zero, after = pattern.rpartition("0")
    cells = _placed(columns)
    checks = bool(spec.bulk)
    pick = escape(_("Select %(name)s"))
    lines = [
        _row(row, cells, setting, f"{before}{row[-1]}{after}", checks=checks, pick=pick) for row in found.rows
    ]
    return mark_safe("".join(lines))  # noqa: S308 every value was escaped by its cell


def _placed(columns: Sequence[Column]) -> list[tuple[Callable[..., str], int, int, str, str]]:
    """Return for each column its cell function, where its values stand in a row, its code and class."""
    placed, start = [], 0
    for place, column in enumerate(columns):
        css = column.css or ("is-num" if column.cell in NUMERIC else "is-second" if place == 1 else "is-dim")
        placed.append((CELLS[column.cell], start, start + len(column.paths), column.code, css))
        start += len(column.paths)
    return placed


def _row(row: tuple[Any, ...], cells: Sequence[Any], setting: Setting, url: str, *, checks: bool, pick: str) -> str:
    draw, start, end, code, _css = cells[0]
    name = draw(row[start:end], setting, code)
    label = pick.replace("%(name)s", name) if "<" not in name else str(row[-1])
    check = (
        f'<td class="is-check"><input type="checkbox" name="id" value="{row[-1]}" aria-label="{label}"></td>'
        if checks
        else ""
    )
    rest = "".join(
        f'<td class="{css}">{draw(row[start:end], setting, code)}</td>' for draw, start, end, code, css in cells[1:]
    )
    return f'<tr data-row>{check}<td class="is-name"><a class="row-open" href="{url}">{name}</a></td>{rest}</tr>'


def _chips(
    spec: ListSpec, wanted: asking.Asked, labels: Mapping[str, Mapping[str, str]], fields: Sequence[FieldDefinition]
) -> list[Chip]:
    names = {item.code: item.label for item in spec.filters} | {f"custom.{item.code}": item.label for item in fields}
    chips = []
    for code, values in wanted.filters.items():
        shown = [labels.get(code, {}).get(value) or (_("None") if value == asking.NOBODY else value) for value in values]
        chips.append(Chip(names[code], ", ".join(shown), f"?{wanted.without(code)}"))
    if wanted.text:
        chips.append(Chip(_("Text"), wanted.text, f"?{wanted.query(text='')}"))
    return chips


def _filters(
    spec: ListSpec, fields: Sequence[FieldDefinition], viewer: Any, wanted: asking.Asked
) -> list[tuple[Filter, Sequence[tuple[str, str, bool]], str]]:
    """Return the filters on offer, each with its choices (value, label, is on) and the values typed."""
    custom = [
        Filter(
            f"custom.{item.code}",
            item.label,
            f"custom__{item.code}",
            "choice" if item.choices else "text",
            _pairs(item.choices),
        )
        for item in fields
    ]
    offered = []
    for item in [*(f for f in spec.filters if may(viewer, f.permission)), *custom]:
        values = wanted.filters.get(item.code, ())
        choices = [(value, str(text), value in values) for value, text in item.choices()] if item.type == "choice" else []
        offered.append((item, choices, ", ".join(values)))
    return offered


def _pairs(choices: Sequence[str]) -> Callable[[], Sequence[tuple[str, str]]]:
    return lambda: [(choice, choice) for choice in choices]


@dataclass(frozen=True, slots=True)
class Tab:
    """One saved view over the list, built in or a person's own."""

    label: Any
    url: str
    current: bool
    pk: int | None = None


def saved_views(request: HttpRequest, spec: ListSpec) -> list[Tab]:
    """Return the list's ready views, the person's own and the shared ones, with the one that stands now."""
    here = request.GET.urlencode()
    url = reverse(spec.url)
    tabs = [Tab(label, f"{url}?{query}" if query else url, here == query) for label, query in spec.views.values()]
    user = request.user.pk
    rows = SavedView.objects.filter(kind=spec.kind)
    own = [view for view in rows if view.owner_id == user or view.sharing == SavedView.Sharing.ALL]
    return tabs + [Tab(view.name, f"{url}?{view.query}", here == view.query, view.pk) for view in own]


def selected(request: HttpRequest, spec: ListSpec, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows that a selection names: ticked ids, or all that the query of the page finds."""
    if request.POST.get("all"):
        fields = list(FieldDefinition.objects.filter(kind=spec.kind, retired_at__isnull=True))
        query = request.GET
        return asking.narrow(rows, asking.read(query, spec, fields), spec, fields)
    return rows.filter(pk__in=[int(pk) for pk in request.POST.getlist("id") if pk.isdigit()])


def bulk_verb(spec: ListSpec, code: str) -> Bulk | None:
    return next((verb for verb in spec.bulk if verb.code == code), None)


def count_words(number: int) -> str:
    return ngettext("%(count)s record", "%(count)s records", number) % {"count": f"{number:,}"}
