"""Reads of accounts and contacts: the one identity look-up, duplicates, records with what belongs to them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from jualan.accounts.labels import FIELD_LABELS
from jualan.accounts.models import Account, Channel, Consent, Contact, DuplicatePair, IdentityKey, Source
from jualan.accounts.rules import Holder, Key, PersonFacts, Resolution, conclude, keys_of
from jualan.core.errors import NotFound, RuleBroken
from jualan.core.models import Batch
from jualan.core.normalise import name_key
from jualan.core.search.refreshing import phone_text
from jualan.core.templatetags.ui_format import day, phone_words
from jualan.people.policy import Viewer, get_visible, visible


def resolve(person: PersonFacts, *, with_name: bool = True) -> Resolution:
    """Look a person up by every key they bring. The one identity look-up for typing, forms, API and sync.

    It sees all records: what an invisible one reveals is `duplicate_warning`'s business.
    """
    holders = holders_of(keys_of(person))
    wanted = name_key(person.full_name)
    same_name: list[int] = []
    if with_name and wanted:
        rows = Contact.objects.filter(name_key=wanted, deleted_at__isnull=True, merged_into__isnull=True)
        same_name = list(rows.values_list("pk", flat=True)[:20])
    return conclude(holders, same_name)


def holders_of(keys: Sequence[Key]) -> list[Holder]:
    """Return the living contacts that hold any of these keys, in the order of the keys."""
    if not keys:
        return []
    found = [*_held(keys, is_deciding=True), *_held(keys, is_deciding=False)]
    shared: dict[Key, int] = {}
    for key, _pk in found:
        shared[key] = shared.get(key, 0) + 1
    order = {key: place for place, key in enumerate(keys)}
    return [Holder(pk, key, shared[key]) for key, pk in sorted(found, key=lambda item: (order[item[0]], item[1]))]


def _held(keys: Sequence[Key], *, is_deciding: bool) -> list[tuple[Key, int]]:
    """Return (key, living contact) of the keys that decide, or of those that only ask: each have an index of their own."""
    wanted = {(key.kind, key.namespace, key.value): key for key in keys if key.is_deciding is is_deciding}
    if not wanted:
        return []
    kinds, namespaces, values = (set(part) for part in zip(*wanted, strict=True))
    rows = IdentityKey.objects.filter(
        is_deciding=is_deciding,
        kind__in=kinds,
        namespace__in=namespaces,
        value__in=values,
        contact__deleted_at__isnull=True,
        contact__isnull=False,
    ).values_list("kind", "namespace", "value", "contact_id")
    return [(wanted[row[:3]], row[3]) for row in rows if row[:3] in wanted]


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 the word on the screen
    """A record that may be the same person. Of one the viewer cannot see: kind, owner and last touch only."""

    kind: str
    contact: Contact | None
    owner_name: str
    last_touch_on: object
    reasons: tuple[str, ...]
    is_match: bool


def duplicate_warning(viewer: Viewer, person: PersonFacts) -> list[Warning]:
    """Return who may already be there, strongest first, without telling more than the viewer may know."""
    outcome = resolve(person)
    reasons: dict[int, tuple[str, ...]] = {}
    if outcome.match is not None:
        reasons[outcome.match] = ("same_key",)
    reasons.update(dict.fromkeys(outcome.conflicts, ("same_key",)))
    reasons.update({candidate.pk: candidate.reasons for candidate in outcome.candidates})
    contacts = Contact.objects.select_related("owner", "account__owner").in_bulk(reasons)
    seen = set(visible(viewer, Contact).filter(pk__in=reasons).values_list("pk", flat=True))
    return [
        _warning(contacts[pk], why, pk in seen, pk == outcome.match) for pk, why in reasons.items() if pk in contacts
    ]


def _warning(contact: Contact, reasons: tuple[str, ...], is_visible: bool, is_match: bool) -> Warning:
    owner = contact.owner or (contact.account.owner if contact.account else None)
    return Warning(
        kind="contact",
        contact=contact if is_visible else None,
        owner_name=owner.full_name if owner else "",
        last_touch_on=contact.last_touch_on,
        reasons=reasons if is_visible else (),
        is_match=is_match,
    )


def contact_by_id(viewer: Viewer, pk: int) -> Contact:
    return get_visible(viewer, Contact, pk)


def account_by_id(viewer: Viewer, pk: int) -> Account:
    return get_visible(viewer, Account, pk)


def upline_named(viewer: Viewer, name: str, *, below: Account | None = None) -> Account:
    """Return the visible account that may stand above another.

    Raises RuleBroken('upline_unknown') unless just one bears the name or code, ('upline_circular') for one below itself.
    """
    rows = visible(viewer, Account).filter(Q(name_key=name_key(name)) | Q(code=name.strip()))
    found = list(rows[:2])
    if len(found) != 1:
        raise RuleBroken("upline_unknown", name=name)
    above: Account | None = found[0]
    while below is not None and above is not None:
        if above.pk == below.pk:
            raise RuleBroken("upline_circular", name=name)
        above = above.upline
    return found[0]


def contacts_of(viewer: Viewer, account: Account) -> QuerySet[Contact]:
    """Return the visible contacts of an account by name."""
    return visible(viewer, Contact).filter(account=account).order_by("name_key", "pk")


def consents_of(contact: Contact) -> dict[str, Consent | None]:
    """Return the consent that holds for each medium; None = never asked."""
    latest: dict[str, Consent | None] = dict.fromkeys(Consent.Medium.values)
    for row in contact.consents.order_by("pk"):
        latest[row.medium] = row
    return latest


@dataclass(frozen=True, slots=True)
class Pair:
    """Two visible records that may be one."""

    pair: DuplicatePair
    left: Contact | Account
    right: Contact | Account


def open_pairs(viewer: Viewer, kind: str = "contact", limit: int = 100) -> list[Pair]:
    """Return the open questions "are these two the same?" of which the viewer sees both sides."""
    model = Contact if kind == "contact" else Account
    rows = visible(viewer, model).values("pk")
    pairs = DuplicatePair.objects.filter(
        kind=kind, state=DuplicatePair.State.OPEN, left_id__in=rows, right_id__in=rows
    ).order_by("-pk")[:limit]
    records = model._default_manager.select_related("owner").in_bulk(  # noqa: SLF001 Django's own name
        {pk for pair in pairs for pk in (pair.left_id, pair.right_id)}
    )
    return [Pair(pair, records[pair.left_id], records[pair.right_id]) for pair in pairs]


def merges_of(record: Contact | Account) -> QuerySet[Batch]:
    """Return the merges into this record that can still be taken apart, newest first."""
    return Batch.objects.filter(
        kind="merge", undone_at__isnull=True, facts__kind=record.KIND, facts__survivor=record.pk
    ).order_by("-pk")


def shared_phones() -> QuerySet[IdentityKey, Any]:
    """Return phones that several contacts share, most shared first (an agent's number, a family's)."""
    rows = IdentityKey.objects.filter(is_deciding=False, kind=IdentityKey.Kind.PHONE, contact__isnull=False)
    return rows.values("value").annotate(holders=Count("contact")).filter(holders__gt=1).order_by(F("holders").desc())


def source_choices() -> list[tuple[str, str]]:
    return [(str(source.pk), str(source.name)) for source in Source.objects.order_by("pk")]


def source_by_id(pk: int | None) -> Source | None:
    return Source.objects.filter(pk=pk).first() if pk else None


def channel_choices() -> list[tuple[str, str]]:
    return [(str(channel.pk), str(channel.name)) for channel in Channel.objects.order_by("pk")]


def account_search_rows(first: int, last: int) -> list[tuple[int, str, str, str]]:
    """Return the search text of living accounts in a range of ids."""
    rows = Account.objects.filter(pk__range=(first, last), deleted_at=None, merged_into=None)
    fields = rows.values_list("pk", "name", "industry", "email", "phone", "code", "website")
    return [
        (pk, name, industry or phone_words(phone) or email, f"{email} {phone_text(phone)} {code} {web}")
        for pk, name, industry, email, phone, code, web in fields
    ]


def contact_search_rows(first: int, last: int) -> list[tuple[int, str, str, str]]:
    """Return the search text of living contacts in a range of ids; every e-mail and phone finds them."""
    rows = Contact.objects.filter(pk__range=(first, last), deleted_at=None, merged_into=None)
    keys: dict[int, list[str]] = {}
    held = IdentityKey.objects.filter(contact_id__gte=first, contact_id__lte=last, kind__in=("email", "phone"))
    for pk, kind, value in held.values_list("contact_id", "kind", "value"):
        keys.setdefault(pk, []).append(phone_text(value) if kind == "phone" else value)
    fields = rows.values_list("pk", "full_name", "preferred_name", "title", "email", "phone", "account__name")
    return [
        (
            pk,
            name or email or phone,
            (company if company != name else "") or title or phone_words(phone) or email,
            " ".join([called, title, email, phone_text(phone), *keys.get(pk, [])]),
        )
        for pk, name, called, title, email, phone, company in fields
    ]


def customers(viewer: Viewer) -> QuerySet[Account]:
    """Return visible accounts that are customers: declared, or with a counted order or a won deal."""
    declared = Q(customer_since_on__isnull=False)
    bought = Q(statistics__orders__gt=0) | Q(opportunities__stage_kind="won", opportunities__deleted_at=None)
    return visible(viewer, Account).filter(Q(pk__in=Account.objects.filter(declared | bought).values("pk")))


MODELS: dict[str, type[Account] | type[Contact]] = {"account": Account, "contact": Contact}


def record_by_id(viewer: Viewer, kind: str, pk: int, *, with_trash: bool = False) -> Any:
    """Return one visible account or contact; raises NotFound for any other kind."""
    if kind not in MODELS:
        raise NotFound("not_found", kind=kind, pk=pk)
    return get_visible(viewer, MODELS[kind], pk, with_trash=with_trash)


def pairs_of(viewer: Viewer, record: Account | Contact) -> list[Pair]:
    """Return the open questions about one record."""
    return [pair for pair in open_pairs(viewer, record.KIND) if record.pk in {pair.left.pk, pair.right.pk}]


def pair_by_id(viewer: Viewer, pk: int) -> DuplicatePair:
    """Return an open question of which the viewer sees both sides."""
    pair = DuplicatePair.objects.filter(pk=pk).first()
    if pair is None:
        raise NotFound("not_found", kind="duplicate_pair", pk=pk)
    record_by_id(viewer, pair.kind, pair.left_id)
    record_by_id(viewer, pair.kind, pair.right_id)
    return pair


def merge_by_id(viewer: Viewer, pk: int) -> Batch:
    """Return a merge whose survivor the viewer sees."""
    batch = Batch.objects.filter(pk=pk, kind="merge").first()
    if batch is None:
        raise NotFound("not_found", kind="merge", pk=pk)
    record_by_id(viewer, batch.facts["kind"], batch.facts["survivor"])
    return batch


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One field of two records side by side: to be chosen where both are filled, else the filled one is taken."""

    field: str
    label: str
    left: str
    right: str
    takes_right: bool
    is_choice: bool


def merge_rows(left: Account | Contact, right: Account | Contact, fields: Sequence[str]) -> list[MergeRow]:
    """Return the fields of a merge that either side has."""
    found = []
    for name in fields:
        mine, other = _shown(left, name), _shown(right, name)
        if mine or other:
            found.append(
                MergeRow(
                    name,
                    _field_label(left, name),
                    mine,
                    other,
                    bool(other and not mine),
                    bool(mine and other and mine != other),
                )
            )
    return found


def _shown(record: Account | Contact, name: str) -> str:
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if isinstance(value, dt.date):
        return day(value)
    return "" if value is None else str(value)


def _field_label(record: Account | Contact, name: str) -> str:
    del record
    return str(FIELD_LABELS[name])


def source_by_code(code: str) -> Source | None:
    return Source.objects.filter(code=code).first()
