"""Who may see and change orders and checkouts."""

from jualan.catalog.policy import VIEW as CATALOG_VIEW
from jualan.people.policy import Tie
from jualan.store.models import Checkout, Order, Payment, StockLevel

VIEW = "store.view"
EDIT = "store.edit"
PERMISSIONS = (VIEW, EDIT)

TIES = {
    Order: Tie(view=VIEW, edit=EDIT, owner="owner_id", parents=("account__owner_id",)),
    Payment: Tie(
        view=VIEW, edit=EDIT, owner="order__owner_id", parents=("order__account__owner_id",), is_trashable=False
    ),
    StockLevel: Tie(view=CATALOG_VIEW, edit=EDIT),
    Checkout: Tie(view=VIEW, edit=EDIT, owner="contact__owner_id", parents=("contact__account__owner_id",)),
}
