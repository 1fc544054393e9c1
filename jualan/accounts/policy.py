"""Who may see and change accounts and contacts."""

from jualan.accounts.models import Account, Contact
from jualan.people.policy import Tie

VIEW = "accounts.view"
EDIT = "accounts.edit"
QUEUE = "leads.queue"
ASSIGN = "accounts.assign"
MERGE = "accounts.merge"
SOURCES = "accounts.sources"
PERMISSIONS = (VIEW, EDIT, ASSIGN, MERGE, SOURCES)

TIES = {
    Account: Tie(view=VIEW, edit=EDIT, owner="owner_id", queue=QUEUE, is_mergeable=True),
    Contact: Tie(
        view=VIEW, edit=EDIT, owner="owner_id", parents=("account__owner_id",), queue=QUEUE, is_mergeable=True
    ),
}
