"""Orders and abandoned checkouts from files."""

from jualan.store.importers.fields import CHECKOUTS, ORDERS

__all__ = ["CHECKOUTS", "ORDERS"]
