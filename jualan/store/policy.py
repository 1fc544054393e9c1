"""Who may see and change orders and checkouts."""

from jualan.people.policy import Tie
from jualan.store.models import Checkout, Order

VIEW = "store.view"
EDIT = "store.edit"
PERMISSIONS = (VIEW, EDIT)

TIES = {
    Order: Tie(view=VIEW, edit=EDIT, owner="owner_id", parents=("account__owner_id",)),
    Checkout: Tie(view=VIEW, edit=EDIT, owner="contact__owner_id", parents=("contact__account__owner_id",)),
}
