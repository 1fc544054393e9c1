"""What the timeline adds to the lists of others."""

from django.utils.translation import gettext_lazy as _

from jualan.activities.labels import reasons_to_call
from jualan.activities.policy import EDIT
from jualan.core.lists.spec import Bulk

PLAN_CALLS = Bulk("plan", _("Plan calls"), "phone", "jualan.activities.actions.bulk_plan", EDIT, reasons_to_call)
