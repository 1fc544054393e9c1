"""`opportunity_external_id` of orders: this deal and this order are one sale."""

from collections.abc import Sequence

from jualan.core.imports.items import UNCHANGED, UPDATED, ExtraColumn, Item, RunContext
from jualan.core.imports.mapping import FieldSpec, FieldType
from jualan.core.imports.rows import key_text
from jualan.core.models import ImportedRecord
from jualan.pipeline.models import Opportunity, OpportunityOrder

OPPORTUNITY_OF_ORDER = ExtraColumn(
    kind="orders",
    field=FieldSpec("opportunity_external_id", FieldType.ID, ("opportunityid", "dealid")),
    handler="jualan.pipeline.importers.orders.OrderLinker",
)


class OrderLinker:
    def __init__(self, run: RunContext) -> None:
        self.run = run

    def resolve(self, items: Sequence[Item]) -> None:
        wanted = {item.get("opportunity_external_id") for item in items if item.get("opportunity_external_id")}
        keys = {key_text("id", external): external for external in wanted}
        rows = ImportedRecord.objects.filter(system=self.run.system, kind=Opportunity.KIND, key__in=keys)
        known = {keys[key]: pk for key, pk in rows.values_list("key", "record_id")}
        buyers = {
            pk: (contact, account)
            for pk, contact, account in Opportunity.objects.filter(pk__in=known.values()).values_list(
                "pk", "contact_id", "account_id"
            )
        }
        for item in items:
            external = item.get("opportunity_external_id")
            found = known.get(external)
            if external and found not in buyers:
                item.refuse("unknown_opportunity", "opportunity_external_id", external)
            elif external and found is not None:
                contact, account = buyers[found]
                item.given |= {"opportunity_id": found, "deal_contact_id": contact, "deal_account_id": account}

    def link(self, items: Sequence[Item]) -> None:
        links = {
            (item.given["opportunity_id"], item.record_id): item for item in items if item.given.get("opportunity_id")
        }
        have = set(
            OpportunityOrder.objects.filter(order__in=[pk for _deal, pk in links]).values_list(
                "opportunity_id", "order_id"
            )
        )
        new = {link: item for link, item in links.items() if link not in have}
        self.run.journal.add(OpportunityOrder, ("opportunity_id", "order_id"), list(new))
        for item in new.values():
            if item.result == UNCHANGED:
                item.result = UPDATED
