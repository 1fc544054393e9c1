"""Facts of a record that are changed where they stand: a line, its form in place, and the line again."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jualan.core.errors import NotFound
from jualan.core.forms import FactForm


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in words; `edit_url` is empty for those who may not change it, `words` are the person's own."""

    name: str
    label: Any
    value: Any
    edit_url: str = ""


@dataclass(frozen=True, slots=True)
class Editing:
    """What `edit_fact` needs: the form and its fields, what it starts with, where it stands, how a fact is saved and shown."""

    form: Callable[..., FactForm]
    fields: Container[str]
    initial: Mapping[str, Any]
    url: str
    back: str
    save: Callable[[dict[str, Any], int | None], Any]
    show: Callable[[], Fact]


def fact_url(view: str, pk: int, name: str, *, may_edit: bool) -> str:
    return reverse(view, args=[pk, name]) if may_edit else ""


def edit_fact(request: HttpRequest, name: str, editing: Editing) -> HttpResponse:
    """Answer the form of one fact to GET (`?show` the line), save it on POST. Invalid answers 422 with the form."""
    if name not in editing.fields or name == "version":
        raise NotFound("not_found", kind="fact", pk=name)
    if "show" in request.GET:
        return render(request, "core/fact.html#line", {"line": editing.show()})
    form = editing.form(request.POST or None, initial=dict(editing.initial), only=name)
    if request.method == "POST" and form.is_valid():
        editing.save({name: form.cleaned_data[name]}, form.cleaned_data["version"])
        if not request.htmx:  # type: ignore[attr-defined] # django-htmx
            return redirect(editing.back)
        return render(request, "core/fact.html#line", {"line": editing.show(), "is_saved": True})
    template = "core/fact.html#form" if request.htmx else "core/fact.html"  # type: ignore[attr-defined] # django-htmx
    context = {"form": form, "name": name, "url": editing.url, "back": editing.back}
    return render(request, template, context, status=422 if form.is_bound else 200)
