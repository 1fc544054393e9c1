"""A home of a given size, written set by set: its rows are what the actions would leave, its words mean nothing."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from jualan.accounts.models import Account, Contact, IdentityKey, Source
from jualan.activities.models import Activity, FollowUp
from jualan.core.bulk import count_anew, insert_rows
from jualan.core.models import SearchDirty
from jualan.core.search.refreshing import refresh
from jualan.core.workspace import today
from jualan.leads.models import Lead, LeadStatus
from jualan.people.models import Membership, User, UserRole
from jualan.pipeline.models import Opportunity, Stage, StageChange

REPS = 50
STAGES = 8
EMAIL = "bench@example.com"
_SYLLABLES = ("ra", "ti", "mo", "ha", "li", "su", "ka", "no", "za", "wi", "pe", "da", "ju", "mei", "fa", "ng")


def make(size: int) -> None:
    """Fill the empty home: `size` leads, deals and contacts, a fifth as many accounts, twice as many timeline rows."""
    chance = random.Random(size)  # noqa: S311 the same home every time
    with transaction.atomic():
        reps = _people(chance)
        accounts = _accounts(chance, size // 5, reps)
    with transaction.atomic():
        contacts = _contacts(chance, size, accounts, reps)
    with transaction.atomic():
        leads = _leads(chance, contacts, accounts, reps)
    with transaction.atomic():
        deals = _deals(chance, size, accounts, contacts, reps)
    with transaction.atomic():
        _timeline(chance, size, leads, deals, accounts, contacts, reps)
    with transaction.atomic():
        SearchDirty.objects.bulk_create(
            [
                SearchDirty(kind=kind, first_id=1, last_id=10 * size)
                for kind in ("account", "contact", "lead", "opportunity")
            ]
        )
    _refresh_search()
    count_anew()


def _refresh_search() -> None:
    while SearchDirty.objects.exists():
        refresh()


def name(chance: random.Random) -> str:
    """Return a name of two made-up words."""
    return " ".join("".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(2))


def _people(chance: random.Random) -> list[int]:
    boss = User(full_name="Bench Boss", name_key="bench boss", email=EMAIL, language="en")
    boss.set_unusable_password()
    boss.save()
    UserRole.objects.create(user=boss, role="sales_manager")
    users = User.objects.bulk_create(
        [User(full_name=f"{name(chance)} {n}", name_key=f"rep {n}", email=f"rep{n}@example.com") for n in range(REPS)]
    )
    Membership.objects.bulk_create([Membership(user=user, manager=boss) for user in users])
    UserRole.objects.bulk_create([UserRole(user=user, role="rep") for user in users])
    return [user.pk for user in users]


def _accounts(chance: random.Random, number: int, reps: Sequence[int]) -> list[int]:
    rows = []
    for _ in range(number):
        text = f"{name(chance)} Sdn Bhd"
        rows.append((text, text.casefold(), "company", chance.choice(reps)))
    return insert_rows(Account, ("name", "name_key", "kind", "owner_id"), rows)


def _contacts(chance: random.Random, number: int, accounts: Sequence[int], reps: Sequence[int]) -> list[int]:
    rows = []
    for place in range(number):
        text = name(chance)
        phone = f"+601{chance.randint(10_000_000, 99_999_999)}"
        rows.append(
            (text, text.casefold(), f"p{place}@example.com", phone, chance.choice(accounts), chance.choice(reps))
        )
    columns = ("full_name", "name_key", "email", "phone", "account_id", "owner_id")
    ids = insert_rows(Contact, columns, rows)
    keys = [("email", row[2], True, True, pk) for pk, row in zip(ids, rows, strict=True)]
    keys += [("phone", row[3], False, True, pk) for pk, row in zip(ids, rows, strict=True)]
    insert_rows(IdentityKey, ("kind", "value", "is_deciding", "is_primary", "contact_id"), keys)
    return ids


def _leads(chance: random.Random, contacts: Sequence[int], accounts: Sequence[int], reps: Sequence[int]) -> list[int]:
    statuses = {s.kind: s.pk for s in LeadStatus.objects.all()}
    sources = list(Source.objects.values_list("pk", flat=True))
    kinds = ("new", "new", "working", "working", "nurturing", "qualified", "converted", "disqualified")
    rows = []
    for contact in contacts:
        kind, owner = chance.choice(kinds), chance.choice(reps)
        day = today() - dt.timedelta(days=chance.randint(0, 700))
        step = day + dt.timedelta(days=chance.randint(0, 900)) if chance.random() < 0.6 else None
        rows.append((contact, chance.choice(accounts), f"{name(chance)} × {chance.randint(2, 400)}", chance.choice(sources),
                     statuses[kind], kind, owner, owner, chance.randint(10_000, 9_000_000), day, step))  # fmt: skip
    columns = ("contact_id", "account_id", "title", "source_id", "status_id", "status_kind", "owner_id", "first_owner_id",
               "value_minor", "opened_on", "next_step_on")  # fmt: skip
    return insert_rows(Lead, columns, rows)


def _deals(
    chance: random.Random, number: int, accounts: Sequence[int], contacts: Sequence[int], reps: Sequence[int]
) -> list[int]:
    stages = _stages()
    rows = []
    for _ in range(number):
        stage, owner = chance.choice(stages), chance.choice(reps)
        opened = today() - dt.timedelta(days=chance.randint(1, 700))
        closed = None if stage.kind == "open" else opened + dt.timedelta(days=chance.randint(1, 90))
        minor = chance.randint(10_000, 9_000_000)
        step = today() + dt.timedelta(days=chance.randint(-20, 60)) if chance.random() < 0.7 else None
        rows.append((f"{name(chance)}, {chance.randint(2, 99)} sets", chance.choice(accounts), chance.choice(contacts), owner, owner,
                     stage.pipeline_id, stage.pk, stage.kind, opened, minor, "MYR", 1_000_000, minor, opened,
                     opened + dt.timedelta(days=60), closed, step))  # fmt: skip
    columns = ("name", "account_id", "contact_id", "owner_id", "first_owner_id", "pipeline_id", "stage_id", "stage_kind",
               "stage_since_on", "amount_minor", "currency", "rate_micro", "base_minor", "opened_on", "expected_close_on",
               "closed_on", "next_step_on")  # fmt: skip
    ids = insert_rows(Opportunity, columns, rows)
    changes: list[tuple[Any, ...]] = [(pk, row[6], "imported", row[15]) for pk, row in zip(ids, rows, strict=True)]
    insert_rows(StageChange, ("opportunity_id", "to_stage_id", "cause", "happened_on"), changes)
    return ids


def _stages() -> list[Stage]:
    """Return eight stages of the default pipeline: six open ones, won and lost."""
    stages = list(Stage.objects.order_by("position"))
    if len(stages) < STAGES:
        more = Stage(
            pipeline=stages[0].pipeline, code="trial", name="Trial", name_key="trial", position=5, probability_bps=7000
        )
        more.save()
        stages = list(Stage.objects.order_by("position", "pk"))
    return stages


def _timeline(
    chance: random.Random,
    size: int,
    leads: Sequence[int],
    deals: Sequence[int],
    accounts: Sequence[int],
    contacts: Sequence[int],
    reps: Sequence[int],
) -> None:
    rows = []
    for place in range(2 * size):
        kind, subjects = ("lead", leads) if place % 2 else ("opportunity", deals)
        day = today() - dt.timedelta(days=chance.randint(0, 700))
        rows.append((chance.choice(("call", "note", "chat")), chance.choice(accounts), chance.choice(contacts), kind,
                     subjects[place // 2 % len(subjects)], chance.choice(reps), day, name(chance)))  # fmt: skip
    columns = ("kind", "account_id", "contact_id", "subject_kind", "subject_id", "author_id", "happened_on", "body")
    insert_rows(Activity, columns, rows)
    steps = [
        (name(chance), today() + dt.timedelta(days=chance.randint(-3, 30)), chance.choice(reps), "lead", pk)
        for pk in leads[: size // 5]
    ]
    insert_rows(FollowUp, ("title", "due_on", "owner_id", "subject_kind", "subject_id"), steps)
