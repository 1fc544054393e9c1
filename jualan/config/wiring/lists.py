"""Lists of records: kind → ListSpec, for saved views, bulk edits and pinned views."""

LISTS = {
    "lead": "jualan.leads.lists.LEADS",
    "opportunity": "jualan.pipeline.lists.OPPORTUNITIES",
}
