"""Role → permission → scope: the default grants, reviewed like a price list."""

from collections.abc import Mapping

from jualan.people.models import Role
from jualan.people.policy import Scope

OWN, TEAM, ALL = Scope.OWN, Scope.TEAM, Scope.ALL

_SELL_OWN = {
    "accounts.view": OWN,
    "accounts.edit": OWN,
    "activities.view": OWN,
    "activities.edit": OWN,
    "catalog.view": ALL,
    "leads.view": OWN,
    "leads.edit": OWN,
    "leads.queue": ALL,
    "metrics.view": OWN,
    "pipeline.view": OWN,
    "pipeline.edit": OWN,
    "store.view": OWN,
    "data.export": OWN,
}
_SELL_TEAM = {
    "accounts.view": TEAM,
    "accounts.edit": TEAM,
    "accounts.assign": TEAM,
    "accounts.merge": TEAM,
    "activities.view": TEAM,
    "activities.edit": TEAM,
    "catalog.view": ALL,
    "leads.view": TEAM,
    "leads.edit": TEAM,
    "leads.assign": TEAM,
    "leads.queue": ALL,
    "metrics.view": TEAM,
    "people.view": TEAM,
    "pipeline.view": TEAM,
    "pipeline.edit": TEAM,
    "pipeline.assign": TEAM,
    "store.view": TEAM,
    "data.export": TEAM,
}
_SELL_ALL = dict.fromkeys(_SELL_TEAM, ALL)
_READ_ALL = {
    "accounts.view": ALL,
    "activities.view": ALL,
    "catalog.view": ALL,
    "leads.view": ALL,
    "leads.queue": ALL,
    "metrics.view": ALL,
    "pipeline.view": ALL,
    "store.view": ALL,
}
_SETUP = {
    "accounts.sources": ALL,
    "catalog.edit": ALL,
    "data.import": ALL,
    "fields.edit": ALL,
    "pipeline.setup": ALL,
    "store.edit": ALL,
}

GRANTS: Mapping[Role, Mapping[str, Scope]] = {
    Role.REP: _SELL_OWN,
    Role.SDR: _SELL_OWN,
    Role.TEAM_LEAD: _SELL_TEAM,
    Role.SALES_MANAGER: {**_SELL_ALL, **_SETUP, "catalog.cost": ALL, "views.share": ALL, "people.tablets": ALL},
    Role.CUSTOMER_SUCCESS: {**_SELL_OWN, "accounts.view": ALL, "store.view": ALL, "activities.view": ALL},
    Role.RETAIL_ASSOCIATE: {**_SELL_OWN, "store.edit": OWN},
    Role.MARKETING: {**_READ_ALL, "accounts.sources": ALL, "leads.edit": ALL, "data.export": ALL, "data.import": ALL},
    Role.RECRUITER: {"people.view": ALL},
    Role.TRAINER: {"people.view": ALL, "metrics.view": ALL},
    Role.FINANCE: {
        **_READ_ALL,
        "catalog.cost": ALL,
        "data.export": ALL,
        "data.import": ALL,
        "metrics.costs": ALL,
        "metrics.costs_edit": ALL,
        "people.view": ALL,
        "store.edit": ALL,
    },
    Role.DIRECTOR: {
        **_SELL_ALL,
        **_SETUP,
        "catalog.cost": ALL,
        "metrics.costs": ALL,
        "metrics.costs_edit": ALL,
        "audit.view": ALL,
        "people.tablets": ALL,
        "views.share": ALL,
    },
    Role.ADMIN: {
        "people.view": ALL,
        "people.edit": ALL,
        "people.tablets": ALL,
        "workspace.edit": ALL,
        "audit.view": ALL,
        "fields.edit": ALL,
        "pipeline.setup": ALL,
        "accounts.sources": ALL,
    },
    Role.VIEWER: _READ_ALL,
}

FLOOR: Mapping[str, Scope] = {
    permission: scope for permission, scope in GRANTS[Role.RETAIL_ASSOCIATE].items() if permission != "data.export"
}
"""What a PIN opens at a counter tablet, at most: whoever stands there, nothing leaves as a file."""

GUARDED = frozenset({"people.edit", "workspace.edit", "metrics.costs"})
"""Permissions that a password alone does not open: who may do what, and what is paid to whom (costs hold commission)."""
