"""The people of a file joined to contacts: by a deciding key, by phone and name, else made. The identity look-up in bulk.

What it concludes is what `rules.conclude` says of one person; here a chunk of them is decided with a handful of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jualan.accounts.bulk.companies import AccountsByWord
from jualan.accounts.models import AccountKind, Contact, DuplicatePair, IdentityKey
from jualan.accounts.rules import DECIDING, SHARED_PHONE_AT, Key
from jualan.core.bulk import IdRanges, allocate_ids, insert_rows, select_in, update_rows
from jualan.core.imports.items import Item, RunContext
from jualan.core.imports.rows import AS_WRITTEN
from jualan.core.normalise import is_masked, name_key, phone_e164

COLUMNS = (
    "full_name",
    "name_key",
    "preferred_name",
    "title",
    "email",
    "phone",
    "account_id",
    "owner_id",
    "language",
    "custom",
)
FILLED_IN = ("full_name", "preferred_name", "title", "email", "phone", "language")


_HOLDERS = """
    SELECT k.value, k.contact_id, c.name_key, c.deleted_at, c.merged_into_id
    FROM accounts_identitykey k JOIN accounts_contact c ON c.id = k.contact_id
    WHERE {which} AND k.kind = %s AND k.namespace = %s AND k.value IN
"""
_OF_DECIDING = _HOLDERS.format(which="k.is_deciding")  # the words of the two partial indexes
_OF_ASKING = _HOLDERS.format(which="NOT k.is_deciding")


@dataclass(slots=True)
class Person:
    """One person of a row. `email` is a key already, `phone` as written; `external` are further deciding keys."""

    full_name: str = ""
    email: str = ""
    phone: str = ""
    region: str = ""
    external: tuple[Key, ...] = ()
    preferred_name: str = ""
    title: str = ""
    language: str = ""
    account_id: int | None = None
    owner_id: int | None = None
    custom: dict[str, Any] = field(default_factory=dict)
    contact_id: int | None = None
    is_new: bool = False
    numbers: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    name_key: str = ""

    def prepare(self, region: str) -> None:
        """Work out what the person is known by."""
        self.numbers = (
            tuple([e164 for e164, _kind in phone_e164(self.phone, self.region or region)]) if self.phone else ()
        )
        self.keys = (*self.external, Key("email", self.email)) if self.email else self.external
        self.name_key = name_key(self.full_name)

    @property
    def is_somebody(self) -> bool:
        """Whether there is anything to know the person by, a name alone not counting."""
        return bool(self.external or self.email or self.numbers)


@dataclass(slots=True)
class _Holders:
    """Who holds the keys of a chunk."""

    deciding: dict[Key, int] = field(default_factory=dict)
    phones: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    trashed: set[int] = field(default_factory=set)


class PeopleJoiner:
    """Joins the people of one run."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self.made = IdRanges()
        """Contacts that this process made for the run: they need no before-image."""

    def join(self, people: Sequence[Person], *, fills_in: bool = True) -> None:
        """Set every person's contact, made where nobody is known; facts that a contact lacks are filled in.

        Of a person whose contact is set already only the keys are taken.
        """
        for person in people:
            person.prepare(self._run.country)
        holders = self._holders(people)
        chunk = _Chunk(self._run, self.made, holders)
        free = iter(allocate_ids(Contact, sum(1 for person in people if not _known(person, holders))))
        for person in people:
            chunk.place(person, free)
        chunk.write()
        if fills_in:
            known = [person for person in people if not person.is_new and person.contact_id not in chunk.planned]
            self._fill_in(known, holders)

    def _holders(self, people: Sequence[Person]) -> _Holders:
        holders = _Holders()
        wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
        for person in people:
            for key in person.keys:
                wanted[key.kind, key.namespace].add(key.value)
            wanted["phone", ""].update(person.numbers)
        for (kind, namespace), values in wanted.items():
            if values:
                self._read(holders, kind, namespace, values)
        return holders

    def _read(self, holders: _Holders, kind: str, namespace: str, values: set[str]) -> None:
        sql = _OF_DECIDING if kind in DECIDING else _OF_ASKING
        for value, pk, name, deleted_at, merged_into in select_in(sql, [kind, namespace], values, "ORDER BY k.id"):
            holder = merged_into or pk
            if deleted_at is not None:
                holders.trashed.add(holder)
            if kind == "phone":
                if deleted_at is None:
                    holders.phones[value].append((holder, name))
            else:
                holders.deciding[Key(kind, value, namespace)] = holder

    def _fill_in(self, people: Sequence[Person], holders: _Holders) -> None:
        """Give existing contacts what they lack; nothing is overwritten, and nobody gets another's e-mail."""
        wanted: dict[int, dict[str, str]] = defaultdict(dict)
        for person in people:
            facts = _facts(person)
            if person.email and holders.deciding.get(Key("email", person.email)) != person.contact_id:
                facts["email"] = ""
            found = wanted[person.contact_id or 0]
            for name in FILLED_IN:
                found[name] = found.get(name) or facts[name]
        changes: dict[int, dict[str, Any]] = {}
        for row in Contact.objects.filter(pk__in=wanted).values("pk", *FILLED_IN):
            lacking = {name: value for name, value in wanted[row["pk"]].items() if value and not row[name]}
            if "full_name" in lacking:
                lacking["name_key"] = name_key(lacking["full_name"])
            changes[row["pk"]] = lacking
        self._run.change("contact", self._run.journal.change(Contact, changes))

    def ensure_accounts(self, contact_ids: Iterable[int], accounts: AccountsByWord) -> dict[int, int]:
        """Contact → its account; a contact without one gets a one-person consumer account."""
        rows = list(
            Contact.objects.filter(pk__in=set(contact_ids)).values_list(
                "pk", "account_id", "full_name", "email", "phone", "owner_id"
            )
        )
        found = {pk: account for pk, account, *_facts in rows if account}
        lonely = [row for row in rows if row[0] not in found]
        made = accounts.make(
            [
                {
                    "name": name or email or phone or f"#{pk}",
                    "kind": AccountKind.CONSUMER.value,
                    "email": email,
                    "phone": phone,
                    "owner_id": owner,
                }
                for pk, _account, name, email, phone, owner in lonely
            ]
        )
        links = {row[0]: account for row, account in zip(lonely, made, strict=True)}
        self.link(links)
        return found | links

    def link(self, accounts: dict[int, int]) -> None:
        """Set the account of contacts."""
        own = {pk: {"account_id": account} for pk, account in accounts.items() if pk in self.made}
        update_rows(Contact, own)
        others = {pk: {"account_id": account} for pk, account in accounts.items() if pk not in self.made}
        self._run.journal.change(Contact, others)


def note_unreadable_phone(run: RunContext, item: Item, region: str) -> None:
    """A phone that is no number is told and kept as it was written."""
    text = item.get("phone")
    if text and not phone_e164(text, region):
        run.tally.warn("phone_unreadable", text)
        item.custom["phone" + AS_WRITTEN] = text


def _known(person: Person, holders: _Holders) -> bool:
    return person.contact_id is not None or any(key in holders.deciding for key in person.keys)


def _facts(person: Person) -> dict[str, str]:
    return {
        "full_name": person.full_name,
        "preferred_name": person.preferred_name,
        "title": person.title,
        "email": person.email,
        "phone": person.numbers[0] if person.numbers else "",
        "language": person.language,
    }


class _Chunk:
    """One call of `join`: contacts planned, keys to add, pairs to ask about; written together."""

    def __init__(self, run: RunContext, made: IdRanges, holders: _Holders) -> None:
        self._run = run
        self._made = made
        self._holders = holders
        self.planned: dict[int, Person] = {}
        self._new_keys: list[tuple[Any, ...]] = []
        self._keys_of_others: list[tuple[Any, ...]] = []
        self._pairs: dict[tuple[int, int], list[str]] = {}

    def place(self, person: Person, free: Any) -> None:
        """Decide who the person is and note the keys they bring."""
        found = list(dict.fromkeys(self._holders.deciding[key] for key in person.keys if key in self._holders.deciding))
        match = person.contact_id or (found[0] if found else self._same_phone_and_name(person))
        if match is None:
            person.contact_id, person.is_new = next(free), True
            self.planned[person.contact_id] = person
            self._ask_about_phones(person)
        else:
            person.contact_id = match
            self._fill_planned(person)
            for other in found:
                self._ask(match, other, "same_key")
        self._add_keys(person)

    def _same_phone_and_name(self, person: Person) -> int | None:
        """The one contact of the same phone and the same name."""
        name = person.name_key
        if not name or not person.numbers or is_masked(name):
            return None
        same = {pk for number in person.numbers for pk, held in self._holders.phones[number] if held == name}
        return same.pop() if len(same) == 1 else None

    def _ask_about_phones(self, person: Person) -> None:
        assert person.contact_id is not None
        for number in person.numbers:
            others = {pk for pk, _name in self._holders.phones[number]}
            if len(others) + 1 < SHARED_PHONE_AT:
                for other in others:
                    self._ask(person.contact_id, other, "same_phone")

    def _ask(self, one: int, other: int, reason: str) -> None:
        if one == other:
            return
        reasons = self._pairs.setdefault((min(one, other), max(one, other)), [])
        if reason not in reasons:
            reasons.append(reason)

    def _fill_planned(self, person: Person) -> None:
        """A contact that is only planned yet takes what it lacks from a later row."""
        planned = self.planned.get(person.contact_id or 0)
        if planned is None:
            return
        names = [name for name in (*FILLED_IN, "numbers", "name_key", "account_id", "owner_id") if name != "phone"]
        if self._holders.deciding.get(Key("email", person.email), planned.contact_id) != planned.contact_id:
            names.remove("email")
        for name in names:
            if not getattr(planned, name):
                setattr(planned, name, getattr(person, name))

    def _add_keys(self, person: Person) -> None:
        pk = person.contact_id
        assert pk is not None
        rows = self._new_keys if pk in self.planned or pk in self._made else self._keys_of_others
        for key in person.keys:
            if key not in self._holders.deciding:
                self._holders.deciding[key] = pk
                rows.append((key.kind, key.namespace, key.value, True, person.is_new, pk))
        name = person.name_key
        for number in person.numbers:
            held = self._holders.phones[number]
            if all(holder != pk for holder, _name in held):
                held.append((pk, name))
                rows.append(("phone", "", number, False, person.is_new, pk))

    def write(self) -> None:
        """Insert what was planned."""
        rows = [
            (
                person.full_name,
                person.name_key,
                person.preferred_name,
                person.title,
                person.email,
                person.numbers[0] if person.numbers else "",
                person.account_id,
                person.owner_id,
                person.language,
                person.custom,
            )
            for person in self.planned.values()
        ]
        constants = {"import_run_id": self._run.run_id}
        insert_rows(Contact, COLUMNS, rows, constants=constants, ids=list(self.planned))
        self._made.add(self.planned)
        self._run.touch("contact", self.planned)
        columns = ("kind", "namespace", "value", "is_deciding", "is_primary", "contact_id")
        insert_rows(IdentityKey, columns, self._new_keys)
        self._run.journal.add(IdentityKey, columns, self._keys_of_others)
        self._bring_back()
        DuplicatePair.objects.bulk_create(
            [
                DuplicatePair(kind="contact", left_id=left, right_id=right, reasons=reasons)
                for (left, right), reasons in self._pairs.items()
            ],
            ignore_conflicts=True,
        )

    def _bring_back(self) -> None:
        """A person in the trash who comes in again is taken out of it."""
        trashed = self._holders.trashed & set(self._holders.deciding.values())
        if trashed:
            self._run.change("contact", self._run.journal.change(Contact, {pk: {"deleted_at": None} for pk in trashed}))
