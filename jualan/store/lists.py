"""The lists of orders and of abandoned checkouts."""

from django.utils.translation import gettext_lazy as _

from jualan.accounts.queries import channel_choices
from jualan.core.lists.spec import Column, Filter, ListSpec
from jualan.people.queries import owner_choices
from jualan.store.labels import document_choices, fulfilment_choices, state_choices
from jualan.store.models import Checkout, Order
from jualan.store.queries import location_choices

ORDERS = ListSpec(
    kind=Order.KIND,
    model=Order,
    title=_("Orders"),
    url="store:order-list",
    detail="store:order-detail",
    import_kind="orders",
    columns=(
        Column("number", _("Number"), ("number",)),
        Column("customer", _("Customer"), ("account__name", "buyer_name"), cell="first", css="is-second"),
        Column("placed_on", _("Placed"), ("placed_on",), cell="on", sort="placed_on"),
        Column("state", _("Status"), ("state",), cell="state"),
        Column("document", _("Document"), ("document",), cell="label", is_shown=False),
        Column("channel", _("Channel"), ("channel__name",), css="is-dim is-narrow"),
        Column("owner", _("Owner"), ("owner__full_name",), is_shown=False),
        Column("staff", _("Served by"), ("staff__full_name",), is_shown=False),
        Column("location", _("Location"), ("location__name",), is_shown=False),
        Column("payment_method", _("Way of paying"), ("payment_method",), is_shown=False),
        Column("fulfilment", _("Parcel"), ("fulfilment",), cell="label", is_shown=False),
        Column("delivered_on", _("Delivered"), ("delivered_on",), cell="on", is_shown=False),
        Column("due_on", _("Due"), ("due_on",), cell="on", is_shown=False),
        Column("fees", _("Platform's fees"), ("platform_fee_minor", "currency"), cell="money", is_shown=False),
        Column("refunded", _("Refunded"), ("refunded_minor", "currency"), cell="money", css="is-num is-narrow"),
        Column("total", _("Total"), ("total_minor", "currency"), cell="money"),
    ),
    filters=(
        Filter("state", _("Status"), "state", choices=state_choices),
        Filter("document", _("Document"), "document", choices=document_choices),
        Filter("channel", _("Channel"), "channel_id", choices=channel_choices),
        Filter("owner", _("Owner"), "owner_id", choices=owner_choices),
        Filter("fulfilment", _("Parcel"), "fulfilment", choices=fulfilment_choices),
        Filter("payment_method", _("Way of paying"), "payment_method", type="text"),
        Filter("location", _("Location"), "location_id", choices=location_choices),
        Filter("placed", _("Placed"), "placed_on", type="day"),
        Filter("total", _("Total"), "total_minor", type="money"),
    ),
    default_sort="-placed_on",
    empty=_("Orders from your shops and files will stand here."),
    views={
        "all": (_("All"), ""),
        "unpaid": (_("Not paid"), "state=outstanding&state=partly_paid"),
        "returned": (_("Returned to sender"), "fulfilment=returned"),
        "credit": (_("Credit notes"), "document=credit_note"),
    },
)

CHECKOUTS = ListSpec(
    kind=Checkout.KIND,
    model=Checkout,
    title=_("Abandoned checkouts"),
    url="store:checkout-list",
    detail="store:checkout-detail",
    import_kind="checkouts",
    columns=(
        Column("number", _("Number"), ("number",)),
        Column("buyer", _("Customer"), ("contact__full_name", "buyer_name"), cell="first", css="is-second"),
        Column("started_on", _("Begun"), ("started_on",), cell="on", sort="started_on"),
        Column("recovered_on", _("Came back"), ("recovered_on",), cell="on"),
        Column("total", _("Total"), ("total_minor", "currency"), cell="money"),
    ),
    filters=(Filter("started", _("Begun"), "started_on", type="day"),),
    default_sort="-started_on",
    empty=_("Carts that were left before paying will stand here."),
)
