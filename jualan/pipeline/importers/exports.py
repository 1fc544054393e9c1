"""Opportunities as a file."""

from collections.abc import Iterator
from typing import Any

from jualan.accounts.bulk.companies import accounts_as_words
from jualan.accounts.bulk.contacts import contacts_as_words
from jualan.core.imports.exporting import Export, batches, external_ids
from jualan.core.imports.words import names_of
from jualan.people.bulk import people_as_words
from jualan.people.policy import Viewer, visible
from jualan.pipeline.models import Opportunity, StageKind

Row = tuple[int, dict[str, Any], dict[str, Any]]


def opportunity_rows(viewer: Viewer) -> Iterator[Row]:
    owners = people_as_words()
    rows = visible(viewer, Opportunity).select_related("product", "stage", "source", "lost_reason")
    for batch in batches(rows):
        outside = external_ids(Opportunity.KIND, "id", [deal.pk for deal in batch])
        accounts = accounts_as_words(deal.account_id for deal in batch)
        contacts = contacts_as_words(deal.contact_id for deal in batch)
        for deal in batch:
            is_won = deal.stage_kind == StageKind.WON
            values = {
                "external_id": outside.get(deal.pk),
                "name": deal.name,
                "account": accounts.get(deal.account_id),
                "contact": contacts.get(deal.contact_id),
                "owner": owners.get(deal.owner_id or 0),
                "product": (deal.product.sku or names_of(deal.product.name)[0]) if deal.product else deal.product_text,
                "stage": names_of(deal.stage.name)[0],
                "amount": deal.amount_minor,
                "currency": deal.currency,
                "source": names_of(deal.source.name)[0] if deal.source else "",
                "opened_on": deal.opened_on,
                "expected_close_on": deal.expected_close_on,
                "closed_on": deal.closed_on,
                "won_at": (deal.closed_on, deal.won_at) if is_won and deal.won_at and deal.closed_on else None,
                "lost_reason": names_of(deal.lost_reason.name)[0] if deal.lost_reason else "",
            }
            yield deal.pk, values, deal.custom


OPPORTUNITIES_EXPORT = Export(
    (
        "external_id",
        "name",
        "account",
        "contact",
        "owner",
        "product",
        "stage",
        "amount",
        "currency",
        "source",
        "opened_on",
        "expected_close_on",
        "closed_on",
        "won_at",
        "lost_reason",
    ),
    opportunity_rows,
)
