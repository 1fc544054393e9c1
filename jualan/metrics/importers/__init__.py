"""Costs from files."""

from jualan.metrics.importers.costs import COSTS

__all__ = ["COSTS"]
