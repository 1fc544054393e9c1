"""Parts of a page that are the same on every page of one person: drawn once, then only filled in."""

from collections.abc import Hashable

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

FILLED_IN = ("csrf_token", "page_url")
"""What differs from request to request in a remembered part, by its name in the context."""
MOST = 2000
_drawn: dict[tuple[Hashable, str], str] = {}


@register.simple_tag(takes_context=True)
def remembered(context: Context, template_name: str) -> SafeString:
    """Include a template that shows nothing but what `frame_key` stands for and what is FILLED_IN.

    Without a `frame_key` in the context it is drawn anew each time.
    """
    part = context.template.engine.get_template(template_name)  # type: ignore[union-attr] # set while rendering
    key = context.get("frame_key")
    if key is None:
        return part.render(context)
    text = _drawn.get((key, template_name))
    if text is None:
        if len(_drawn) >= MOST:
            _drawn.clear()
        with context.push(**{name: _blank(name) for name in FILLED_IN}):
            text = _drawn[key, template_name] = part.render(context)
    return _filled(text, context)


def _blank(name: str) -> str:
    return f"\0{name}\0"


def _filled(text: str, context: Context) -> SafeString:
    for name in FILLED_IN:
        if _blank(name) in text:
            text = text.replace(_blank(name), conditional_escape(str(context.get(name, ""))))
    return mark_safe(text)  # noqa: S308 the template escaped it, and what is filled in is escaped here
