"""What files can bring, in the order in which a business brings it; columns of upper areas; other names of things."""

KINDS = (
    "jualan.people.importers.USERS",
    "jualan.accounts.importers.ACCOUNTS",
    "jualan.catalog.importers.PRODUCTS",
    "jualan.accounts.importers.CONTACTS",
    "jualan.leads.importers.LEADS",
    "jualan.pipeline.importers.OPPORTUNITIES",
    "jualan.store.importers.ORDERS",
    "jualan.accounts.importers.CUSTOMERS",
    "jualan.store.importers.CHECKOUTS",
    "jualan.metrics.importers.COSTS",
)
EXTRA_COLUMNS: tuple[str, ...] = (
    "jualan.leads.importers.LEAD_OF_OPPORTUNITY",
    "jualan.pipeline.importers.OPPORTUNITY_OF_ORDER",
)
"""Columns that an upper area adds to a lower area's kind."""
ALIASES = {"product": ("jualan.catalog.bulk.product_aliases", "jualan.catalog.bulk.add_product_aliases")}
"""Kind → (function that returns its other names, function that adds some)."""
