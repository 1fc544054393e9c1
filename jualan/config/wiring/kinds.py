"""Kinds of record by the name that actions, files and addresses use: kind → model, and kind → URL name of one record."""

KINDS = {
    "account": "accounts.Account",
    "contact": "accounts.Contact",
    "cost": "metrics.CostEntry",
    "lead": "leads.Lead",
    "opportunity": "pipeline.Opportunity",
    "order": "store.Order",
    "checkout": "store.Checkout",
    "product": "catalog.Product",
    "stock": "store.StockLevel",
    "store.payment": "store.Payment",
    "user": "people.User",
}
DETAIL = {
    "account": "accounts:account-detail",
    "contact": "accounts:contact-detail",
    "lead": "leads:lead-detail",
    "opportunity": "pipeline:opportunity-detail",
    "order": "store:order-detail",
    "product": "catalog:product-detail",
    "user": "people:user-detail",
}
