"""Who may see, work and hand out leads."""

from jualan.leads.models import Lead
from jualan.people.policy import Tie

VIEW = "leads.view"
EDIT = "leads.edit"
ASSIGN = "leads.assign"
QUEUE = "leads.queue"
PERMISSIONS = (VIEW, EDIT, ASSIGN, QUEUE)

TIES = {
    Lead: Tie(view=VIEW, edit=EDIT, owner="owner_id", parents=("account__owner_id",), queue=QUEUE, is_mergeable=True),
}
