"""Hiding what a person may not do: `{% can "leads.edit" lead as ok %}`."""

from django import template
from django.db.models import Model

from jualan.people.policy import allowed

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: template.Context, permission: str, record: Model | None = None) -> bool:
    """Say whether the viewer of this page may do something; views never decide by it, they only hide buttons."""
    return allowed(context["request"].viewer, permission, record)
