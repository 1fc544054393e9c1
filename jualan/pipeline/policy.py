"""Who may see and change opportunities, and who lays out pipelines."""

from jualan.people.policy import Tie
from jualan.pipeline.models import Opportunity

VIEW = "pipeline.view"
EDIT = "pipeline.edit"
ASSIGN = "pipeline.assign"
SETUP = "pipeline.setup"
PERMISSIONS = (VIEW, EDIT, ASSIGN, SETUP)

TIES = {
    Opportunity: Tie(
        view=VIEW,
        edit=EDIT,
        owner="owner_id",
        parents=("account__owner_id",),
        queue="leads.queue",
        is_mergeable=True,
    ),
}
