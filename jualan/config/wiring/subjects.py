"""What an activity may be about: kind → model."""

SUBJECTS = {
    "lead": "leads.Lead",
    "opportunity": "pipeline.Opportunity",
}
CHANGES = {
    "stage": "jualan.pipeline.queries.stage_labels",
    "status": "jualan.leads.queries.status_labels",
}
"""Changes on a timeline, by their code: where the words for their ids come from."""
