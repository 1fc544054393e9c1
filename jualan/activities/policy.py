"""Who may see the timeline and work follow-ups. What stands on a visible record's timeline is visible with it."""

from jualan.activities.models import Activity, FollowUp
from jualan.people.policy import Tie

VIEW = "activities.view"
EDIT = "activities.edit"
PERMISSIONS = (VIEW, EDIT)

TIES = {
    Activity: Tie(view=VIEW, edit=EDIT, owner="author_id", parents=("account__owner_id", "contact__owner_id")),
    FollowUp: Tie(
        view=VIEW,
        edit=EDIT,
        owner="owner_id",
        parents=("account__owner_id", "contact__owner_id"),
        is_trashable=False,
    ),
}
