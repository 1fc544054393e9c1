"""Who bought: contacts joined by what decides, or guests whose name stays on the document."""

from collections.abc import Sequence
from typing import Any

from jualan.accounts.bulk.companies import AccountsByWord
from jualan.accounts.bulk.people import PeopleJoiner, Person, note_unreadable_phone
from jualan.accounts.rules import Key
from jualan.core.imports.items import Item, RunContext
from jualan.core.imports.regions import region_of
from jualan.store.models import Connection


def connection_of(run: RunContext) -> int:
    """The shop that a system stands for, made when it is first heard of."""
    kind = "file" if run.format == "plain" else run.format
    found, _is_new = Connection.objects.get_or_create(system=run.system, defaults={"name": run.system, "kind": kind})
    return int(found.pk)


class Buyers:
    """Joins the buyers of documents whose first values stand in `given['first']`."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._joiner = PeopleJoiner(run)
        self._accounts = AccountsByWord(run)

    def join(self, items: Sequence[Item], *, with_accounts: bool = True) -> None:
        """Set `buyer_id` and `account_id` of each document's columns; a document with neither key nor phone is a guest's."""
        people = []
        for item in items:
            first = item.given["first"]
            region = region_of(first.get("country", "")) or self._run.country
            note_unreadable_phone(self._run, item, region)
            person = self._person(first, region)
            person.prepare(self._run.country)
            if person.is_somebody:
                people.append((item, person))
        self._joiner.join([person for _item, person in people])
        for item, person in people:
            item.given["columns"]["buyer_id"] = person.contact_id
        for item in items:
            item.given["columns"]["buyer_id"] = item.given["columns"]["buyer_id"] or item.given.get("deal_contact_id")
        if with_accounts:
            self._set_accounts(items)

    def _person(self, first: dict[str, Any], region: str) -> Person:
        external = first.get("customer_external_id")
        return Person(
            full_name=first.get("customer_name", ""),
            email=first.get("email", ""),
            phone=first.get("phone", ""),
            region=region,
            external=(Key("shop_customer", external, self._run.system),) if external else (),
        )

    def _set_accounts(self, items: Sequence[Item]) -> None:
        contacts = {item.given["columns"]["buyer_id"] for item in items} - {None}
        accounts = self._joiner.ensure_accounts(contacts, self._accounts)
        for item in items:
            columns = item.given["columns"]
            columns["account_id"] = item.given.get("deal_account_id") or accounts.get(columns["buyer_id"])
