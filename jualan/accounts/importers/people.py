"""Contacts and customers from files: joined by what decides, else by phone with name, else made."""

from collections.abc import Mapping, Sequence
from typing import Any

from jualan.accounts.bulk.companies import AccountsByWord
from jualan.accounts.bulk.people import PeopleJoiner, Person, note_unreadable_phone
from jualan.accounts.importers.addresses import ADDRESS_FIELDS, COLUMNS, AddressWriter, state_of
from jualan.accounts.models import Account, Consent, Contact, DuplicatePair, IdentityKey
from jualan.accounts.rules import Key
from jualan.core.bulk import insert_rows
from jualan.core.imports.items import CREATED, REPEATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.mapping import PHONE_WORDS, Columns, FieldSpec, FieldType, FormatSpec, KindSpec
from jualan.core.imports.regions import region_of
from jualan.core.imports.rows import Entry, key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.normalise import is_masked, name_key, phone_e164
from jualan.people.bulk import PeopleByWord

NAME = FieldSpec(
    "name",
    synonyms=("fullname", "contactname", "personname", "customername", "contact", "person", "customer", "nama", "namapenuh", "namapelanggan"),
    parts=(("firstname", "givenname", "namapertama"), ("lastname", "surname", "familyname", "namaakhir")),
)  # fmt: skip
EMAIL = FieldSpec(
    "email", FieldType.EMAIL, ("emailaddress", "personemail", "email1value", "emailaddress1", "primaryemail", "workemail", "emel", "alamatemel")
)  # fmt: skip
PHONE = FieldSpec(
    "phone", FieldType.PHONE,
    ("personphone", "phone1value", *PHONE_WORDS),
)  # fmt: skip

CONTACTS = KindSpec(
    kind="contacts",
    record="contact",
    model="jualan.accounts.models.Contact",
    writer="jualan.accounts.importers.people.ContactWriter",
    export="jualan.accounts.importers.exports.CONTACTS_EXPORT",
    needs=("external_id", "name", "email", "phone"),
    keys=(("external_id",), ("email",), ("phone", "name")),
    facts=("full_name", "email", "phone"),
    fields=(
        FieldSpec("external_id", FieldType.ID, ("contactid", "personid", "recordid", "id", "idkenalan")),
        NAME,
        FieldSpec("preferred_name", synonyms=("nickname", "callname", "namapanggilan"), longest=120),
        EMAIL,
        PHONE,
        FieldSpec("account", synonyms=("accountname", "company", "companyname", "organizationname", "organization",
                                       "organization1name", "organisation", "associatedcompany", "akaun", "syarikat", "namasyarikat")),
        FieldSpec("title", synonyms=("jobtitle", "position", "role", "jawatan"), longest=120),
        FieldSpec("language", synonyms=("preferredlanguage", "bahasa"), longest=40),
        FieldSpec("owner", synonyms=("contactowner", "ownername", "salesrep", "salesagent", "pemilik", "wakiljualan")),
    ),
)  # fmt: skip

SHOPIFY = FormatSpec(
    name="shopify",
    signatures=(
        frozenset({"customerid", "firstname", "lastname", "acceptsemailmarketing"}),
        frozenset({"firstname", "lastname", "email", "acceptsemailmarketing", "taxexempt", "tags"}),
    ),
    columns={
        "external_id": Columns(("customerid",)),
        "name": Columns(("firstname", "lastname"), " "),
        "email": Columns(("email",)),
        "phone": Columns(("phone", "defaultaddressphone")),
        "company": Columns(("defaultaddresscompany", "company")),
        "address": Columns(("defaultaddressaddress1", "defaultaddressaddress2", "address1", "address2"), ", "),
        "city": Columns(("defaultaddresscity", "city")),
        "state": Columns(("defaultaddressprovincecode", "provincecode", "province")),
        "postcode": Columns(("defaultaddresszip", "zip")),
        "country": Columns(("defaultaddresscountrycode", "countrycode", "country")),
        "tags": Columns(("tags",)),
        "accepts_email": Columns(("acceptsemailmarketing",)),
    },
)

CUSTOMERS = KindSpec(
    kind="customers",
    record="contact",
    model="jualan.accounts.models.Contact",
    writer="jualan.accounts.importers.people.CustomerWriter",
    export="jualan.accounts.importers.exports.CUSTOMERS_EXPORT",
    needs=("external_id", "name", "email", "phone"),
    keys=(("external_id",), ("email",), ("phone", "name")),
    facts=("full_name", "email", "phone"),
    formats=(SHOPIFY,),
    fields=(
        FieldSpec("external_id", FieldType.ID, ("customerid", "customerexternalid", "customernumber", "recordid", "id", "idpelanggan")),
        NAME,
        EMAIL,
        PHONE,
        FieldSpec("company", synonyms=("companyname", "organization", "organisation", "syarikat", "namasyarikat")),
        *ADDRESS_FIELDS,
        FieldSpec("tags", synonyms=("tag", "labels", "label"), longest=2000),
        FieldSpec("accepts_email", FieldType.BOOLEAN, ("acceptsemailmarketing", "acceptsmarketing", "emailoptin", "subscribed", "terimaemel")),
        FieldSpec("customer_since_on", FieldType.DATE, ("customersince", "createdat", "createdate", "signupdate", "registeredat",
                                                        "datecreated", "pelanggansejak", "tarikhdaftar")),
    ),
)  # fmt: skip


class ContactWriter:
    """Writes contacts. Filled cells overwrite; empty ones erase nothing."""

    prefix = "id"
    external_kind = "external"

    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.joiner = PeopleJoiner(run)
        self.owners = PeopleByWord(run)
        self.accounts = AccountsByWord(run)

    def key(self, entry: Entry) -> str:
        if external := entry.get("external_id"):
            return key_text(self.prefix, external)
        if email := entry.get("email"):
            return key_text("email", email)
        numbers = phone_e164(entry.get("phone"), self._region(entry.values))
        if numbers and entry.get("name"):
            return key_text("phone", numbers[0][0], name_key(entry.get("name")))
        return ""

    def write(self, items: Sequence[Item]) -> None:
        self.accounts.look_up(self._account_word(item) for item in items)
        for item in items:
            note_unreadable_phone(self.run, item, self._region(item.values))
        people = {id(item): self._person(item) for item in items if item.record_id is None}
        for item in items:
            if id(item) in people and self._is_nobody(item):
                item.refuse("name_missing", "name")
        self._set_references(items, people)
        unknown = [item for item in items if id(item) in people and not item.is_refused]
        self.joiner.join([people[id(item)] for item in unknown], fills_in=False)
        for item in unknown:
            person = people[id(item)]
            item.record_id = person.contact_id
            item.result = CREATED if person.is_new else ""
        self._update([item for item in items if not item.result])
        self._write_more([item for item in items if not item.is_refused])

    def _is_nobody(self, item: Item) -> bool:
        """Whether a row has neither a name nor anything to know or reach someone by."""
        if any(item.get(code) for code in ("name", "email", "external_id")) or self._account_word(item):
            return False
        return not phone_e164(item.get("phone"), self._region(item.values))

    def _account_word(self, item: Item) -> str:
        return str(item.get("account"))

    def _region(self, values: Mapping[str, Any]) -> str:
        return region_of(values.get("country", "")) or self.run.country

    def _person(self, item: Item) -> Person:
        external = item.get("external_id")
        keys = (Key(self.external_kind, external, self.run.system),) if external else ()
        return Person(
            full_name=item.get("name"),
            email=item.get("email"),
            phone=item.get("phone"),
            region=self._region(item.values),
            external=keys,
            preferred_name=item.get("preferred_name"),
            title=item.get("title"),
            language=language_of(item.get("language")),
            custom=item.custom,
        )

    def _set_references(self, items: Sequence[Item], people: dict[int, Person]) -> None:
        """Find owners and accounts by their words; several of one name refuse the row."""
        for item in items:
            code = "owner"
            try:
                owner = self.owners.owner(item.get("owner")) if item.get("owner") else None
                code = "account"
                word = self._account_word(item)
                account = self.accounts.find_or_make(word) if word else None
            except Ambiguous as word_of_several:
                item.refuse(f"ambiguous_{code}", code, word_of_several)
                continue
            item.given |= {"owner_id": owner, "account_id": account}
            if person := people.get(id(item)):
                person.owner_id, person.account_id = owner, account

    def _update(self, items: Sequence[Item]) -> None:
        """Overwrite what the filled cells say of contacts that were there."""
        changes: dict[int, dict[str, Any]] = {}
        for item in items:
            pk = item.record_id
            assert pk is not None
            changes[pk] = changes.get(pk, {}) | self._wanted(item)
        for pk, custom in Contact.objects.filter(pk__in=changes).values_list("pk", "custom"):
            if "custom" in changes[pk]:
                changes[pk]["custom"] = {**custom, **changes[pk]["custom"]}
        known = [self._person_known(item) for item in items]
        self.joiner.join(known, fills_in=False)
        _leave_taken_emails(changes)
        changed = self.run.journal.change(Contact, changes)
        for item in items:
            is_own = item.record_id is not None and item.record_id in self.joiner.made
            item.result = REPEATED if is_own else UPDATED if item.record_id in changed else UNCHANGED

    def _person_known(self, item: Item) -> Person:
        """The person of a row whose contact is known: only the keys they bring are wanted."""
        person = self._person(item)
        person.contact_id = item.record_id
        return person

    def _wanted(self, item: Item) -> dict[str, Any]:
        numbers = phone_e164(item.get("phone"), self._region(item.values))
        found = {
            "full_name": item.get("name"),
            "name_key": name_key(item.get("name")),
            "preferred_name": item.get("preferred_name"),
            "title": item.get("title"),
            "email": item.get("email"),
            "phone": numbers[0][0] if numbers else "",
            "language": language_of(item.get("language")),
            "owner_id": item.given.get("owner_id"),
            "account_id": item.given.get("account_id"),
            "custom": item.custom,
        }
        return {column: value for column, value in found.items() if value}

    def _write_more(self, items: Sequence[Item]) -> None:
        """What a contact's row has besides the contact."""


class CustomerWriter(ContactWriter):
    """A customer is a contact with an account: the company named, else a one-person consumer account."""

    prefix = "customer"
    external_kind = "shop_customer"

    def __init__(self, run: RunContext) -> None:
        super().__init__(run)
        self.addresses = AddressWriter(run, "account_id")

    def _account_word(self, item: Item) -> str:
        return str(item.get("company"))

    def _person(self, item: Item) -> Person:
        if tags := item.get("tags"):
            item.custom["tags"] = tags
        return super()._person(item)

    def _write_more(self, items: Sequence[Item]) -> None:
        contacts = [item.record_id for item in items if item.record_id is not None]
        accounts = self.joiner.ensure_accounts(contacts, self.accounts)
        rows = [(accounts[item.record_id or 0], _address(item.values), item.result == CREATED) for item in items]
        self.addresses.write(rows)
        self._ask([item for item in items if item.result == CREATED])
        since = {
            accounts[item.record_id or 0]: {"customer_since_on": item.get("customer_since_on").day}
            for item in items
            if item.get("customer_since_on")
        }
        changed = self.run.journal.change(Account, since) | self.addresses.changed | self._write_consents(items)
        for item in items:
            if item.result == UNCHANGED and {accounts[item.record_id or 0], -(item.record_id or 0)} & changed:
                item.result = UPDATED

    def _ask(self, new: Sequence[Item]) -> None:
        """New customers who share name and state with another are a question for a person."""
        wanted = {(name_key(item.get("name")), name_key(state_of(item.get("state")))): item.record_id for item in new}
        wanted = {key: pk for key, pk in wanted.items() if all(key) and not is_masked(key[0])}
        found = Contact.objects.filter(
            name_key__in={name for name, _state in wanted}, deleted_at=None, merged_into=None
        )
        pairs = set()
        for pk, name, state in found.values_list("pk", "name_key", "account__addresses__state"):
            own = wanted.get((name, name_key(state or "")))
            if own is not None and own != pk:
                pairs.add((min(pk, own), max(pk, own)))
        DuplicatePair.objects.bulk_create(
            [DuplicatePair(kind="contact", left_id=a, right_id=b, reasons=["same_name"]) for a, b in sorted(pairs)],
            ignore_conflicts=True,
        )

    def _write_consents(self, items: Sequence[Item]) -> set[int]:
        """Append what the file says of e-mail where it differs from what holds; returns minus the contacts."""
        said = {
            item.record_id: item.get("accepts_email")
            for item in items
            if item.get("accepts_email") != "" and item.record_id
        }
        holds: dict[int, bool] = {}
        rows = Consent.objects.filter(contact__in=said, medium=Consent.Medium.EMAIL).order_by("pk")
        holds.update(rows.values_list("contact_id", "is_given"))
        new = [(pk, given) for pk, given in said.items() if holds.get(pk, False) != given]
        constants = {
            "medium": Consent.Medium.EMAIL.value,
            "happened_on": self.run.today,
            "source": self.run.system[:120],
            "import_run_id": self.run.run_id,
        }
        insert_rows(Consent, ("contact_id", "is_given"), new, constants=constants)
        return {-pk for pk, _given in new}


def _leave_taken_emails(changes: dict[int, dict[str, Any]]) -> None:
    """An e-mail that decides for someone else stays with them; the pair has been put on the duplicates list."""
    emails = {values["email"] for values in changes.values() if "email" in values}
    keys = IdentityKey.objects.filter(is_deciding=True, kind="email", namespace="", value__in=emails)
    holders = dict(keys.values_list("value", "contact_id"))
    for pk, values in changes.items():
        if "email" in values and holders.get(values["email"]) != pk:
            del values["email"]


LANGUAGES = {
    **dict.fromkeys(("ms", "bm", "malay", "melayu", "bahasa", "bahasa melayu", "bahasa malaysia"), "ms"),
    **dict.fromkeys(("en", "english", "inggeris", "bahasa inggeris"), "en"),
    **dict.fromkeys(("zh", "chinese", "mandarin", "cina", "中文", "华语", "華語"), "zh"),
    **dict.fromkeys(("ta", "tamil"), "ta"),
}


def language_of(word: str) -> str:
    """The code of a language that a file names; an unknown one is left out."""
    plain = name_key(word).partition("-")[0].partition("_")[0]
    return (
        LANGUAGES.get(plain)
        or LANGUAGES.get(name_key(word))
        or (plain if len(plain) in (2, 3) and plain.isascii() else "")
    )


def _address(values: Mapping[str, Any]) -> dict[str, Any]:
    return {code: values[code] for code in COLUMNS if code in values}
