"""What surrounds every page: rail, bottom bar, pinned views, person, languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jualan.core.models import SavedView
from jualan.core.wiring import function, wired
from jualan.core.workspace import workspace
from jualan.people.policy import Viewer, allowed


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the rail, the bottom bar or a menu."""

    label: str
    url: str
    icon: str = ""
    key: str = ""
    current: bool = False
    count: int | None = None
    main: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    label: str
    current: bool


_SHORT = {"ms": "BM", "en": "EN"}
_COOKIES = {
    "theme": ({"light", "dark", "system"}, "system"),
    "density": ({"compact", "default", "comfortable"}, "default"),
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of `core/base.html`."""
    context: dict[str, Any] = {
        "workspace": workspace(),
        "languages": _languages(),
        "language_url": address("people:language"),
        "theme": _chosen(request, "theme"),
        "density": _chosen(request, "density"),
    }
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or viewer.pk is None:
        return context
    return context | {
        "person": viewer.user,
        "nav": _entries(request.path, viewer),
        "bottom_bar": _bottom_bar(request.path, viewer),
        "pinned": _pinned(viewer),
        "search_url": reverse("home:search"),
        "create_items": _create_items(viewer),
        "person_items": _person_items(viewer),
        "jobs_url": address("core:work"),
        "logout_url": address("account_logout"),
    }


def address(name: str) -> str:
    """Return the address of a URL name, empty while no area answers to it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _chosen(request: HttpRequest, name: str) -> str:
    """Return what the browser remembers of a look, if it is one of ours."""
    known, usual = _COOKIES[name]
    value = request.COOKIES.get(f"jualan_{name}", usual)
    return value if value in known else usual


def _languages() -> list[Language]:
    active = translation.get_language()
    return [Language(code, _SHORT.get(code, code.upper()), code == active) for code, _name in settings.LANGUAGES]


Wanted = Iterable[tuple[str, str, str, str, str]]
"""(permission, label, URL name, icon, key)."""


def _allowed_entries(path: str, viewer: Viewer, wanted: Wanted) -> list[Entry]:
    """Return the entries whose area answers and that the person may see."""
    found = []
    for permission, label, name, icon, key in wanted:
        url = address(name)
        if url and (not permission or allowed(viewer, permission)):
            is_here = path == url if url == "/" else path.startswith(url)
            found.append(Entry(label, url, icon, key, is_here))
    return found


def _entries(path: str, viewer: Viewer) -> list[Entry]:
    """Return at most six entries."""
    return _allowed_entries(
        path,
        viewer,
        [
            ("", pgettext("page", "Today"), "home:today", "sun", "today"),
            ("leads.view", _("Leads"), "leads:lead-list", "user-plus", "leads"),
            ("pipeline.view", _("Sales"), "pipeline:opportunity-board", "layout-kanban", "sales"),
            ("store.view", _("Orders"), "store:order-list", "receipt", "orders"),
            ("accounts.view", _("Customers"), "accounts:account-list", "users", "customers"),
            ("metrics.view", _("Business"), "metrics:dashboard", "chart-bar", "business"),
        ],
    )


def _bottom_bar(path: str, viewer: Viewer) -> list[Entry]:
    """Return the four entries that a thumb reaches; the kit adds More."""
    first = [
        ("", pgettext("page", "Today"), "home:today", "sun", "today"),
        ("leads.view", _("Leads"), "leads:lead-list", "user-plus", "leads"),
    ]
    last = [
        ("pipeline.view", _("Sales"), "pipeline:opportunity-board", "layout-kanban", "sales"),
        ("accounts.view", _("Customers"), "accounts:account-list", "users", "customers"),
    ]
    entries = _allowed_entries(path, viewer, first)
    if allowed(viewer, "leads.edit"):
        entries.append(Entry(_("Log"), reverse("leads:lead-create"), "plus", "log", main=True))
    return entries + _allowed_entries(path, viewer, last)


def _create_items(viewer: Viewer) -> list[Entry]:
    return _allowed_entries(
        "",
        viewer,
        [
            ("leads.edit", _("New lead"), "leads:lead-create", "user-plus", "L"),
            ("pipeline.edit", _("New deal"), "pipeline:opportunity-create", "layout-kanban", "D"),
            ("accounts.edit", _("New customer"), "accounts:account-create", "users", "K"),
        ],
    )


def _person_items(viewer: Viewer) -> list[Entry]:
    return _allowed_entries(
        "",
        viewer,
        [
            ("", _("Your account"), "people:profile", "user-circle", ""),
            ("catalog.view", _("Products"), "catalog:product-list", "box", ""),
            ("pipeline.setup", _("Pipelines and stages"), "pipeline:setup", "adjustments-horizontal", ""),
            ("fields.edit", _("Custom fields"), "core:field-list", "list-details", ""),
            ("data.import", _("Import"), "core:import-list", "upload", ""),
            ("people.view", _("People"), "people:user-list", "users-group", ""),
        ],
    )


def _pinned(viewer: Viewer) -> list[Entry]:
    """Return the person's pinned views over lists that they may still see."""
    specs = wired("lists", "LISTS")
    return [
        Entry(view.name, f"{url}?{view.query}")
        for view in SavedView.objects.filter(owner_id=viewer.pk, is_pinned=True)[:12]
        if view.kind in specs and (url := address(function(specs[view.kind]).url))
    ]
