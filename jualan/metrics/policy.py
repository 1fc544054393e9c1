"""Who may see KPIs, and the costs behind some of them."""

from jualan.metrics.models import CostEntry
from jualan.people.policy import Tie

VIEW = "metrics.view"
COSTS = "metrics.costs"
COSTS_EDIT = "metrics.costs_edit"
PERMISSIONS = (VIEW, COSTS, COSTS_EDIT)

TIES = {CostEntry: Tie(view=COSTS, edit=COSTS_EDIT)}
