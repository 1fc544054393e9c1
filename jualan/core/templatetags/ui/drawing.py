"""What every component is drawn by: built files, attributes, and the memory of what was drawn."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
MANIFEST = Path(__file__).resolve().parents[2] / "static" / "dist" / "manifest.json"


@lru_cache(maxsize=2)
def _manifest(_changed_at: int) -> Mapping[str, str]:
    names: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return names


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file by its plain name (`app.js`, `app.css`, `charts.js`, `icons.svg`)."""
    try:
        changed_at = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return static(f"dist/{name}")
    return _address(name, changed_at)


@lru_cache(maxsize=32)
def _address(name: str, changed_at: int) -> str:
    return static(f"dist/{_manifest(changed_at).get(name, name)}")


def html_attributes(values: Mapping[str, Any]) -> SafeString:
    """hx_post="/x/" becomes hx-post="/x/"; None and False are left out; True stands alone."""
    pairs = [(key.strip("_").replace("_", "-"), value) for key, value in values.items()]
    bare = format_html_join("", " {}", ((key,) for key, value in pairs if value is True))
    full = format_html_join(
        "",
        ' {}="{}"',
        ((key, value) for key, value in pairs if value is not None and not isinstance(value, bool)),
    )
    return bare + full


OPENS_PANEL = {"hx_target": "#panel", "hx_swap": "innerHTML", "data_opens_panel": True}
"""What makes a link open in the side panel, beside its `hx_get`; without script it stays a link."""
_OPENS_PANEL = html_attributes(OPENS_PANEL)


def panel_attributes(url: str) -> SafeString:
    return format_html(' hx-get="{}"{}', url, _OPENS_PANEL)


def component(template_name: str, /, **context: Any) -> SafeString:
    """Draw a component; one that is shown with the same words again is taken from memory."""
    said = {name: str(value) if isinstance(value, Promise) else value for name, value in context.items()}
    values = tuple((name, type(value), value) for name, value in said.items())
    if all(kind in _PLAIN and len(str(value)) <= _LONGEST for _name, kind, value in values):
        return _drawn(template_name, values, get_language(), asset("icons.svg"))
    return _draw(template_name, values)


def _draw(template_name: str, values: tuple[tuple[str, type, Any], ...]) -> SafeString:
    text = get_template(f"core/ui/{template_name}.html").render({name: value for name, _type, value in values})
    return mark_safe(text)  # noqa: S308  # templates escape


_PLAIN = frozenset({str, SafeString, int, bool, type(None)})
_LONGEST = 400  # what is longer is somebody's text, not a word of the screen


@lru_cache(maxsize=4096)
def _drawn(
    template_name: str, values: tuple[tuple[str, type, Any], ...], _language: str | None, _sprite: str
) -> SafeString:
    return _draw(template_name, values)
