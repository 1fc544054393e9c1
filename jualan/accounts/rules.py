"""Identity: which keys decide, which only ask, and what a look-up concludes. Events of this area."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jualan.core.normalise import domain_key, email_key, phone_e164

DECIDING = frozenset({"email", "shop_customer", "whatsapp", "external"})
SHARED_PHONE_AT = 5
"""A phone that this many contacts share stops being a candidate."""


@dataclass(frozen=True, slots=True)
class Key:
    """One normalised key; `namespace` is the shop or source system of an id, else empty."""

    kind: str
    value: str
    namespace: str = ""

    @property
    def is_deciding(self) -> bool:
        return self.kind in DECIDING


@dataclass(frozen=True, slots=True)
class Holder:
    """A contact or account found by a key."""

    pk: int
    key: Key
    holders: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    pk: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """`match` joins by itself; `conflicts` are further records that other deciding keys point at; the rest only ask."""

    match: int | None = None
    conflicts: tuple[int, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person when they come in by any way."""

    full_name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    title: str = ""
    language: str = ""
    external: tuple[Key, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class RecordsMerged:
    """Event: `loser` was merged into `survivor` (or came apart again when `is_undone`)."""

    kind: str
    survivor: int
    loser: int
    is_undone: bool = False


def keys_of(person: PersonFacts, *, region: str = "MY") -> tuple[Key, ...]:
    """Return every usable key of a person, deciding ones first; masked and empty values give none."""
    keys = list(person.external)
    if email := email_key(person.email):
        keys.append(Key("email", email))
    keys.extend(Key("phone", number) for number, _type in phone_e164(person.phone, region))
    return tuple(sorted(keys, key=lambda key: not key.is_deciding))


def account_keys(*, website: str, email: str) -> tuple[Key, ...]:
    """Return the company domain, from the web site before the e-mail; public mail domains give none."""
    domain = domain_key(website) or domain_key(email)
    return (Key("domain", domain),) if domain else ()


def conclude(found: Sequence[Holder], same_name: Iterable[int] = ()) -> Resolution:
    """Weigh the holders of a person's keys: the first deciding key joins, the other findings only ask.

    `same_name` are records of the same normalised name and state.
    """
    deciding = [holder.pk for holder in found if holder.key.is_deciding]
    match = deciding[0] if deciding else None
    reasons: dict[int, list[str]] = defaultdict(list)
    for holder in found:
        if not holder.key.is_deciding and holder.holders < SHARED_PHONE_AT:
            reasons[holder.pk].append(f"same_{holder.key.kind}")
    for pk in same_name:
        reasons[pk].append("same_name")
    conflicts = tuple(dict.fromkeys(pk for pk in deciding if pk != match))
    candidates = tuple(
        Candidate(pk, tuple(dict.fromkeys(why))) for pk, why in reasons.items() if pk != match and pk not in conflicts
    )
    return Resolution(match, conflicts, candidates)
