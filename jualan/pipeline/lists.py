"""The list of deals."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jualan.accounts.queries import source_choices
from jualan.core.lists.spec import Bulk, Column, Filter, ListSpec
from jualan.people.queries import owner_choices
from jualan.pipeline.labels import CATEGORIES, STATES
from jualan.pipeline.models import Opportunity
from jualan.pipeline.policy import ASSIGN, EDIT
from jualan.pipeline.queries import pipeline_choices, stage_choices

OPPORTUNITIES = ListSpec(
    kind=Opportunity.KIND,
    model=Opportunity,
    title=_("Sales"),
    url="pipeline:opportunity-list",
    detail="pipeline:opportunity-detail",
    columns=(
        Column("name", _("Deal"), ("name",), sort="name"),
        Column("account", _("Customer"), ("account__name", "contact__full_name"), cell="either", css="is-second"),
        Column("stage", _("Stage"), ("stage__name",)),
        Column("next_step", _("Next step"), ("next_step_on", "stage_kind"), cell="step", sort="next_step_on"),
        Column("owner", _("Owner"), ("owner__full_name",), cell="owner", css="is-side"),
        Column(
            "close",
            _("Expected close"),
            ("expected_close_on",),
            cell="on",
            sort="expected_close_on",
            css="is-dim is-narrow",
        ),
        Column("amount", _("Amount"), ("base_minor", "estimate_minor"), cell="worth", sort="base_minor"),
        Column("state", pgettext_lazy("deal", "State"), ("stage_kind",), cell="state", is_shown=False),
        Column("category", _("Forecast"), ("forecast_category",), cell="label", is_shown=False),
        Column("source", _("Source"), ("source__name",), is_shown=False),
        Column("opened_on", pgettext_lazy("deal", "Opened"), ("opened_on",), cell="on", is_shown=False),
        Column("closed_on", _("Closed"), ("closed_on",), cell="on", is_shown=False),
        Column("lost_reason", _("Why lost"), ("lost_reason__name",), is_shown=False),
    ),
    filters=(
        Filter("state", pgettext_lazy("deal", "State"), "stage_kind", choices=lambda: list(STATES.items())),
        Filter("stage", _("Stage"), "stage_id", choices=stage_choices),
        Filter("owner", _("Owner"), "owner_id", choices=owner_choices),
        Filter("pipeline", _("Pipeline"), "pipeline_id", choices=pipeline_choices),
        Filter("source", _("Source"), "source_id", choices=source_choices),
        Filter("category", _("Forecast"), "forecast_category", choices=lambda: list(CATEGORIES.items())),
        Filter("amount", _("Amount"), "base_minor", type="money"),
        Filter("close", _("Expected close"), "expected_close_on", type="day"),
        Filter("closed", _("Closed"), "closed_on", type="day"),
        Filter("step", _("Next step"), "next_step_on", type="day"),
    ),
    bulk=(
        Bulk("assign", _("Assign"), "user-check", "jualan.pipeline.actions.bulk_assign", ASSIGN, owner_choices),
        Bulk("stage", _("Move to a stage"), "arrow-right", "jualan.pipeline.actions.bulk_stage", EDIT, stage_choices),
        Bulk("trash", _("Delete"), "trash", "jualan.pipeline.actions.bulk_trash", EDIT),
    ),
    create="pipeline:opportunity-create",
    create_label=_("New deal"),
    edit_permission=EDIT,
    empty=_("Deals stand here from the first interest to the day they are won or lost."),
    total="base_minor",
    import_kind="opportunities",
    views={
        "open": (_("Open deals"), "state=open"),
        "won": (_("Won"), "state=won"),
        "lost": (_("Lost"), "state=lost"),
        "all": (pgettext_lazy("deals", "All"), ""),
    },
)
