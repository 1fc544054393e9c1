"""Leads from files, and the lead that an opportunity's row names."""

from jualan.leads.importers.leads import LEADS
from jualan.leads.importers.opportunities import LEAD_OF_OPPORTUNITY

__all__ = ["LEADS", "LEAD_OF_OPPORTUNITY"]
