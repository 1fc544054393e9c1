"""What a new home is given once its tables exist; each does nothing when it finds its own work."""

BIRTH = (
    "jualan.accounts.actions.make_default_sources",
    "jualan.leads.actions.make_default_statuses",
    "jualan.pipeline.actions.make_default_pipeline",
)
FIRST_ADDRESS = "jualan.people.actions.first_address"
"""The function that returns where to begin in a home that nobody can sign in to yet."""
MONEY = (
    "jualan.catalog.models.Product",
    "jualan.store.models.Order",
    "jualan.store.models.Checkout",
    "jualan.store.models.Payment",
    "jualan.pipeline.models.Opportunity",
    "jualan.metrics.models.CostEntry",
)
"""Tables whose rows carry money: once one has a row, currency and time zone are fixed."""
