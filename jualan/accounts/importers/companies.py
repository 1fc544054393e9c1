"""Accounts from files: joined by external id, else by a name that one account bears."""

from collections.abc import Iterator, Sequence
from typing import Any

from jualan.accounts.bulk.companies import AccountsByWord
from jualan.accounts.bulk.people import note_unreadable_phone
from jualan.accounts.importers.addresses import ADDRESS_FIELDS, AddressWriter
from jualan.accounts.models import Account, AccountKind, DuplicatePair, IdentityKey
from jualan.accounts.rules import SHARED_PHONE_AT
from jualan.catalog.bulk import TiersByWord
from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.mapping import PHONE_WORDS, FieldSpec, FieldType, KindSpec
from jualan.core.imports.rows import Entry, key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.models import ImportedRecord
from jualan.core.normalise import name_key, phone_e164
from jualan.people.bulk import PeopleByWord

ACCOUNTS = KindSpec(
    kind="accounts",
    record="account",
    model="jualan.accounts.models.Account",
    writer="jualan.accounts.importers.companies.AccountWriter",
    export="jualan.accounts.importers.exports.ACCOUNTS_EXPORT",
    needs=("external_id", "name"),
    telling=("kind", "tier", "code", "upline", "industry", "website"),
    keys=(("external_id",), ("name",)),
    facts=("name", "kind", "customer_since_on"),
    joins_by_name=True,
    fields=(
        FieldSpec("external_id", FieldType.ID, ("accountid", "recordid", "companyid", "organizationid", "id", "idakaun")),
        FieldSpec("name", synonyms=("account", "accountname", "companyname", "company", "organizationname", "organization",
                                    "organisation", "organisationname", "businessname", "nama", "namaakaun", "namasyarikat", "syarikat", "akaun")),
        FieldSpec("kind", synonyms=("accounttype", "customertype", "jenisakaun", "jenis")),
        FieldSpec("tier", synonyms=("pricetier", "customertier", "pricelist", "tahap"), longest=120),
        FieldSpec("code", FieldType.ID, ("accountcode", "customercode", "accountnumber", "kod", "kodakaun")),
        FieldSpec("upline", synonyms=("parentaccount", "parentcompany", "sponsor", "upliner")),
        FieldSpec("industry", synonyms=("sector", "vertical", "businesstype", "industri", "sektor"), longest=120),
        FieldSpec("email", FieldType.EMAIL, ("emailaddress", "companyemail", "emel")),
        FieldSpec("phone", FieldType.PHONE, ("companyphone", *PHONE_WORDS)),
        FieldSpec("website", synonyms=("websiteurl", "web", "url", "domain", "companydomainname", "lamanweb")),
        *ADDRESS_FIELDS,
        FieldSpec("owner", synonyms=("companyowner", "accountowner", "ownername", "salesrep", "salesagent", "pemilik", "wakiljualan")),
        FieldSpec("customer_since_on", FieldType.DATE, ("customersince", "becameacustomerdate", "pelanggansejak")),
    ),
)  # fmt: skip

MOST_ASKED = 20
KIND_WORDS = {
    "business": AccountKind.COMPANY,
    "b2b": AccountKind.COMPANY,
    "syarikat": AccountKind.COMPANY,
    "person": AccountKind.CONSUMER,
    "individual": AccountKind.CONSUMER,
    "b2c": AccountKind.CONSUMER,
    "retail": AccountKind.CONSUMER,
    "pengguna": AccountKind.CONSUMER,
    "individu": AccountKind.CONSUMER,
    "stokis": AccountKind.STOCKIST,
    "ejen": AccountKind.AGENT,
    "dropship": AccountKind.DROPSHIPPER,
}


class AccountWriter:
    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.accounts = AccountsByWord(run)
        self.people = PeopleByWord(run)
        self.tiers = TiersByWord(run)
        self.addresses = AddressWriter(run, "account_id")
        self.taken: set[int] = set()
        self.references = {
            "owner": self.people.owner,
            "tier": self.tiers.tier,
            "upline": self.accounts.find_or_make,
        }

    def key(self, entry: Entry) -> str:
        if external := entry.get("external_id"):
            return key_text("id", external)
        return key_text("name", name_key(entry.get("name"))) if entry.get("name") else ""

    def write(self, items: Sequence[Item]) -> None:
        self.accounts.look_up([item.get(code) for item in items for code in ("name", "upline")])
        wanted = {id(item): self._wanted(item) for item in items}
        open_items = [item for item in items if not item.is_refused]
        self.taken = {item.record_id for item in open_items if item.record_id is not None}
        for item in open_items:
            item.record_id = item.record_id or self._find(item)
            self.taken.add(item.record_id or 0)
        open_items = [item for item in open_items if not item.is_refused]
        new = [item for item in open_items if item.record_id is None]
        ids = self.accounts.make([{"name": item.get("external_id"), **wanted[id(item)]} for item in new])
        for pk, item in zip(ids, new, strict=True):
            item.record_id, item.result = pk, CREATED
        self._ask(new)
        self._update([item for item in open_items if not item.result], wanted)
        self.addresses.write([(item.record_id or 0, item.values, item.result == CREATED) for item in open_items])
        for item in open_items:
            if item.result == UNCHANGED and item.record_id in self.addresses.changed:
                item.result = UPDATED

    def _find(self, item: Item) -> int | None:
        """The account that bears the row's name; never one taken for a row before.

        A row with an id of its own is only taken for an account that another file's mere mention of the name has made.
        """
        named = (
            [pk for pk in self.accounts.named(item.get("name")) if pk not in item.others] if item.get("name") else []
        )
        if item.get("external_id"):
            named = self._only_mentioned(named)[:1]
        if len(named) > 1:
            item.refuse("ambiguous_name", "name", item.get("name"))
        if len(named) != 1:
            return None
        item.others.add(named[0])
        return named[0]

    def _only_mentioned(self, ids: Sequence[int]) -> list[int]:
        if not ids:
            return []
        made = Account.objects.filter(pk__in=ids, import_run__isnull=False).values_list("pk", flat=True)
        known = ImportedRecord.objects.filter(kind="account", record_id__in=ids).values_list("record_id", flat=True)
        return sorted(set(made) - set(known) - self.taken)

    def _wanted(self, item: Item) -> dict[str, Any]:
        """The columns that the filled cells of a row set; refuses the row where a word names several things."""
        wanted = {
            code: item.values[code] for code in ("name", "code", "industry", "website", "email") if item.get(code)
        }
        for code, find in self.references.items():
            try:
                wanted |= {f"{code}_id": find(item.get(code))} if item.get(code) else {}
            except Ambiguous:
                item.refuse(f"ambiguous_{code}", code, item.get(code))
        if item.get("kind"):
            wanted["kind"] = _kind(item, item.get("kind"))
        if since := item.get("customer_since_on"):
            wanted["customer_since_on"] = since.day
        numbers = phone_e164(item.get("phone"), self.run.country)
        if numbers:
            wanted["phone"] = numbers[0][0]
        note_unreadable_phone(self.run, item, self.run.country)
        return wanted | ({"custom": item.custom} if item.custom else {})

    def _ask(self, new: Sequence[Item]) -> None:
        """Accounts of one name or one company domain that files tell apart are a question for a person."""
        pairs: dict[tuple[int, int], list[str]] = {}
        for item in new:
            same = self.accounts.named(item.get("name")) if item.get("name") else []
            for pk in [pk for pk in same if item.record_id and pk < item.record_id][:MOST_ASKED]:
                pairs.setdefault((pk, item.record_id or 0), []).append("same_name")
        for pk, other in self._of_one_domain([item.record_id or 0 for item in new]):
            pairs.setdefault((pk, other), []).append("same_domain")
        DuplicatePair.objects.bulk_create(
            [
                DuplicatePair(kind="account", left_id=left, right_id=right, reasons=reasons)
                for (left, right), reasons in pairs.items()
            ],
            ignore_conflicts=True,
        )

    def _of_one_domain(self, new: Sequence[int]) -> Iterator[tuple[int, int]]:
        """(earlier, new) accounts that share a company domain; a domain that many share asks nothing."""
        own = IdentityKey.objects.filter(kind=IdentityKey.Kind.DOMAIN, account__in=new)
        domains = dict(own.values_list("account_id", "value"))
        rows = IdentityKey.objects.filter(
            is_deciding=False, kind=IdentityKey.Kind.DOMAIN, value__in=set(domains.values())
        )
        holders: dict[str, list[int]] = {}
        for pk, domain in rows.order_by("account_id").values_list("account_id", "value"):
            holders.setdefault(domain, []).append(pk or 0)
        for pk, domain in domains.items():
            if len(holders[domain]) < SHARED_PHONE_AT:
                yield from ((other, pk or 0) for other in holders[domain] if other < (pk or 0))

    def _update(self, items: Sequence[Item], wanted: dict[int, dict[str, Any]]) -> None:
        changes: dict[int, dict[str, Any]] = {}
        for item in items:
            values = dict(wanted[id(item)])
            if "name" in values:
                values["name_key"] = name_key(values["name"])
            changes[item.record_id or 0] = changes.get(item.record_id or 0, {}) | values
        for pk, custom in Account.objects.filter(pk__in=changes).values_list("pk", "custom"):
            if "custom" in changes[pk]:
                changes[pk]["custom"] = {**custom, **changes[pk]["custom"]}
        changed = self.run.journal.change(Account, changes)
        for item in items:
            item.result = UPDATED if item.record_id in changed else UNCHANGED


def _kind(item: Item, word: str) -> str:
    plain = name_key(word)
    found = KIND_WORDS.get(plain) or next((kind for kind in AccountKind if kind.value == plain), None)
    if found is None:
        item.refuse("kind_unknown", "kind", word)
        return AccountKind.COMPANY.value
    return found.value
