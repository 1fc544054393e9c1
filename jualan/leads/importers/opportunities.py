"""`lead_external_id` of opportunities: the lead that became the deal."""

import datetime as dt
from collections.abc import Sequence

from jualan.core.imports.items import UNCHANGED, UPDATED, ExtraColumn, Item, RunContext
from jualan.core.imports.mapping import FieldSpec, FieldType
from jualan.core.imports.rows import key_text
from jualan.core.models import ImportedRecord
from jualan.leads.importers.statuses import StatusesByWord
from jualan.leads.models import Lead, LeadConversion, LeadStatusChange
from jualan.leads.rules import Kind

LEAD_OF_OPPORTUNITY = ExtraColumn(
    kind="opportunities",
    field=FieldSpec("lead_external_id", FieldType.ID, ("leadid", "leadnumber", "prospectid", "originatinglead")),
    handler="jualan.leads.importers.opportunities.OpportunityLinker",
)


class OpportunityLinker:
    """`lead_external_id` of opportunities: gives the deal its contact; a win makes the lead converted on its day."""

    def __init__(self, run: RunContext) -> None:
        self.run = run

    def resolve(self, items: Sequence[Item]) -> None:
        wanted = {item.get("lead_external_id") for item in items if item.get("lead_external_id")}
        keys = {key_text("id", external): external for external in wanted}
        rows = ImportedRecord.objects.filter(system=self.run.system, kind=Lead.KIND, key__in=keys)
        leads = {keys[key]: pk for key, pk in rows.values_list("key", "record_id")}
        facts = {
            pk: (contact, account or contacts)
            for pk, contact, account, contacts in Lead.objects.filter(pk__in=leads.values()).values_list(
                "pk", "contact_id", "account_id", "contact__account_id"
            )
        }
        for item in items:
            external = item.get("lead_external_id")
            lead = leads.get(external)
            if external and lead not in facts:
                item.refuse("unknown_lead", "lead_external_id", external)
            elif external and lead is not None:
                contact, account = facts[lead]
                item.given |= {"lead_id": lead, "contact_id": contact, "lead_account_id": account}

    def link(self, items: Sequence[Item]) -> None:
        links = {(item.given["lead_id"], item.record_id): item for item in items if item.given.get("lead_id")}
        have = set(
            LeadConversion.objects.filter(opportunity__in=[pk for _lead, pk in links]).values_list(
                "lead_id", "opportunity_id"
            )
        )
        new = {link: item for link, item in links.items() if link not in have}
        rows = [(lead, pk, item.given.get("won_on") or item.given.get("opened_on")) for (lead, pk), item in new.items()]
        columns = ("lead_id", "opportunity_id", "happened_on")
        self.run.journal.add(LeadConversion, columns, rows, by_id=self.run.actor_id)
        for item in new.values():
            if item.result == UNCHANGED:
                item.result = UPDATED
        self._convert({lead: item.given["won_on"] for (lead, _pk), item in links.items() if "won_on" in item.given})

    def _convert(self, won: dict[int, dt.date | None]) -> None:
        """A lead whose deal is won has become a customer on that day."""
        rows = Lead.objects.filter(pk__in=won).exclude(status_kind=Kind.CONVERTED).values_list("pk", "status_id")
        before = dict(rows)
        if not before:
            return
        status = StatusesByWord(self.run).first_of(Kind.CONVERTED)
        self.run.journal.change(Lead, {pk: {"status_id": status.pk, "status_kind": status.kind} for pk in before})
        moves = [(pk, old, status.pk, won[pk]) for pk, old in before.items()]
        columns = ("lead_id", "from_status_id", "to_status_id", "happened_on")
        self.run.journal.add(LeadStatusChange, columns, moves, by_id=self.run.actor_id)
        self.run.touch(Lead.KIND, before)
