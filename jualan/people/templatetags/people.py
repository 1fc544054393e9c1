"""Words about people."""

from django import template
from django.utils.translation import gettext as _

from jualan.people.labels import role_label
from jualan.people.models import User

register = template.Library()


@register.filter
def role_words(person: User) -> str:
    """Return the roles of a person in one line, or a dash."""
    return ", ".join(str(role_label(row.role)) for row in person.role_rows.all()) or "—"


BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def device_words(agent: str) -> str:
    """Return the browser and the machine that a browser says it is: Chrome, Windows."""
    named = [next((name for mark, name in known.items() if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, named)) or _("Unknown browser")
