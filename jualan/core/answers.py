"""What a page answers after a write: a plain form goes on to a page, htmx is told which part of it to load again."""

import json
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

PANEL = "panel"
_PARTS: dict[str, dict[str, object]] = {
    "": {"target": "#main", "select": "#main", "swap": "outerHTML", "selectOOB": "#toasts:beforeend,#side:outerHTML"},
    PANEL: {"target": "#panel", "swap": "innerHTML", "headers": {"HX-Target": "aside#panel"}},
}


def is_for(request: HttpRequest, element: str) -> bool:
    """Say whether htmx will put the answer into the element of this id."""
    return bool(request.htmx) and (request.htmx.target or "").endswith(f"#{element}")  # type: ignore[attr-defined] # django-htmx


def done(request: HttpRequest, url: str = "") -> HttpResponse:
    """Go on to `url`; without one, stay on the page that was acted on.

    For htmx the place of work is loaded again (or the side panel, when the form stood there), with its toasts.
    """
    if not request.htmx:  # type: ignore[attr-defined] # django-htmx
        return redirect(came_from(request, url))
    place = request.POST.get("in", "")
    page = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined] # django-htmx
    path = url or here(request)
    push = "false" if place == PANEL or urlsplit(path).path == urlsplit(page).path else "true"
    response = HttpResponse(status=200)
    response["HX-Location"] = json.dumps({"path": path, "push": push, **_PARTS.get(place, _PARTS[""])})
    return response


def here(request: HttpRequest) -> str:
    """Return the address of what was acted on: the record in the side panel, else the page."""
    if request.htmx and request.POST.get("in") != PANEL:  # type: ignore[attr-defined] # django-htmx
        return request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined] # django-htmx
    return came_from(request)


def leave_for(request: HttpRequest, url: str) -> HttpResponse:
    """Go to another page as a whole, also from htmx."""
    if not request.htmx:  # type: ignore[attr-defined] # django-htmx
        return redirect(url)
    response = HttpResponse(status=200)
    response["HX-Redirect"] = url
    return response


def came_from(request: HttpRequest, url: str = "") -> str:
    """Return the page to go to: the given one, the form's `next`, the page it was sent from, or Today."""
    for candidate in (url, request.POST.get("next", ""), request.headers.get("Referer", "")):
        if candidate and url_has_allowed_host_and_scheme(candidate, {request.get_host()}):
            return candidate
    return "/"
