"""Writes of costs."""

from collections.abc import Mapping
from typing import Any

from jualan.accounts.models import Channel
from jualan.core import records
from jualan.core.errors import RuleBroken
from jualan.core.workspace import base_currency, rate_on
from jualan.metrics.models import CostEntry
from jualan.metrics.policy import COSTS_EDIT
from jualan.people.models import Team
from jualan.people.policy import Viewer, require


def add_cost(values: Mapping[str, Any], *, actor: Viewer) -> CostEntry:
    """Add a month's cost. Refuses a second of the same month, kind, channel, team and currency."""
    require(actor, COSTS_EDIT)
    cost = CostEntry(**_columns(values))
    key = {name: getattr(cost, name) for name in ("month", "kind", "channel", "team", "currency")}
    if CostEntry.objects.filter(**key, deleted_at=None).exists():
        raise RuleBroken("cost_twice")
    return records.create(cost, actor)


def change_cost(cost: CostEntry, values: Mapping[str, Any], *, actor: Viewer) -> None:
    require(actor, COSTS_EDIT)
    records.change(cost, actor, _columns(values))


def cost_values(cost: CostEntry) -> dict[str, Any]:
    """Return a cost as its form shows it."""
    return {
        "month": f"{cost.month:%Y-%m}",
        "kind": cost.kind,
        "amount_minor": cost.amount_minor,
        "channel": cost.channel_id,
        "team": cost.team_id,
    }


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    currency = values.get("currency") or base_currency()
    return {
        "month": values["month"],
        "kind": values["kind"],
        "amount_minor": values["amount_minor"],
        "channel": Channel.objects.filter(pk=values.get("channel") or 0).first(),
        "team": Team.objects.filter(pk=values.get("team") or 0).first(),
        "currency": currency,
        "rate_micro": rate_on(currency, values["month"]),
    }
