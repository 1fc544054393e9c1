"""Leads from files: each new external id is its own lead; its person is joined to a contact or made one."""

import datetime as dt
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from jualan.accounts.bulk.companies import AccountsByWord
from jualan.accounts.bulk.people import PeopleJoiner, Person, note_unreadable_phone
from jualan.accounts.bulk.places import PlacesByWord
from jualan.core.bulk import insert_rows
from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.mapping import PHONE_WORDS, FieldSpec, FieldType, KindSpec
from jualan.core.imports.rows import TOLD, Entry, key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.normalise import name_key, phone_e164
from jualan.leads.importers.statuses import FoundStatus, StatusesByWord
from jualan.leads.models import Lead, LeadStatusChange
from jualan.leads.rules import Kind
from jualan.people.bulk import PeopleByWord
from jualan.people.models import OwnershipChange

LEADS = KindSpec(
    kind="leads",
    record="lead",
    model="jualan.leads.models.Lead",
    writer="jualan.leads.importers.leads.LeadWriter",
    export="jualan.leads.importers.exports.LEADS_EXPORT",
    needs=("external_id", "name", "email", "phone"),
    keys=(("external_id",), ("contact", "source", "opened_on")),
    facts=("opened_on", "status_kind", "is_declared", "declared_on"),
    fields=(
        FieldSpec("external_id", FieldType.ID, ("leadid", "leadnumber", "prospectid", "recordid", "leadexternalid", "id", "idprospek")),
        FieldSpec(
            "name",
            synonyms=("fullname", "leadname", "contactname", "customername", "personname", "contact", "nama", "namapenuh", "namapelanggan", "namaprospek"),
            parts=(("firstname", "givenname"), ("lastname", "surname", "familyname")),
        ),
        FieldSpec("email", FieldType.EMAIL, ("emailaddress", "email1value", "personemail", "primaryemail", "workemail", "emel", "alamatemel")),
        FieldSpec("phone", FieldType.PHONE, ("phone1value", *PHONE_WORDS)),
        FieldSpec("company", synonyms=("companyname", "organization", "organisation", "account", "accountname", "syarikat", "namasyarikat")),
        FieldSpec("source", synonyms=("leadsource", "originalsource", "utmsource", "sumber", "sumberprospek", "platform"), longest=120),
        FieldSpec("campaign", synonyms=("campaignname", "utmcampaign", "kempen", "formname"), longest=120),
        FieldSpec("owner", synonyms=("leadowner", "ownername", "contactowner", "assignedto", "salesrep", "salesagent", "salesperson", "pemilik", "wakiljualan")),
        FieldSpec("status", synonyms=("leadstatus", "leadstage", "statusprospek"), longest=120, keeps_word=True),
        FieldSpec("opened_on", FieldType.DATE, ("createdtime", "createdate", "createddate", "createdat", "createdon", "datecreated", "leaddate",
                                                "inquirydate", "enquirydate", "signupdate", "openedat", "tarikh", "tarikhmasuk", "tarikhdibuka")),
        FieldSpec("converted_on", FieldType.DATE, ("converteddate", "dateconverted", "convertedat", "conversiondate", "tarikhjadipelanggan")),
    ),
)  # fmt: skip

COLUMNS = (
    "contact_id",
    "account_id",
    "company",
    "source_id",
    "campaign_id",
    "owner_id",
    "first_owner_id",
    "status_id",
    "status_kind",
    "is_declared",
    "declared_on",
    "opened_on",
    "custom",
)


class LeadWriter:
    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.joiner = PeopleJoiner(run)
        self.accounts = AccountsByWord(run)
        self.owners = PeopleByWord(run)
        self.places = PlacesByWord(run)
        self.statuses = StatusesByWord(run)
        self.new = self.statuses.first_of(Kind.NEW)
        self.references = (
            ("source", "source_id", self.places.source),
            ("campaign", "campaign_id", self.places.campaign),
            ("owner", "owner_id", self.owners.owner),
        )

    def key(self, entry: Entry) -> str:
        if external := entry.get("external_id"):
            return key_text("id", external)
        person = self._person_key(entry)
        if not person:
            return ""
        opened = entry.get("opened_on")
        return key_text("lead", person, name_key(entry.get("source")), opened.day if opened else "")

    def _person_key(self, entry: Entry) -> str:
        if email := entry.get("email"):
            return str(email)
        numbers = phone_e164(entry.get("phone"), self.run.country)
        return (numbers[0][0] if numbers else "") + name_key(entry.get("name"))

    def write(self, items: Sequence[Item]) -> None:
        self.accounts.look_up(item.get("company") for item in items)
        for item in items:
            note_unreadable_phone(self.run, item, self.run.country)
            item.given |= self._facts(item)
        open_items = [item for item in items if not item.is_refused]
        known = dict(
            Lead.objects.filter(pk__in=[item.record_id for item in open_items if item.record_id]).values_list(
                "pk", "contact_id"
            )
        )
        people = [self._person(item, known.get(item.record_id or 0)) for item in open_items]
        self.joiner.join(people)
        new, old = list[Item](), list[Item]()
        for item, person in zip(open_items, people, strict=True):
            item.given["contact_id"] = person.contact_id
            (old if item.record_id else new).append(item)
        self._insert(new)
        self._update(old)

    def _facts(self, item: Item) -> dict[str, Any]:
        """The columns that the filled cells of a row set; refuses the row where a word names several things."""
        facts: dict[str, Any] = {}
        values = item.values
        for code, column, find in self.references:
            word = values.get(code)
            if word:
                try:
                    facts[column] = find(word)
                except Ambiguous:
                    item.refuse(f"ambiguous_{code}", code, word)
        if opened := values.get("opened_on"):
            facts["opened_on"] = opened.day
        if company := values.get("company"):
            same = self.accounts.named(company)
            facts |= {"company": company} | ({"account_id": same[0]} if len(same) == 1 else {})
        if status := self._status(item):
            facts |= {"status_id": status.pk, "status_kind": status.kind, "is_declared": status.kind == Kind.CONVERTED}
            if status.kind == Kind.CONVERTED and values.get("converted_on"):
                facts["declared_on"] = values["converted_on"].day
        return facts

    def _status(self, item: Item) -> FoundStatus | None:
        """The status of a row; a day of conversion without a word is a conversion."""
        try:
            if word := item.get("status"):
                return self.statuses.status(word, item.get("status" + TOLD))
        except Ambiguous:
            item.refuse("ambiguous_status", "status", item.get("status"))
        return self.statuses.first_of(Kind.CONVERTED) if item.get("converted_on") else None

    def _person(self, item: Item, contact_id: int | None) -> Person:
        values = item.values
        return Person(
            full_name=values.get("name", ""),
            email=values.get("email", ""),
            phone=values.get("phone", ""),
            account_id=item.given.get("account_id"),
            owner_id=item.given.get("owner_id"),
            contact_id=contact_id,
        )

    def _insert(self, items: Sequence[Item]) -> None:
        empty = dict.fromkeys(COLUMNS) | {
            "company": "",
            "status_id": self.new.pk,
            "status_kind": self.new.kind,
            "is_declared": False,
        }
        facts = [{**empty, **item.given, "custom": item.custom} for item in items]
        for lead in facts:
            lead["first_owner_id"] = lead["owner_id"]
        pick = itemgetter(*COLUMNS)
        ids = insert_rows(Lead, COLUMNS, [pick(lead) for lead in facts], constants={"import_run_id": self.run.run_id})
        for pk, item in zip(ids, items, strict=True):
            item.record_id, item.result = pk, CREATED
        changes = [(pk, lead["status_id"], _status_day(lead)) for pk, lead in zip(ids, facts, strict=True)]
        insert_rows(
            LeadStatusChange,
            ("lead_id", "to_status_id", "happened_on"),
            changes,
            constants={"by_id": self.run.actor_id},
        )

    def _update(self, items: Sequence[Item]) -> None:
        columns = ("status_id", "owner_id", "custom")
        before = {
            row["pk"]: row
            for row in Lead.objects.filter(pk__in=[item.record_id for item in items]).values("pk", *columns)
        }
        wanted: dict[int, dict[str, Any]] = {}
        for item in items:
            values = {column: value for column, value in item.given.items() if column != "contact_id"}
            if item.custom:
                values["custom"] = {**before[item.record_id or 0]["custom"], **item.custom}
            wanted[item.record_id or 0] = values
        changed = self.run.journal.change(Lead, wanted)
        self._note_moves(before, {pk: wanted[pk] for pk in changed})
        for item in items:
            item.result = UPDATED if item.record_id in changed else UNCHANGED

    def _note_moves(self, before: dict[int, dict[str, Any]], after: dict[int, dict[str, Any]]) -> None:
        """Write the history of statuses and owners that changed."""
        statuses, owners = [], []
        for pk, values in after.items():
            old = before[pk]
            if values.get("status_id", old["status_id"]) != old["status_id"]:
                statuses.append(
                    (pk, old["status_id"], values["status_id"], values.get("declared_on") or self.run.today)
                )
            if values.get("owner_id", old["owner_id"]) != old["owner_id"]:
                owners.append((pk, old["owner_id"], values["owner_id"]))
        actor = self.run.actor_id
        columns = ("lead_id", "from_status_id", "to_status_id", "happened_on")
        self.run.journal.add(LeadStatusChange, columns, statuses, by_id=actor)
        self.run.journal.add(
            OwnershipChange,
            ("record_id", "old_owner_id", "owner_id"),
            owners,
            kind=Lead.KIND,
            happened_on=self.run.today,
            by_id=actor,
        )


def _status_day(facts: dict[str, Any]) -> dt.date | None:
    """The day a lead came into the status that a file states; that of a disqualified one is not known."""
    if facts["status_kind"] == Kind.DISQUALIFIED:
        return None
    day: dt.date | None = facts["declared_on"] or facts["opened_on"]
    return day
