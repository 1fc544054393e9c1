"""Who may see and change products, prices and costs."""

from jualan.catalog.models import PriceList, Product
from jualan.people.policy import Tie

VIEW = "catalog.view"
EDIT = "catalog.edit"
COST = "catalog.cost"
PERMISSIONS = (VIEW, EDIT, COST)

TIES = {
    Product: Tie(view=VIEW, edit=EDIT),
    PriceList: Tie(view=VIEW, edit=EDIT),
}
