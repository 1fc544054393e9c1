"""Verbs over selected rows that an area adds to the lists of lower areas: kind → Bulk."""

BULK: dict[str, tuple[str, ...]] = {
    "account": ("jualan.activities.lists.PLAN_CALLS",),
    "order": ("jualan.activities.lists.PLAN_CALLS",),
}
