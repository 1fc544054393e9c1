"""A list on a screen: the page, its fragment for htmx, its export. Areas call `list_page` with visible rows."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jualan.core.answers import is_for
from jualan.core.lists import asked as asking
from jualan.core.lists.cells import CELLS, NUMERIC, Setting
from jualan.core.lists.export import export_rows
from jualan.core.lists.paging import Page, page
from jualan.core.lists.spec import Bulk, Column, Filter, ListSpec
from jualan.core.models import FieldDefinition, SavedView
from jualan.core.templatetags.ui_format import SYMBOLS, short_day
from jualan.core.wiring import function, wired
from jualan.core.workspace import base_currency, today

_CUSTOM_CELLS = {"number": "number", "date": "text", "boolean": "text"}
_MONEY_CELLS = frozenset({"money", "worth", "unit_price"})


@dataclass(frozen=True, slots=True)
class Head:
    """One column head: where a click sorts, and how the list is sorted by it now."""

    label: Any
    href: str
    direction: str
    is_numeric: bool
    is_second: bool
    is_narrow: bool
    is_side: bool
    unit: str


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
    labels = Labels(spec)
    rows = asking.narrow(rows, wanted, spec, fields)
    setting = Setting(today(), base_currency(), labels)
    if request.GET.get("format") in {"csv", "xlsx"}:
        return cast(HttpResponse, export_rows(request, spec, columns, rows, setting))
    if request.GET.get("part") in _PARTS:
        return _asked_part(request, spec, wanted, fields, allowed, columns, labels)
    sort = safe_sort(wanted.sort, allowed, spec)
    paths = [path for column in columns for path in column.paths]
    found = page(rows, paths, sort=sort, after=wanted.after, before=wanted.before)
    url = reverse(spec.url)
    context = {
        "spec": spec,
        "asked": wanted,
        "heads": _heads(columns, wanted, sort, setting),
        "body": table_body(spec, columns, found, setting, reverse(spec.detail, args=[0])),
        "page": found,
        "next_url": f"{url}?{wanted.query(after=found.after)}" if found.after else "",
        "previous_url": f"{url}?{wanted.query(before=found.before)}" if found.before else "",
        "chips": _chips(spec, wanted, labels, fields),
        "filters_url": f"{url}?{wanted.query()}&part=filters",
        "columns_url": f"{url}?{wanted.query()}&part=columns",
        "views": saved_views(request, spec),
        "bulk": [verb for verb in bulk_verbs(spec) if may(viewer, verb.permission)],
        "may_export": may(viewer, "data.export"),
        "may_import": may(viewer, "data.import"),
        "may_create": bool(spec.create) and may(viewer, spec.edit_permission),
        "total": _total(rows, spec, paths, found),
        "currency_symbol": SYMBOLS.get(setting.currency, setting.currency),
        "export_csv": f"?{wanted.query()}&format=csv",
        "export_xlsx": f"?{wanted.query()}&format=xlsx",
        "query": wanted.query(),
        "url": url,
        **(extra or {}),
    }
    if is_for(request, "panel"):
        return render(request, "core/list_panel.html", context | _panel(spec, columns, found, setting))
    return render(request, "core/list.html#table" if is_for(request, "list-table") else "core/list.html", context)


class Labels(dict[str, Mapping[str, str]]):
    """The labels of a list's choices by code and value, each asked for when it is first shown; none for other codes."""

    def __init__(self, spec: ListSpec) -> None:
        super().__init__()
        self._choices = {item.code: item.choices for item in spec.filters if item.type == "choice"}

    def __missing__(self, code: str) -> Mapping[str, str]:
        choices = self._choices.get(code)
        self[code] = {value: str(text) for value, text in choices()} if choices else {}
        return self[code]


_SHOWN_IN_PANEL = 12
_PARTS = frozenset({"filters", "columns"})


def _asked_part(
    request: HttpRequest,
    spec: ListSpec,
    wanted: asking.Asked,
    fields: Sequence[FieldDefinition],
    allowed: Sequence[Column],
    columns: Sequence[Column],
    labels: Mapping[str, Mapping[str, str]],
) -> HttpResponse:
    """Answer the filters or the columns on offer: they are asked for when their dialog opens."""
    part = request.GET["part"]
    context = {
        "spec": spec,
        "asked": wanted,
        "url": reverse(spec.url),
        "part": part,
        "filters": _filters(spec, fields, request.viewer, wanted, labels),  # type: ignore[attr-defined] # set by PersonMiddleware
        "columns": [(column.code, column.label, column in columns) for column in allowed],
    }
    is_part = request.htmx  # type: ignore[attr-defined] # django-htmx
    return render(request, f"core/list_asked.html#{part}" if is_part else "core/list_asked.html", context)


def _panel(spec: ListSpec, columns: Sequence[Column], found: Page, setting: Setting) -> dict[str, Any]:
    """Return what the side panel shows of a list when a number was opened: names, the second column, amounts."""
    cells = _placed(columns)
    amount = next((cells[i] for i, column in enumerate(columns) if spec.total and spec.total in column.paths), None)
    second = cells[1] if len(cells) > 1 else cells[0]
    pattern = reverse(spec.detail, args=[0])
    rows = [
        (
            pattern.replace("/0/", f"/{row[-1]}/"),
            *(mark_safe(draw(row[start:end], setting, code)) for draw, start, end, code, _css in (cells[0], second)),  # noqa: S308 cells escape
            mark_safe(amount[0](row[amount[1] : amount[2]], setting, amount[3])) if amount else "",  # noqa: S308 cells escape
        )
        for row in found.rows[:_SHOWN_IN_PANEL]
    ]
    return {"rows": rows, "more": found.total - len(rows)}


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over all rows of a list, and how many of them have no amount."""

    minor: int
    left_out: int


def _total(rows: QuerySet[Any], spec: ListSpec, paths: Sequence[str], found: Page) -> Total | None:
    """Return the sum of a list that is short enough to be summed while somebody waits."""
    if not spec.total or found.is_capped or not found.rows:
        return None
    if found.is_whole and spec.total in paths:
        place = paths.index(spec.total)
        amounts = [row[place] for row in found.rows if row[place] is not None]
        return Total(sum(amounts), found.total - len(amounts))
    figures = rows.order_by().aggregate(minor=Sum(spec.total), number=Count(spec.total))
    return Total(figures["minor"] or 0, found.total - figures["number"])


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


def _heads(columns: Sequence[Column], wanted: asking.Asked, sort: str, setting: Setting) -> list[Head]:
    heads = []
    unit = SYMBOLS.get(setting.currency, setting.currency)
    for place, column in enumerate(columns):
        is_here = bool(column.sort) and sort.removeprefix("-") == column.sort
        is_down = is_here and sort.startswith("-")
        to = column.sort if is_down or not is_here else f"-{column.sort}"
        href = f"?{wanted.query(sort=to)}" if column.sort else ""
        direction = ("down" if is_down else "up") if is_here else ""
        css = css_of(column, place)
        heads.append(
            Head(
                label=column.label,
                href=href,
                direction=direction,
                is_numeric="is-num" in css,
                is_second="is-second" in css,
                is_narrow="is-narrow" in css,
                is_side="is-side" in css,
                unit=unit if column.cell in _MONEY_CELLS else "",
            )
        )
    return heads


def table_body(spec: ListSpec, columns: Sequence[Column], found: Page, setting: Setting, pattern: str) -> SafeString:
    """Return the rows of the table. `pattern` is the address of record 0."""
    before, _zero, after = pattern.rpartition("0")
    cells = _placed(columns)
    checks = bool(bulk_verbs(spec))
    pick = escape(_("Select %(name)s"))
    minor = next((cells[i][1] for i, column in enumerate(columns) if spec.total in column.paths), None)
    lines = [
        _row(row, cells, setting, f"{before}{row[-1]}{after}", pick=pick if checks else "", minor=minor)
        for row in found.rows
    ]
    return mark_safe("".join(lines))  # noqa: S308 every value was escaped by its cell


def _placed(columns: Sequence[Column]) -> list[tuple[Callable[..., str], int, int, str, str]]:
    """Return for each column its cell function, where its values stand in a row, its code and class."""
    placed, start = [], 0
    for place, column in enumerate(columns):
        placed.append((CELLS[column.cell], start, start + len(column.paths), column.code, css_of(column, place)))
        start += len(column.paths)
    return placed


def css_of(column: Column, place: int) -> str:
    """Return the classes of a column's cells: its own, with figures to the right."""
    usual = "is-second" if place == 1 else "" if column.cell in {"state", "step", "owner"} else "is-dim"
    if column.cell in NUMERIC:
        return f"is-num {column.css}".strip()
    return column.css or usual


def _row(
    row: tuple[Any, ...], cells: Sequence[Any], setting: Setting, url: str, *, pick: str, minor: int | None
) -> str:
    """Return one row: a checkbox where rows can be picked (with its amount for the sum), the name, the other cells."""
    draw, start, end, code, _css = cells[0]
    name = draw(row[start:end], setting, code)
    if "<" in name:
        name = f"#{row[-1]}"
    check = ""
    if pick:
        amount = "" if minor is None or row[minor] is None else f' data-minor="{row[minor]}"'
        label = pick.replace("%(name)s", name)
        check = f'<td class="is-check"><input type="checkbox" name="id" value="{row[-1]}"{amount} aria-label="{label}"></td>'
    rest = "".join(
        f'<td class="{css}">{draw(row[start:end], setting, code)}</td>' for draw, start, end, code, css in cells[1:]
    )
    link = f'<a class="row-open" href="{url}" hx-get="{url}" data-opens-panel title="{name}">{name}</a>'
    return f'<tr data-row>{check}<td class="is-name">{link}</td>{rest}</tr>'


def _chips(
    spec: ListSpec, wanted: asking.Asked, labels: Mapping[str, Mapping[str, str]], fields: Sequence[FieldDefinition]
) -> list[Chip]:
    known = {item.code: item for item in spec.filters}
    names = {item.code: item.label for item in spec.filters} | {f"custom.{item.code}": item.label for item in fields}
    chips = []
    for code, values in wanted.filters.items():
        kind = known[code].type if code in known else ""
        shown = ", ".join(_value_words(kind, value, labels[code]) for value in values)
        chips.append(Chip(names[code], shown, f"?{wanted.without(code)}"))
    if wanted.text:
        chips.append(Chip(_("Text"), wanted.text, f"?{wanted.query(text='')}"))
    return chips


def _value_words(kind: str, value: str, labels: Mapping[str, str]) -> str:
    """Return a filter's value as people say it."""
    if value == asking.NOBODY:
        return _("none")
    if kind == "boolean":
        return _("Yes") if value == "1" else _("No")
    low, dots, high = value.partition("..")
    if kind not in asking.RANGES or not dots:
        return labels.get(value, value)
    low, high = (_day_words(end) if kind == "day" else end for end in (low, high))
    if low and high:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    return _("from %(low)s") % {"low": low} if low else _("up to %(high)s") % {"high": high}


def _day_words(text: str) -> str:
    try:
        return short_day(dt.date.fromisoformat(text))
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class Offer:
    """A filter on offer: its choices (value, label, is it on) or the values typed."""

    code: str
    label: Any
    type: str
    choices: Sequence[tuple[str, str, bool]]
    typed: str

    @property
    def is_nobody(self) -> bool:
        return asking.NOBODY in self.typed.split(", ")

    @property
    def low(self) -> str:
        return self.typed.partition("..")[0]

    @property
    def high(self) -> str:
        return self.typed.partition("..")[2]


def _filters(
    spec: ListSpec,
    fields: Sequence[FieldDefinition],
    viewer: Any,
    wanted: asking.Asked,
    labels: Mapping[str, Mapping[str, str]],
) -> list[Offer]:
    """Return the filters on offer."""
    custom = [
        Filter(
            f"custom.{item.code}",
            item.label,
            f"custom__{item.code}",
            "choice" if item.choices else "boolean" if item.type == FieldDefinition.Type.BOOLEAN else "text",
        )
        for item in fields
    ]
    more = {f"custom.{item.code}": {choice: choice for choice in item.choices} for item in fields}
    offered = []
    for item in [*(f for f in spec.filters if may(viewer, f.permission)), *custom]:
        values = wanted.filters.get(item.code, ())
        known = labels[item.code] or more.get(item.code) or {}
        choices = [(value, text, value in values) for value, text in known.items()] if item.type == "choice" else []
        offered.append(Offer(item.code, item.label, item.type, choices, ", ".join(values)))
    return offered


@dataclass(frozen=True, slots=True)
class Tab:
    """One saved view over the list, built in or a person's own."""

    label: Any
    url: str
    current: bool
    pk: int | None = None
    is_own: bool = False
    is_pinned: bool = False


def saved_views(request: HttpRequest, spec: ListSpec) -> list[Tab]:
    """Return the list's ready views, the person's own and the shared ones, with the one that stands now."""
    url = reverse(spec.url)
    here = _same(request.GET.urlencode())
    tabs = [
        Tab(label, f"{url}?{query}" if query else url, here == _same(query)) for label, query in spec.views.values()
    ]
    user = request.user.pk
    return tabs + [
        Tab(view.name, f"{url}?{view.query}", here == _same(view.query), view.pk, view.owner_id == user, view.is_pinned)
        for view in views_for(request)
        if view.kind == spec.kind
    ]


def views_for(request: HttpRequest) -> list[SavedView]:
    """Return the person's own and the shared views over any list, read once for a request."""
    views: list[SavedView] | None = getattr(request, "saved_views", None)
    if views is None:
        mine = Q(owner_id=request.user.pk) | Q(sharing=SavedView.Sharing.ALL)
        views = request.saved_views = list(SavedView.objects.filter(mine))  # type: ignore[attr-defined] # ours
    return views


def _same(query: str) -> list[tuple[str, str]]:
    """Return what two query strings must share to be the same view, whatever their order."""
    return sorted(pair for pair in parse_qsl(query) if pair[0] not in {"after", "before"})


def selected(request: HttpRequest, spec: ListSpec, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows that a selection names: ticked ids, or all that the query of the page finds."""
    if request.POST.get("all"):
        fields = list(FieldDefinition.objects.filter(kind=spec.kind, retired_at__isnull=True))
        query = request.GET
        return asking.narrow(rows, asking.read(query, spec, fields), spec, fields)
    return rows.filter(pk__in=[int(pk) for pk in request.POST.getlist("id") if pk.isdecimal()])


def bulk_verb(spec: ListSpec, code: str) -> Bulk | None:
    return next((verb for verb in bulk_verbs(spec) if verb.code == code), None)


def bulk_verbs(spec: ListSpec) -> list[Bulk]:
    """Return a list's own verbs over selected rows and those that upper areas add (`config/wiring/bulk.py`)."""
    return [*spec.bulk, *(function(path) for path in wired("bulk", "BULK").get(spec.kind, ()))]


def count_words(number: int) -> str:
    return ngettext("%(count)s record", "%(count)s records", number) % {"count": f"{number:,}"}
