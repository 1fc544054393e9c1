"""Accounts, contacts and customers as files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from jualan.accounts.bulk.companies import accounts_as_words
from jualan.accounts.importers.addresses import COLUMNS
from jualan.accounts.models import Account, AccountKind, Address, Consent, Contact
from jualan.core.imports.exporting import Export, batches, external_ids
from jualan.core.imports.words import names_of
from jualan.people.bulk import people_as_words
from jualan.people.policy import Viewer, visible

Row = tuple[int, dict[str, Any], dict[str, Any]]
ADDRESS = tuple(COLUMNS)


def account_rows(viewer: Viewer) -> Iterator[Row]:
    owners = people_as_words()
    for batch in batches(visible(viewer, Account).select_related("tier")):
        ids = [account.pk for account in batch]
        outside, addresses = external_ids(Account.KIND, "id", ids), _addresses(ids)
        uplines = accounts_as_words(account.upline_id for account in batch)
        for account in batch:
            values = {
                "external_id": outside.get(account.pk),
                "name": account.name,
                "kind": account.kind,
                "tier": names_of(account.tier.name)[0] if account.tier else "",
                "code": account.code,
                "upline": uplines.get(account.upline_id),
                "industry": account.industry,
                "email": account.email,
                "phone": account.phone,
                "website": account.website,
                **addresses.get(account.pk, {}),
                "owner": owners.get(account.owner_id or 0),
                "customer_since_on": account.customer_since_on,
            }
            yield account.pk, values, account.custom


def contact_rows(viewer: Viewer) -> Iterator[Row]:
    owners = people_as_words()
    for batch in batches(visible(viewer, Contact)):
        outside = external_ids(Contact.KIND, "id", [contact.pk for contact in batch])
        accounts = accounts_as_words(contact.account_id for contact in batch)
        for contact in batch:
            values = {
                "external_id": outside.get(contact.pk),
                "name": contact.full_name,
                "preferred_name": contact.preferred_name,
                "email": contact.email,
                "phone": contact.phone,
                "account": accounts.get(contact.account_id),
                "title": contact.title,
                "language": contact.language,
                "owner": owners.get(contact.owner_id or 0),
            }
            yield contact.pk, values, contact.custom


def customer_rows(viewer: Viewer) -> Iterator[Row]:
    """Contacts whose account has bought, is said to, or is theirs alone."""
    is_customer = (
        Q(account__kind=AccountKind.CONSUMER)
        | Q(account__customer_since_on__isnull=False)
        | Q(account__statistics__orders__gt=0)
    )
    for batch in batches(visible(viewer, Contact).filter(is_customer).select_related("account")):
        outside = external_ids(Contact.KIND, "customer", [contact.pk for contact in batch])
        accounts = [contact.account for contact in batch]
        companies = accounts_as_words(account.pk for account in accounts if account.kind != AccountKind.CONSUMER)
        addresses, consents = _addresses([account.pk for account in accounts]), _consents(batch)
        for contact in batch:
            values = {
                "external_id": outside.get(contact.pk),
                "name": contact.full_name,
                "email": contact.email,
                "phone": contact.phone,
                "company": companies.get(contact.account_id),
                **addresses.get(contact.account_id, {}),
                "tags": contact.custom.get("tags"),
                "accepts_email": consents.get(contact.pk),
                "customer_since_on": contact.account.customer_since_on,
            }
            yield contact.pk, values, {code: value for code, value in contact.custom.items() if code != "tags"}


def _addresses(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Account → its main address under the codes of a file."""
    rows = Address.objects.filter(account__in=list(ids)).order_by("-pk").values("account_id", *COLUMNS.values())
    return {row["account_id"]: _address(row) for row in rows}


def _address(row: Mapping[str, Any]) -> dict[str, Any]:
    return {code: row[column] for code, column in COLUMNS.items()}


def _consents(contacts: Iterable[Contact]) -> dict[int, bool]:
    rows = Consent.objects.filter(contact__in=list(contacts), medium=Consent.Medium.EMAIL).order_by("pk")
    return dict(rows.values_list("contact_id", "is_given"))


ACCOUNTS_EXPORT = Export(
    ("external_id", "name", "kind", "tier", "code", "upline", "industry", "email", "phone", "website", *ADDRESS, "owner", "customer_since_on"),
    account_rows,
)  # fmt: skip
CONTACTS_EXPORT = Export(
    ("external_id", "name", "preferred_name", "email", "phone", "account", "title", "language", "owner"), contact_rows
)
CUSTOMERS_EXPORT = Export(
    ("external_id", "name", "email", "phone", "company", *ADDRESS, "tags", "accepts_email", "customer_since_on"),
    customer_rows,
)
