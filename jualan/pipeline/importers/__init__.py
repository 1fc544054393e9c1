"""Opportunities from files, and the opportunity that an order's row names."""

from jualan.pipeline.importers.fields import OPPORTUNITIES
from jualan.pipeline.importers.orders import OPPORTUNITY_OF_ORDER

__all__ = ["OPPORTUNITIES", "OPPORTUNITY_OF_ORDER"]
