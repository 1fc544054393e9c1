"""The list of leads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jualan.accounts.queries import source_choices
from jualan.core.lists.spec import Bulk, Column, Filter, ListSpec
from jualan.leads.models import Lead
from jualan.leads.policy import ASSIGN, EDIT
from jualan.leads.queries import open_status_choices, status_choices
from jualan.people.queries import owner_choices

LEADS = ListSpec(
    kind=Lead.KIND,
    model=Lead,
    title=_("Leads"),
    url="leads:lead-list",
    detail="leads:lead-detail",
    columns=(
        Column("name", _("Name"), ("contact__full_name",), sort="contact__name_key"),
        Column("title", _("What, how many, by when"), ("title",), css="is-second"),
        Column("status", _("Status"), ("status_kind",), cell="state"),
        Column(
            "next_step",
            _("Next step"),
            ("next_step_on", "status_kind", "reply_due_at", "replied_at"),
            cell="step",
            sort="next_step_on",
        ),
        Column("source", _("Source"), ("source__name",), css="is-dim is-narrow"),
        Column("owner", _("Owner"), ("owner__full_name",), cell="owner", css="is-side"),
        Column("reply", _("First answer"), ("reply_minutes",), cell="reply", is_shown=False),
        Column(
            "opened_on",
            pgettext_lazy("lead", "Opened"),
            ("opened_on",),
            cell="on",
            sort="opened_on",
            css="is-dim is-narrow",
        ),
        Column("value", _("Value"), ("value_minor",), cell="money", sort="value_minor"),
        Column("email", _("E-mail"), ("contact__email",), is_shown=False),
        Column("phone", _("Phone"), ("contact__phone",), is_shown=False),
    ),
    filters=(
        Filter("status", _("Status"), "status_kind", choices=status_choices),
        Filter("owner", _("Owner"), "owner_id", choices=owner_choices),
        Filter("source", _("Source"), "source_id", choices=source_choices),
        Filter("opened", pgettext_lazy("lead", "Opened"), "opened_on", type="day"),
        Filter("step", _("Next step"), "next_step_on", type="day"),
        Filter("value", _("Value"), "value_minor", type="money"),
    ),
    bulk=(
        Bulk("assign", _("Assign"), "user-plus", "jualan.leads.actions.bulk_assign", ASSIGN, owner_choices),
        Bulk("status", _("Set status"), "arrow-right", "jualan.leads.actions.bulk_status", EDIT, open_status_choices),
        Bulk("trash", _("Delete"), "trash", "jualan.leads.actions.bulk_trash", EDIT),
    ),
    import_kind="leads",
    create="leads:lead-create",
    create_label=_("New lead"),
    edit_permission=EDIT,
    empty=_("Everyone who asks about something you sell will stand here, whoever answers first."),
    total="value_minor",
    views={
        "open": (_("Open leads"), "status=new&status=working&status=nurturing&status=qualified"),
        "unassigned": (_("Unassigned"), "owner=none"),
        "all": (_("All"), ""),
    },
)
