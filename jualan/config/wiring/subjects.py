"""What an activity may be about: kind → model."""

SUBJECTS = {
    "lead": "leads.Lead",
    "opportunity": "pipeline.Opportunity",
}
