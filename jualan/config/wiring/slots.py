"""Which fragment fills which place of which page: place → URL names, each answered for one record's id."""

SLOTS: dict[str, tuple[str, ...]] = {
    "account.facts": ("home:custom-values account",),
    "account.middle": ("activities:account-timeline",),
    "account.context": ("activities:account-step", "pipeline:account-deals", "store:account-orders"),
    "contact.facts": ("home:custom-values contact",),
    "contact.middle": ("activities:contact-timeline",),
    "contact.context": ("activities:contact-step", "leads:contact-leads", "pipeline:contact-deals"),
    "lead.facts": ("home:custom-values lead",),
    "opportunity.facts": ("home:custom-values opportunity",),
    "order.facts": ("home:custom-values order",),
    "product.facts": ("store:product-stock", "home:custom-values product"),
}
