"""Leads as a file."""

from collections.abc import Iterator
from typing import Any

from jualan.core.imports.exporting import Export, batches, external_ids
from jualan.core.imports.words import names_of
from jualan.leads.models import Lead
from jualan.people.bulk import people_as_words
from jualan.people.policy import Viewer, visible


def lead_rows(viewer: Viewer) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    owners = people_as_words()
    for batch in batches(visible(viewer, Lead).select_related("contact", "source", "campaign", "status")):
        outside = external_ids(Lead.KIND, "id", [lead.pk for lead in batch])
        for lead in batch:
            values = {
                "external_id": outside.get(lead.pk),
                "name": lead.contact.full_name,
                "email": lead.contact.email,
                "phone": lead.contact.phone,
                "company": lead.company,
                "source": names_of(lead.source.name)[0] if lead.source else "",
                "campaign": lead.campaign.name if lead.campaign else "",
                "owner": owners.get(lead.owner_id or 0),
                "status": names_of(lead.status.name)[0],
                "opened_on": lead.opened_on,
                "converted_on": lead.declared_on,
            }
            yield lead.pk, values, lead.custom


LEADS_EXPORT = Export(
    (
        "external_id",
        "name",
        "email",
        "phone",
        "company",
        "source",
        "campaign",
        "owner",
        "status",
        "opened_on",
        "converted_on",
    ),
    lead_rows,
)
