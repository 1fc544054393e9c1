"""Reads across areas: what is found by a search, lists by kind, batches and views, and what is for today."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from jualan.core.errors import NotFound
from jualan.core.lists.spec import ListSpec
from jualan.core.models import Batch, SavedView
from jualan.core.search import hits
from jualan.core.wiring import function, wired
from jualan.home.labels import FOUND
from jualan.people.policy import Viewer, ties, visible


@dataclass(frozen=True, slots=True)
class Found:
    """One row of the palette."""

    label: str
    sub: str
    url: str
    icon: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: object
    items: Sequence[Found]


def search_groups(viewer: Viewer, text: str, *, limit: int = 12) -> list[Group]:
    """Return what a person may see of what a text finds, by kind."""
    found = hits(text, lambda kind: _visible_of(viewer, kind), limit=limit)
    groups = []
    for kind, (label, icon) in FOUND.items():
        items = [
            Found(hit.title, hit.detail, url, icon) for hit in found if hit.kind == kind and (url := detail_url(kind, hit.record_id))
        ]
        if items:
            groups.append(Group(label, items))
    return groups


def _visible_of(viewer: Viewer, kind: str) -> QuerySet[Any] | None:
    name = wired("kinds", "KINDS").get(kind)
    model = apps.get_model(name) if name else None
    return visible(viewer, model) if model in ties() else None


def detail_url(kind: str, pk: int) -> str:
    """Return the page of a record, empty while its area has none."""
    try:
        return reverse(wired("kinds", "DETAIL")[kind], args=[pk])
    except (KeyError, NoReverseMatch):
        return ""


def list_of(kind: str) -> ListSpec:
    """Return the list of a kind. Raises NotFound."""
    path = wired("lists", "LISTS").get(kind)
    if path is None:
        raise NotFound("not_found", kind="list", pk=kind)
    spec: ListSpec = function(path)
    return spec


def batch_by_id(pk: int) -> Batch:
    batch = Batch.objects.filter(pk=pk).first()
    if batch is None:
        raise NotFound("not_found", kind="batch", pk=pk)
    return batch


def view_by_id(viewer: Viewer, pk: int) -> SavedView:
    """Return a saved view that the person may see: their own, or one shared with all."""
    view = SavedView.objects.filter(pk=pk).first()
    if view is None or (view.owner_id != viewer.pk and view.sharing != SavedView.Sharing.ALL):
        raise NotFound("not_found", kind="view", pk=pk)
    return view
