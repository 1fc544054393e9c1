"""Background entry points of leads."""

import datetime as dt
from typing import Any

from jualan.leads.actions import stop_clock
from jualan.leads.models import Lead
from jualan.leads.queries import open_lead_of
from jualan.people.policy import SYSTEM, visible


def stop_response_clock(event: dict[str, Any]) -> None:
    """Stop the clock of the lead that a human reply was about, or of the contact's open lead."""
    lead = None
    if event["subject_kind"] == Lead.KIND:
        lead = visible(SYSTEM, Lead).filter(pk=event["subject_id"]).first()
    elif event["contact_id"]:
        lead = open_lead_of(event["contact_id"])
    if lead is not None:
        stop_clock(lead, dt.datetime.fromisoformat(event["happened_at"]), actor=SYSTEM)
