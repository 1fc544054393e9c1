"""Words and signs of what search finds, and of refusals in a bulk edit."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

FOUND: Mapping[str, tuple[object, str]] = {
    "contact": (_("Contacts"), "user"),
    "account": (_("Customers"), "building-store"),
    "lead": (_("Leads"), "user-plus"),
    "opportunity": (_("Deals"), "layout-kanban"),
    "order": (_("Orders"), "receipt"),
    "product": (_("Products"), "box"),
    "user": (_("People"), "users-group"),
}
"""Kind → (word over its results, icon), in the order of the groups."""
