"""Writes of accounts and contacts: made through the identity look-up, merged, taken apart, consents kept."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jualan.accounts.models import (
    Account,
    AccountKind,
    Address,
    Channel,
    Consent,
    Contact,
    DuplicatePair,
    IdentityKey,
    Source,
)
from jualan.accounts.policy import ASSIGN, EDIT, MERGE, SOURCES
from jualan.accounts.queries import record_by_id, resolve
from jualan.accounts.rules import Key, PersonFacts, RecordsMerged, Resolution, account_keys, keys_of
from jualan.catalog.models import Tier
from jualan.core import records
from jualan.core.errors import RuleBroken
from jualan.core.events import publish
from jualan.core.journal import Undone, undo_batch
from jualan.core.models import Batch, ImportedRecord, Move
from jualan.core.normalise import email_key, name_key, phone_e164
from jualan.core.workspace import today
from jualan.people.actions import change_owner
from jualan.people.models import User
from jualan.people.policy import Viewer, require, require_edit


@dataclass(frozen=True, slots=True)
class Joined:
    """The contact a person was joined to, or made as, and what the look-up concluded."""

    contact: Contact
    is_new: bool
    resolution: Resolution


def join_contact(
    person: PersonFacts,
    *,
    actor: Viewer,
    owner: User | None = None,
    account: Account | None = None,
    use: int | None = None,
) -> Joined:
    """Return the contact this person is; made if no deciding key names one. Candidates become duplicate pairs.

    `use` is the contact that a human chose on the duplicate warning. Facts that the contact lacks are filled in;
    nothing is overwritten.
    """
    outcome = resolve(person)
    chosen = use if use is not None else outcome.match
    with transaction.atomic():
        if chosen is None:
            contact = _make_contact(person, owner=owner, account=account, actor=actor)
        else:
            contact = Contact.objects.get(pk=chosen)
            _fill_in(contact, person, actor=actor)
        _add_keys(contact, keys_of(person), actor=actor)
        others = [pk for pk in outcome.conflicts if pk != contact.pk]
        others += [candidate.pk for candidate in outcome.candidates if candidate.pk != contact.pk and chosen is None]
        reasons = {candidate.pk: list(candidate.reasons) for candidate in outcome.candidates}
        ask_whether_same("contact", contact.pk, {pk: reasons.get(pk, ["same_key"]) for pk in others})
    return Joined(contact, chosen is None, outcome)


def _make_contact(person: PersonFacts, *, owner: User | None, account: Account | None, actor: Viewer) -> Contact:
    numbers = phone_e164(person.phone)
    contact = Contact(
        full_name=person.full_name.strip(),
        name_key=name_key(person.full_name),
        email=email_key(person.email),
        phone=numbers[0][0] if numbers else "",
        title=person.title,
        language=person.language,
        owner=owner,
        account=account or (company_account(person.company, owner=owner, actor=actor) if person.company else None),
    )
    return records.create(contact, actor)


def _fill_in(contact: Contact, person: PersonFacts, *, actor: Viewer) -> None:
    numbers = phone_e164(person.phone)
    known = {
        "full_name": person.full_name.strip(),
        "email": email_key(person.email),
        "phone": numbers[0][0] if numbers else "",
        "title": person.title,
        "language": person.language,
    }
    values = {field: value for field, value in known.items() if value and not getattr(contact, field)}
    if "full_name" in values:
        values["name_key"] = name_key(values["full_name"])
    records.change(contact, actor, values, verb="filled_in")


def _add_keys(contact: Contact, keys: Sequence[Key], *, actor: Viewer) -> None:
    """Add keys the contact does not hold; a deciding key of someone else stays there and the pair is asked about."""
    held = set(contact.keys.values_list("kind", "namespace", "value"))
    for key in keys:
        if (key.kind, key.namespace, key.value) in held:
            continue
        taken = (
            key.is_deciding
            and IdentityKey.objects.filter(kind=key.kind, namespace=key.namespace, value=key.value, is_deciding=True)
            .exclude(contact=contact)
            .first()
        )
        if taken:
            if taken.contact_id:
                ask_whether_same("contact", contact.pk, {taken.contact_id: [f"same_{key.kind}"]})
            continue
        first = not contact.keys.filter(kind=key.kind).exists()
        IdentityKey.objects.create(
            contact=contact,
            kind=key.kind,
            namespace=key.namespace,
            value=key.value,
            is_deciding=key.is_deciding,
            is_primary=first,
        )
    del actor


def ask_whether_same(kind: str, pk: int, others: Mapping[int, list[str]]) -> None:
    """Put pairs on the duplicates list, once each; pairs already judged stay judged."""
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(kind=kind, left_id=min(pk, other), right_id=max(pk, other), reasons=reasons)
            for other, reasons in others.items()
            if other != pk
        ],
        ignore_conflicts=True,
    )


def company_account(name: str, *, owner: User | None, actor: Viewer) -> Account:
    """Return the one account of this normalised name, made if none or several bear it."""
    found = list(Account.objects.filter(name_key=name_key(name), deleted_at__isnull=True, merged_into__isnull=True)[:2])
    if len(found) == 1:
        return found[0]
    return make_account({"name": name, "kind": AccountKind.COMPANY}, owner=owner, actor=actor)


def make_account(values: Mapping[str, Any], *, owner: User | None, actor: Viewer) -> Account:
    """Add an account with its keys. `values` are columns of Account; the name must not be empty."""
    if not name_key(values.get("name", "")):
        raise RuleBroken("name_missing")
    numbers = phone_e164(values.get("phone", ""))
    clean = {**values, "email": email_key(values.get("email", "")), "phone": numbers[0][0] if numbers else ""}
    account = Account(**clean, name_key=name_key(values["name"]), owner=owner, first_owner=owner)
    with transaction.atomic():
        records.create(account, actor)
        _set_account_keys(account)
        same = Account.objects.filter(name_key=account.name_key, deleted_at__isnull=True, merged_into__isnull=True)
        ask_whether_same("account", account.pk, {pk: ["same_name"] for pk in _others(same, account)})
    return account


def _others(rows: models.QuerySet[Account], account: Account) -> list[int]:
    return list(rows.exclude(pk=account.pk).values_list("pk", flat=True)[:20])


def _set_account_keys(account: Account) -> None:
    keys = account_keys(website=account.website, email=account.email)
    account.keys.filter(kind=IdentityKey.Kind.DOMAIN).delete()
    IdentityKey.objects.bulk_create(
        [IdentityKey(account=account, kind=key.kind, value=key.value, is_deciding=False) for key in keys]
    )


def open_account(actor: Viewer, values: Mapping[str, Any]) -> Account:
    """Add an account by hand for the person acting."""
    require(actor, EDIT)
    return make_account(values, owner=actor.user, actor=actor)


def add_contact(
    actor: Viewer, person: PersonFacts, *, account: Account | None = None, use: int | None = None
) -> Joined:
    """Add a contact by hand, or join the one it is."""
    require(actor, EDIT)
    if not (person.full_name.strip() or person.email or person.phone):
        raise RuleBroken("contact_empty")
    return join_contact(person, actor=actor, owner=actor.user, account=account, use=use)


def change_account(account: Account, values: dict[str, Any], *, actor: Viewer, version: int | None = None) -> None:
    """Change an account's facts; raises StaleRecord when it was saved since `version`."""
    require_edit(actor, account)
    if "name" in values:
        if not name_key(values["name"]):
            raise RuleBroken("name_missing")
        values["name_key"] = name_key(values["name"])
    if "phone" in values:
        values["phone"] = _one_phone(values["phone"])
    with transaction.atomic():
        records.change(account, actor, values, version=version)
        if {"website", "email"} & set(values):
            _set_account_keys(account)


def _one_phone(text: str) -> str:
    """Return the first number of a cell in E.164. Refuses text that is no phone."""
    numbers = phone_e164(text)
    if text.strip() and not numbers:
        raise RuleBroken("phone_invalid", phone=text)
    return numbers[0][0] if numbers else ""


def change_contact(contact: Contact, values: dict[str, Any], *, actor: Viewer, version: int | None = None) -> None:
    """Change a contact's facts. A new e-mail or phone is added to its keys and becomes the primary one.

    Refuses an e-mail that decides for someone else (RuleBroken 'email_taken'); the pair is asked about.
    """
    require_edit(actor, contact)
    if "full_name" in values:
        values["name_key"] = name_key(values["full_name"])
    if "phone" in values:
        values["phone"] = _one_phone(values["phone"])
    if "email" in values:
        values["email"] = email_key(values["email"])
    with transaction.atomic():
        records.change(contact, actor, values, version=version)
        for kind in ("email", "phone"):
            if values.get(kind):
                _make_primary(contact, Key(kind, values[kind]), actor=actor)


def _make_primary(contact: Contact, key: Key, *, actor: Viewer) -> None:
    taken = (
        key.is_deciding
        and IdentityKey.objects.filter(kind=key.kind, namespace=key.namespace, value=key.value, is_deciding=True)
        .exclude(contact=contact)
        .exists()
    )
    if taken:
        raise RuleBroken("email_taken", email=key.value)
    _add_keys(contact, [key], actor=actor)
    contact.keys.filter(kind=key.kind).update(is_primary=False)
    contact.keys.filter(kind=key.kind, value=key.value).update(is_primary=True)


def set_address(holder: Account | Contact, values: Mapping[str, str], *, actor: Viewer) -> Address:
    """Set the holder's one main address."""
    require_edit(actor, holder)
    link = {"account": holder} if isinstance(holder, Account) else {"contact": holder}
    address = Address.objects.filter(**link).order_by("pk").first()
    if address is None:
        return records.create(Address(**link, **values), actor)
    records.change(address, actor, values)
    return address


def set_consent(
    contact: Contact,
    medium: str,
    *,
    is_given: bool,
    source: str,
    text_version: str = "",
    on: dt.date | None = None,
    actor: Viewer,
) -> Consent:
    """Append that consent was given or withdrawn for a medium; the latest row holds."""
    require_edit(actor, contact)
    with transaction.atomic():
        row = Consent.objects.create(
            contact=contact,
            medium=medium,
            is_given=is_given,
            happened_on=on or today(),
            source=source,
            text_version=text_version,
            actor_id=actor.pk,
        )
        records.audit("consent_given" if is_given else "consent_withdrawn", contact, actor, {"medium": medium})
    return row


def assign(record: Account | Contact, owner: User | None, *, actor: Viewer, batch: Batch | None = None) -> None:
    """Hand an account or contact to someone else."""
    require(actor, ASSIGN, record)
    change_owner(record, owner, actor=actor, batch=batch)


MERGED_FIELDS: Mapping[type[models.Model], tuple[str, ...]] = {
    Contact: ("full_name", "preferred_name", "title", "email", "phone", "account", "owner", "language"),
    Account: ("name", "kind", "tier", "code", "industry", "website", "email", "phone", "owner", "customer_since_on"),
}
"""The fields of which the person chooses left or right."""


def merge(
    survivor: Account | Contact, loser: Account | Contact, *, from_loser: Iterable[str] = (), actor: Viewer
) -> Batch:
    """Make two records one: every row of the loser points at the survivor, chosen fields are taken from the loser.

    All in one transaction with one journal, from which `unmerge` takes them apart. Empty fields of the survivor are
    filled from the loser in any case.
    """
    require(actor, MERGE, survivor)
    require(actor, MERGE, loser)
    if type(survivor) is not type(loser) or survivor.pk == loser.pk:
        raise RuleBroken("merge_same")
    with transaction.atomic():
        facts = {"kind": survivor.KIND, "survivor": survivor.pk, "loser": loser.pk}
        batch = Batch.objects.create(kind="merge", actor_id=actor.pk, facts=facts)
        _repoint_all(loser, survivor, batch)
        records.change(loser, actor, {"merged_into": survivor}, verb="merged_away", batch=batch)
        records.change(survivor, actor, _result(survivor, loser, set(from_loser)), verb="merged", batch=batch)
        _settle_pairs(survivor, loser, batch, actor)
        publish(RecordsMerged(survivor.KIND, survivor.pk, loser.pk))
    return batch


def _result(survivor: Account | Contact, loser: Account | Contact, chosen: set[str]) -> dict[str, Any]:
    values = {
        field: getattr(loser, field)
        for field in MERGED_FIELDS[type(survivor)]
        if field in chosen or (not getattr(survivor, field) and getattr(loser, field))
    }
    for name in ("full_name", "name"):
        if name in values:
            values["name_key"] = loser.name_key
    custom = {**loser.custom, **survivor.custom}
    return values if custom == survivor.custom else {**values, "custom": custom}


def _repoint_all(loser: Account | Contact, survivor: Account | Contact, batch: Batch) -> None:
    """Point every row that refers to the loser at the survivor, by foreign key or by (kind, id)."""
    for relation in loser._meta.related_objects:  # noqa: SLF001 the only complete list of what points here
        if relation.one_to_many and relation.field.name != "merged_into":
            rows = relation.related_model._base_manager.filter(**{relation.field.name: loser})  # noqa: SLF001
            _repoint(rows, relation.field.attname, loser.pk, survivor.pk, batch)
    own = {"kind": loser.KIND, "record_id": loser.pk}
    _repoint(ImportedRecord.objects.filter(**own), "record_id", loser.pk, survivor.pk, batch)


def _repoint(rows: models.QuerySet[Any], field: str, old: int, new: int, batch: Batch) -> None:
    keys = list(rows.values_list("pk", flat=True))
    label = rows.model._meta.label_lower  # noqa: SLF001
    Move.objects.bulk_create(
        [Move(batch=batch, model=label, record_id=pk, field=field, old=old, new=new) for pk in keys], batch_size=2000
    )
    rows.update(**{field: new})


def _settle_pairs(survivor: Account | Contact, loser: Account | Contact, batch: Batch, actor: Viewer) -> None:
    left, right = sorted((survivor.pk, loser.pk))
    pair = DuplicatePair.objects.filter(kind=survivor.KIND, left_id=left, right_id=right).first()
    if pair:
        records.change(pair, actor, {"state": DuplicatePair.State.MERGED}, batch=batch)


def unmerge(batch: Batch, *, actor: Viewer) -> Undone:
    """Take a merge apart. What was made after it stays with the survivor."""
    require(actor, MERGE)
    with transaction.atomic():
        outcome = undo_batch(batch, actor=actor)
        facts = batch.facts
        publish(RecordsMerged(facts["kind"], facts["survivor"], facts["loser"], is_undone=True))
    return outcome


def keep_apart(pair: DuplicatePair, *, actor: Viewer) -> None:
    """Remember that two records are different people or companies; for those who may change both."""
    for pk in (pair.left_id, pair.right_id):
        require_edit(actor, record_by_id(actor, pair.kind, pk))
    records.change(pair, actor, {"state": DuplicatePair.State.DIFFERENT, "settled_by": actor.user})


def customer_account(contact: Contact, *, on: dt.date | None = None, actor: Viewer) -> Account:
    """Return the contact's account; a one-person consumer account is made where there is none."""
    del on
    if contact.account is not None:
        return contact.account
    account = make_account(
        {"name": str(contact), "kind": AccountKind.CONSUMER, "email": contact.email, "phone": contact.phone},
        owner=contact.owner,
        actor=actor,
    )
    records.change(contact, actor, {"account": account}, verb="account_made")
    return account


def make_source(name: str, channel: Channel | None = None, *, actor: Viewer) -> Source:
    """Return the source of this name, made if there is none."""
    found = Source.objects.filter(name_key=name_key(name)).first()
    if found:
        return found
    require(actor, SOURCES)
    return records.create(Source(code=_code(name), name=name, name_key=name_key(name), channel=channel), actor)


def _code(name: str) -> str:
    return name_key(name).replace(" ", "_")[:64]


DEFAULT_CHANNELS: Mapping[str, tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]] = {
    "web_shop": ({"en": "Web shop", "ms": "Kedai web"}, {"web_form": {"en": "Web form", "ms": "Borang web"}}),
    "shop_floor": (
        {"en": "Shop floor", "ms": "Kaunter kedai"},
        {"walk_in": {"en": "Walk-in", "ms": "Datang ke kedai"}},
    ),
    "wholesale": ({"en": "Wholesale", "ms": "Borong"}, {"trade_fair": {"en": "Trade fair", "ms": "Pameran dagangan"}}),
    "referral": ({"en": "Referral", "ms": "Rujukan"}, {"referral": {"en": "Referral", "ms": "Rujukan"}}),
    "social": (
        {"en": "Social media", "ms": "Media sosial"},
        {"whatsapp": {"en": "WhatsApp", "ms": "WhatsApp"}, "instagram": {"en": "Instagram", "ms": "Instagram"}},
    ),
    "outbound": (
        {"en": "Outbound", "ms": "Panggilan keluar"},
        {"cold_call": {"en": "Cold call", "ms": "Panggilan pertama"}},
    ),
}


def make_default_sources() -> None:
    """Give a new home the sources and channels that most shops have; does nothing once there are any."""
    if Channel.objects.exists():
        return
    for code, (name, sources) in DEFAULT_CHANNELS.items():
        channel = Channel.objects.create(code=code, name=dict(name), name_key=name_key(name["en"]))
        for source_code, source_name in sources.items():
            Source.objects.create(
                code=source_code, name=dict(source_name), name_key=name_key(source_name["en"]), channel=channel
            )


def trash_record(record: Account | Contact, *, actor: Viewer) -> None:
    """Hide an account or contact; refused for an account that holds contacts, deals or orders."""
    _refuse_in_use(record, actor)
    records.trash(record, actor)


def _refuse_in_use(record: Account | Contact, actor: Viewer) -> None:
    require_edit(actor, record)
    if isinstance(record, Account) and (record.contacts.filter(deleted_at__isnull=True).exists() or _has_facts(record)):
        raise RuleBroken("account_in_use")


def _has_facts(account: Account) -> bool:
    names = [r.get_accessor_name() for r in account._meta.related_objects if r.one_to_many]  # noqa: SLF001
    return any(getattr(account, name).exists() for name in names if name in {"orders", "opportunities"})


def restore_record(record: Account | Contact, *, actor: Viewer) -> None:
    require_edit(actor, record)
    records.restore(record, actor)


def touch(account_id: int | None, contact_id: int | None, day: dt.date) -> None:
    """Note that we were in touch on a day; never moves backwards."""
    later = models.Q(last_touch_on__isnull=True) | models.Q(last_touch_on__lt=day)
    if account_id:
        Account.objects.filter(later, pk=account_id).update(last_touch_on=day, updated_at=timezone.now())
    if contact_id:
        Contact.objects.filter(later, pk=contact_id).update(last_touch_on=day, updated_at=timezone.now())


def bulk_assign(record: Account | Contact, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "assign" over a selection; `value` is the id of the new owner."""
    assign(record, User.objects.get(pk=int(value)) if value else None, actor=actor, batch=batch)


def bulk_tier(account: Account, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "set tier" over a selection; `value` is the id of the tier."""
    require_edit(actor, account)
    records.change(account, actor, {"tier": Tier.objects.get(pk=int(value)) if value else None}, batch=batch)


def bulk_trash(record: Account | Contact, value: str, *, actor: Viewer, batch: Batch) -> None:
    """One row of "delete" over a selection."""
    del value
    _refuse_in_use(record, actor)
    records.change(record, actor, {"deleted_at": timezone.now()}, verb="trashed", batch=batch)
