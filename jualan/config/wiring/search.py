"""What can be found: kind → function(first_id, last_id) that tells the search text of living records."""

SEARCH = {
    "account": "jualan.accounts.queries.account_search_rows",
    "contact": "jualan.accounts.queries.contact_search_rows",
    "lead": "jualan.leads.queries.lead_search_rows",
    "opportunity": "jualan.pipeline.queries.opportunity_search_rows",
    "order": "jualan.store.queries.order_search_rows",
    "product": "jualan.catalog.queries.product_search_rows",
}
