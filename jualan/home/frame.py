"""What surrounds every page: rail, bottom bar, pinned views, person, languages."""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jualan.core.lists.screen import views_for
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
        "languages": SimpleLazyObject(_languages),
        "language_url": address("people:language"),
        "page_url": request.get_full_path(),
        "theme": _chosen(request, "theme"),
        "density": _chosen(request, "density"),
    }
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or viewer.pk is None:
        return context
    path, pinned = request.path, _pinned(request, viewer)
    return context | {
        "frame_key": _key(path, viewer, context["density"], pinned),
        "person": viewer.user,
        "nav": SimpleLazyObject(lambda: _entries(path, viewer)),
        "bottom_bar": SimpleLazyObject(lambda: _bottom_bar(path, viewer)),
        "near": SimpleLazyObject(lambda: _near(path, viewer)),
        "pinned": pinned,
        "search_url": address("home:search"),
        "create_items": SimpleLazyObject(lambda: _create_items(viewer)),
        "person_items": SimpleLazyObject(lambda: _person_items(viewer)),
        "jobs_url": address("home:work") if allowed(viewer, "workspace.edit") else "",
        "logout_url": address("account_logout"),
    }


_SECTION = re.compile(r"/(?:[a-z-]+/){0,3}")


def _key(path: str, viewer: Viewer, density: str, pinned: Sequence[Entry]) -> Hashable:
    """Return what decides how rail, bars and palette are drawn: where, for whom, in which words and look."""
    assert viewer.user
    section = _SECTION.match(path)
    return (
        section[0] if section else "",
        viewer.user.full_name,
        frozenset(viewer.grants.items()),
        density,
        translation.get_language(),
        str(workspace()),
        tuple(pinned),
    )


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

RAIL = 6
"""At most so many entries stand in the rail, for anybody."""
PINNED = 12


def _allowed_entries(path: str, viewer: Viewer, wanted: Wanted) -> list[Entry]:
    """Return the entries whose area answers and that the person may see."""
    found = []
    for permission, label, name, icon, key in wanted:
        url = address(name)
        if url and (not permission or allowed(viewer, permission)):
            found.append(Entry(label, url, icon, key, _is_here(path, url)))
    return found


def _is_here(path: str, url: str) -> bool:
    """Say whether the page is this entry or stands under it."""
    if url == "/":
        return path == url
    return path.startswith((url, *_UNDER.get(url, ())))


_UNDER = {"/orders/": ("/products/",)}
"""Pages that stand under an entry whose address they do not share."""


def _entries(path: str, viewer: Viewer) -> list[Entry]:
    """Return at most six entries: the work first, then what a person without it sets up."""
    work: Wanted = [
        ("", pgettext("page", "Today"), "home:today", "sun", "today"),
        ("leads.view", _("Leads"), "leads:lead-list", "user-plus", "leads"),
        ("pipeline.view", _("Sales"), "pipeline:opportunity-board", "layout-kanban", "sales"),
        ("store.view", _("Orders"), "store:order-list", "receipt", "orders"),
        ("accounts.view", _("Customers"), "accounts:account-list", "users", "customers"),
        ("metrics.view", _("Business"), "metrics:dashboard", "chart-bar", "business"),
    ]
    return _allowed_entries(path, viewer, [*work, *_setup()])[:RAIL]


def _setup() -> Wanted:
    """Return the pages on which a business is set up."""
    return [
        ("people.view", _("People"), "people:user-list", "users-group", "people"),
        ("workspace.edit", _("The business"), "home:workspace-edit", "building", ""),
        ("pipeline.setup", _("Stages"), "pipeline:setup", "adjustments-horizontal", ""),
        ("fields.edit", _("Custom fields"), "home:field-list", "list-details", ""),
        ("audit.view", _("Who did what"), "home:audit-list", "history", ""),
        ("workspace.edit", _("Backups"), "home:backup-list", "database", ""),
    ]


def _near(path: str, viewer: Viewer) -> list[Entry]:
    """Return the lists that belong with the one being read; they stand beside its title."""
    for group in _beside():
        entries = _allowed_entries("", viewer, group)
        if any(path == entry.url for entry in entries):
            return [entry for entry in entries if path != entry.url]
    return []


def _beside() -> Iterable[Wanted]:
    """Return the groups of lists that belong together."""
    return [
        [
            ("accounts.view", _("Customers"), "accounts:account-list", "", ""),
            ("accounts.view", _("Contacts"), "accounts:contact-list", "", ""),
            ("accounts.view", _("Perhaps the same"), "accounts:duplicate-list", "", ""),
        ],
        [
            ("store.view", _("Orders"), "store:order-list", "", ""),
            ("store.view", _("Abandoned checkouts"), "store:checkout-list", "", ""),
            ("catalog.view", _("Products"), "catalog:product-list", "", ""),
            ("catalog.view", _("Price lists"), "catalog:price-list-list", "", ""),
        ],
        [
            ("metrics.view", _("Business"), "metrics:dashboard", "", ""),
            ("metrics.costs", _("Costs"), "metrics:cost-list", "", ""),
        ],
    ]


def _bottom_bar(path: str, viewer: Viewer) -> list[Entry]:
    """Return the four entries that a thumb reaches; the kit adds More."""
    if not allowed(viewer, "leads.view"):
        return _entries(path, viewer)[:4]
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
    """Return what stands in the menu of one's own name: what the rail has no room for."""
    rail = {entry.url for entry in _entries("", viewer)}
    wanted: Wanted = [
        ("", _("Your account"), "people:profile", "user-circle", ""),
        ("catalog.view", _("Products"), "catalog:product-list", "box", ""),
        *_setup(),
        ("data.import", _("Import"), "home:import-list", "upload", ""),
        ("", _("Trash"), "home:trash-list", "trash", ""),
    ]
    return [entry for entry in _allowed_entries("", viewer, wanted) if entry.url not in rail]


def _pinned(request: HttpRequest, viewer: Viewer) -> list[Entry]:
    """Return the person's pinned views over lists that they may still see."""
    specs = wired("lists", "LISTS")
    return [
        Entry(view.name, f"{url}?{view.query}")
        for view in views_for(request)
        if view.is_pinned
        and view.owner_id == viewer.pk
        and view.kind in specs
        and (url := address(function(specs[view.kind]).url))
    ][:PINNED]
