"""Words about people."""

from django import template

from jualan.people.labels import role_label
from jualan.people.models import User

register = template.Library()


@register.filter
def role_words(person: User) -> str:
    """Return the roles of a person in one line, or a dash."""
    return ", ".join(str(role_label(row.role)) for row in person.role_rows.all()) or "—"
