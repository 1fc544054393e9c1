"""The list of products."""

from django.utils.translation import gettext_lazy as _

from jualan.catalog.models import Product
from jualan.catalog.policy import COST, EDIT
from jualan.catalog.queries import category_choices
from jualan.core.lists.spec import Bulk, Column, Filter, ListSpec

PRODUCTS = ListSpec(
    kind=Product.KIND,
    model=Product,
    title=_("Products"),
    url="catalog:product-list",
    detail="catalog:product-detail",
    import_kind="products",
    columns=(
        Column("name", _("Name"), ("name",), sort="name_key"),
        Column("sku", _("SKU"), ("sku",), css="is-second is-dim"),
        Column("category", _("Category"), ("category__name",)),
        Column("price", _("List price"), ("price_micro", "currency"), cell="unit_price"),
        Column("on_hand", _("On hand"), ("stock__on_hand_milli",), cell="pieces", css="is-num is-narrow"),
        Column("incoming", _("On its way"), ("stock__incoming_milli",), cell="pieces", is_shown=False),
        Column("cost", _("Cost"), ("cost_micro", "currency"), cell="unit_price", permission=COST),
    ),
    filters=(
        Filter("category", _("Category"), "category_id", choices=category_choices),
        Filter("is_active", _("On sale"), "is_active", type="boolean"),
    ),
    bulk=(Bulk("trash", _("Delete"), "trash", "jualan.catalog.actions.bulk_trash", EDIT),),
    default_sort="name_key",
    create="catalog:product-create",
    create_label=_("New product"),
    edit_permission=EDIT,
    empty=_("What you sell will stand here, with its list price."),
)
