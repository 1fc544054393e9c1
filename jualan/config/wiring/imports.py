"""What files can bring, in the order in which a business brings it; columns of upper areas; other names of things."""

KINDS = (
    "jualan.people.importers.USERS",
    "jualan.accounts.importers.ACCOUNTS",
    "jualan.catalog.importers.PRODUCTS",
    "jualan.accounts.importers.CONTACTS",
    "jualan.leads.importers.LEADS",
    "jualan.pipeline.importers.OPPORTUNITIES",
    "jualan.store.importers.ORDERS",
    "jualan.store.importers.PAYMENTS",
    "jualan.store.importers.STOCK",
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
GOES_WITH = (
    ("people.ownershipchange", "record_id"),
    ("people.collaborator", "record_id"),
    ("accounts.duplicatepair", "left_id"),
    ("accounts.duplicatepair", "right_id"),
    ("core.searchentry", "record_id"),
)
"""Tables that point at a record by its kind and this column: their rows go when a revert removes the record."""
