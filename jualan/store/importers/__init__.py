"""Orders, their payments, stock and abandoned checkouts from files."""

from jualan.store.importers.fields import CHECKOUTS, ORDERS, PAYMENTS, STOCK

__all__ = ["CHECKOUTS", "ORDERS", "PAYMENTS", "STOCK"]
