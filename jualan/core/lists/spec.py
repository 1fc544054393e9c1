"""What a list of one kind of record can show, sort and filter. Areas declare one ListSpec a kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `paths` are the values its cell needs; `cell` names a function of `cells`; `sort` an indexed field.

    `permission` hides the column, and keeps its values from being selected, for those who lack it.
    """

    code: str
    label: Any
    paths: tuple[str, ...]
    cell: str = "text"
    sort: str = ""
    permission: str = ""
    is_shown: bool = True
    css: str = ""
    export: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: `choice` (values of a path, with their labels), `text` (contains), `boolean`, `none`, or a
    range `from..to` of `day`, `money` or `number`.

    `choices` is called when the page is shown and returns (value, label) pairs.
    """

    code: str
    label: Any
    path: str
    type: str = "choice"
    choices: Callable[[], Sequence[tuple[str, Any]]] = field(default=tuple)
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """One verb over selected rows: the dotted path of `action(record, value, *, actor, batch)` and its choices."""

    code: str
    label: Any
    icon: str
    action: str
    permission: str
    choices: Callable[[], Sequence[tuple[str, Any]]] = field(default=tuple)


@dataclass(frozen=True, slots=True)
class ListSpec:
    """The list of a kind. `url` and `detail` are URL names; `total` is the amount that is summed, `import_kind` what files call it."""

    kind: str
    model: type[Model]
    title: Any
    url: str
    detail: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    bulk: Sequence[Bulk] = ()
    default_sort: str = "-created_at"
    create: str = ""
    create_label: Any = ""
    edit_permission: str = ""
    empty: Any = ""
    total: str = ""
    import_kind: str = ""
    views: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
