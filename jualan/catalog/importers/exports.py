"""Products as a file; costs only for those who may see them."""

from collections.abc import Iterator
from typing import Any

from jualan.catalog.models import Product
from jualan.catalog.policy import COST
from jualan.core.imports.exporting import Export, batches
from jualan.core.imports.words import names_of
from jualan.people.policy import Viewer, allowed, visible


def product_rows(viewer: Viewer) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    rows = visible(viewer, Product).select_related("category")
    may_see_cost = allowed(viewer, COST)
    for batch in batches(rows if may_see_cost else rows.defer("cost_micro")):
        for product in batch:
            values = {
                "sku": product.sku,
                "name": names_of(product.name)[0],
                "category": names_of(product.category.name)[0] if product.category else "",
                "price": product.price_micro,
                "cost": product.cost_micro if may_see_cost else None,
                "currency": product.currency,
            }
            yield product.pk, values, product.custom


PRODUCTS_EXPORT = Export(("sku", "name", "category", "price", "cost", "currency"), product_rows)
