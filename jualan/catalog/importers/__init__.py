"""Products from files."""

from jualan.catalog.importers.products import PRODUCTS

__all__ = ["PRODUCTS"]
