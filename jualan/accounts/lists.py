"""The lists of accounts and of contacts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jualan.accounts.labels import kind_choices
from jualan.accounts.models import Account, Contact
from jualan.accounts.policy import ASSIGN, EDIT
from jualan.catalog.queries import tier_choices
from jualan.core.lists.spec import Bulk, Column, Filter, ListSpec
from jualan.people.queries import owner_choices

ACCOUNTS = ListSpec(
    kind=Account.KIND,
    model=Account,
    title=_("Customers"),
    url="accounts:account-list",
    detail="accounts:account-detail",
    import_kind="accounts",
    columns=(
        Column("name", _("Name"), ("name",), sort="name_key"),
        Column("phone", _("Phone"), ("phone",), cell="phone", css="is-second is-dim is-brief"),
        Column("kind", _("Kind"), ("kind",), cell="label", css="is-dim is-side"),
        Column("tier", pgettext_lazy("customer", "Tier"), ("tier__name",), css="is-dim is-narrow"),
        Column("code", _("Code"), ("code",), is_shown=False),
        Column("upline", _("Upline"), ("upline__name",), is_shown=False),
        Column("returned", _("Parcels returned"), ("statistics__returned_parcels",), cell="number", is_shown=False),
        Column("email", _("E-mail"), ("email",), is_shown=False),
        Column("industry", _("Industry"), ("industry",), is_shown=False),
        Column("last_touch", _("Last in touch"), ("last_touch_on",), cell="on", sort="last_touch_on"),
        Column("last_order", _("Last order"), ("statistics__last_order_on",), cell="on"),
        Column("orders", _("Orders"), ("statistics__orders",), cell="number", css="is-num is-narrow"),
        Column("expected", _("Next order expected"), ("statistics__expected_on",), cell="on", is_shown=False),
        Column("owner", _("Owner"), ("owner__full_name",), cell="owner", css="is-side"),
        Column("spent", _("Bought"), ("statistics__spent_minor",), cell="money"),
    ),
    filters=(
        Filter("kind", _("Kind"), "kind", choices=kind_choices),
        Filter("tier", pgettext_lazy("customer", "Tier"), "tier_id", choices=tier_choices),
        Filter("owner", _("Owner"), "owner_id", choices=owner_choices),
        Filter("industry", _("Industry"), "industry", type="text"),
        Filter("last_order", _("Last order"), "statistics__last_order_on", type="day"),
        Filter("orders", _("Orders"), "statistics__orders", type="number"),
        Filter("spent", _("Bought"), "statistics__spent_minor", type="money"),
        Filter("expected", _("Next order expected"), "statistics__expected_on", type="day"),
    ),
    bulk=(
        Bulk("assign", _("Assign"), "user-plus", "jualan.accounts.actions.bulk_assign", ASSIGN, owner_choices),
        Bulk("tier", _("Set tier"), "discount", "jualan.accounts.actions.bulk_tier", EDIT, tier_choices),
        Bulk("trash", _("Delete"), "trash", "jualan.accounts.actions.bulk_trash", EDIT),
    ),
    create="accounts:account-create",
    create_label=_("New customer"),
    edit_permission=EDIT,
    empty=_("Everyone you sell to will stand here: companies, stockists, agents and consumers."),
    views={
        "all": (_("All"), ""),
        "companies": (_("Companies"), "kind=company"),
        "resellers": (_("Stockists and agents"), "kind=stockist&kind=agent&kind=dropshipper"),
        "consumers": (_("Consumers"), "kind=consumer"),
    },
)

CONTACTS = ListSpec(
    kind=Contact.KIND,
    model=Contact,
    title=_("Contacts"),
    url="accounts:contact-list",
    detail="accounts:contact-detail",
    import_kind="contacts",
    columns=(
        Column("name", _("Name"), ("full_name",), sort="name_key"),
        Column("account", _("Customer"), ("account__name",), css="is-second is-dim"),
        Column("title", _("Position"), ("title",)),
        Column("phone", _("Phone"), ("phone",), cell="phone"),
        Column("email", _("E-mail"), ("email",)),
        Column("last_touch", _("Last in touch"), ("last_touch_on",), cell="on"),
        Column("owner", _("Owner"), ("owner__full_name",), cell="owner", css="is-side"),
    ),
    filters=(
        Filter("owner", _("Owner"), "owner_id", choices=owner_choices),
        Filter("title", _("Position"), "title", type="text"),
        Filter("last_touch", _("Last in touch"), "last_touch_on", type="day"),
    ),
    bulk=(
        Bulk("assign", _("Assign"), "user-plus", "jualan.accounts.actions.bulk_assign", ASSIGN, owner_choices),
        Bulk("trash", _("Delete"), "trash", "jualan.accounts.actions.bulk_trash", EDIT),
    ),
    create="accounts:contact-create",
    create_label=_("New contact"),
    edit_permission=EDIT,
    empty=_("The people behind your customers will stand here."),
)
