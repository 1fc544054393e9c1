"""Costs as a file."""

from collections.abc import Iterator
from typing import Any

from jualan.core.imports.exporting import Export, batches
from jualan.core.imports.words import names_of
from jualan.metrics.models import CostEntry
from jualan.people.policy import Viewer, visible


def cost_rows(viewer: Viewer) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    for batch in batches(visible(viewer, CostEntry).select_related("channel", "team")):
        for cost in batch:
            values = {
                "month": cost.month,
                "kind": cost.kind,
                "channel": names_of(cost.channel.name)[0] if cost.channel else "",
                "team": cost.team.name if cost.team else "",
                "amount": cost.amount_minor,
                "currency": cost.currency,
            }
            yield cost.pk, values, cost.custom


COSTS_EXPORT = Export(("month", "kind", "channel", "team", "amount", "currency"), cost_rows)
