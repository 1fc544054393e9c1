"""Which fragment fills which place of which page: place → URL names, each answered for one record's id."""

SLOTS: dict[str, tuple[str, ...]] = {
    "account.middle": ("activities:account-timeline",),
    "account.context": ("activities:account-step", "pipeline:account-deals", "store:account-orders"),
    "contact.middle": ("activities:contact-timeline",),
    "contact.context": ("activities:contact-step", "leads:contact-leads", "pipeline:contact-deals"),
}
