"""The list of costs."""

from django.utils.translation import gettext_lazy as _

from jualan.accounts.queries import channel_choices
from jualan.core.lists.spec import Column, Filter, ListSpec
from jualan.metrics.labels import cost_kind_choices
from jualan.metrics.models import CostEntry
from jualan.metrics.policy import COSTS_EDIT

COSTS = ListSpec(
    kind=CostEntry.KIND,
    model=CostEntry,
    title=_("Costs"),
    url="metrics:cost-list",
    detail="metrics:cost-detail",
    columns=(
        Column("month", _("Month"), ("month",), cell="month", sort="month"),
        Column("kind", _("Kind"), ("kind",), cell="label"),
        Column("channel", _("Channel"), ("channel__name",)),
        Column("team", _("Team"), ("team__name",)),
        Column("amount", _("Amount"), ("amount_minor", "currency"), cell="money"),
    ),
    filters=(
        Filter("kind", _("Kind"), "kind", choices=cost_kind_choices),
        Filter("channel", _("Channel"), "channel_id", choices=channel_choices),
    ),
    default_sort="-month",
    create="metrics:cost-create",
    create_label=_("New cost"),
    edit_permission=COSTS_EDIT,
    empty=_("What selling costs each month stands here: adverts, pay, commission, tools, overhead."),
    total="amount_minor",
)
