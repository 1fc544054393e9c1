"""What surrounds every page: rail, bottom bar, person, languages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jualan.core.workspace import workspace
from jualan.people.policy import Viewer, allowed


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the rail or the bottom bar."""

    label: str
    url: str
    icon: str
    key: str
    current: bool = False
    count: int | None = None
    main: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    label: str
    current: bool


_SHORT = {"ms": "BM", "en": "EN"}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of `core/base.html`."""
    context: dict[str, Any] = {
        "workspace": workspace(),
        "languages": _languages(),
        "theme": request.COOKIES.get("jualan_theme", "system"),
        "density": request.COOKIES.get("jualan_density", "default"),
    }
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or viewer.pk is None:
        return context
    entries = _entries(request.path, viewer)
    return context | {
        "person": viewer.user,
        "nav": entries,
        "bottom_bar": _bottom_bar(request.path, viewer),
        "pinned": [],
        "search_url": reverse("home:search"),
        "create_items": _create_items(viewer),
        "person_items": [],
        "logout_url": reverse("account_logout"),
    }


def _languages() -> list[Language]:
    active = translation.get_language()
    return [Language(code, _SHORT.get(code, code.upper()), code == active) for code, _name in settings.LANGUAGES]


def _entries(path: str, viewer: Viewer) -> list[Entry]:
    """Return at most six entries, those whose area the person may see."""
    wanted = [
        ("", _("Today"), "home:today", "sun", "today"),
        ("leads.view", _("Leads"), "leads:lead-list", "user-plus", "leads"),
        ("pipeline.view", _("Sales"), "pipeline:opportunity-board", "layout-kanban", "sales"),
        ("store.view", _("Orders"), "store:order-list", "receipt", "orders"),
        ("accounts.view", _("Customers"), "accounts:account-list", "users", "customers"),
        ("metrics.view", _("Business"), "metrics:dashboard", "chart-bar", "business"),
    ]
    return [_entry(path, *rest) for permission, *rest in wanted if not permission or allowed(viewer, permission)]


def _entry(path: str, label: str, name: str, icon: str, key: str) -> Entry:
    url = reverse(name)
    return Entry(label, url, icon, key, current=path == url if url == "/" else path.startswith(url))


def _bottom_bar(path: str, viewer: Viewer) -> list[Entry]:
    """Return the four or five entries that a thumb reaches."""
    wanted = [("", _("Today"), "home:today", "sun", "today"), ("leads.view", _("Leads"), "leads:lead-list", "user-plus", "leads")]
    entries = [_entry(path, *rest) for permission, *rest in wanted if not permission or allowed(viewer, permission)]
    if allowed(viewer, "leads.edit"):
        entries.append(Entry(_("Log"), reverse("leads:lead-create"), "plus", "log", main=True))
    more = [
        ("pipeline.view", _("Sales"), "pipeline:opportunity-board", "layout-kanban", "sales"),
        ("accounts.view", _("Customers"), "accounts:account-list", "users", "customers"),
    ]
    return entries + [_entry(path, *rest) for permission, *rest in more if allowed(viewer, permission)]


def _create_items(viewer: Viewer) -> list[Entry]:
    wanted = [
        ("leads.edit", _("New lead"), "leads:lead-create", "user-plus", "L"),
        ("pipeline.edit", _("New deal"), "pipeline:opportunity-create", "layout-kanban", "D"),
        ("accounts.edit", _("New customer"), "accounts:account-create", "users", "K"),
    ]
    return [Entry(label, reverse(name), icon, key) for permission, label, name, icon, key in wanted if allowed(viewer, permission)]
