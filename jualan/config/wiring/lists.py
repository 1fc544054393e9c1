"""Lists of records: kind → ListSpec, for saved views, bulk edits and pinned views."""

LISTS = {
    "lead": "jualan.leads.lists.LEADS",
    "opportunity": "jualan.pipeline.lists.OPPORTUNITIES",
    "account": "jualan.accounts.lists.ACCOUNTS",
    "contact": "jualan.accounts.lists.CONTACTS",
    "product": "jualan.catalog.lists.PRODUCTS",
    "order": "jualan.store.lists.ORDERS",
    "checkout": "jualan.store.lists.CHECKOUTS",
    "cost": "jualan.metrics.lists.COSTS",
}
