"""Every address for every role, a colleague of another team and a stranger. A named address without a row here fails.

A row says what an address needs; what each person then gets follows from the grants alone:
nothing of the permission → 403; the record outside one's scope → 404; otherwise not refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from jualan.accounts.actions import make_account
from jualan.accounts.models import Contact
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import log_activity, plan_step
from jualan.catalog.actions import add_price_list, add_product, make_tier, set_price
from jualan.core.models import AuditEntry
from jualan.core.workspace import today
from jualan.leads.actions import capture_lead, convert_lead
from jualan.metrics.actions import add_cost
from jualan.people.actions import make_token
from jualan.people.models import ApiToken
from jualan.people.policy import SYSTEM, Scope, viewer_of
from jualan.pipeline.models import Pipeline, Stage
from jualan.store.actions import take_order
from jualan.store.models import Checkout
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SIGNED_IN = "signed in"
OWNED = frozenset({"account", "contact", "lead", "deal", "order", "checkout", "activity", "step"})


@dataclass(frozen=True)
class Row:
    """`needs` is the permission to see or use it; `edit` a further one on the same record; `args` fill the path."""

    needs: str
    record: str = ""
    args: tuple[Any, ...] = ()
    edit: str = ""
    method: str = "get"


def rows(needs: str, record: str, *names: str, edit: str = "", method: str = "get") -> dict[str, Row]:
    args = (record,) if record else ()
    return {name: Row(needs, record, args, edit, method) for name in names}


def changes(needs: str, edit: str, record: str, *names: str) -> dict[str, Row]:
    return rows(needs, record, *names, edit=edit, method="post")


MATRIX: dict[str, Row] = {
    **rows("accounts.view", "", "accounts:account-list", "accounts:contact-list", "accounts:duplicate-list"),
    **rows("accounts.edit", "", "accounts:account-create", "accounts:contact-create"),
    **rows("accounts.view", "account", "accounts:account-detail"),
    **rows("accounts.view", "contact", "accounts:contact-detail"),
    **rows("accounts.view", "account", "accounts:account-edit", "accounts:account-address", edit="accounts.edit"),
    **rows("accounts.view", "contact", "accounts:contact-edit", edit="accounts.edit"),
    **changes("accounts.view", "accounts.edit", "contact", "accounts:contact-consent"),
    **rows("catalog.view", "", "catalog:product-list", "catalog:price-list-list"),
    **rows("catalog.view", "product", "catalog:product-detail"),
    **rows("catalog.view", "price_list", "catalog:price-list-detail"),
    **rows("catalog.edit", "", "catalog:product-create"),
    **rows("catalog.view", "product", "catalog:product-edit", edit="catalog.edit"),
    **changes("catalog.view", "catalog.edit", "product", "catalog:product-trash", "catalog:product-restore"),
    **rows("store.view", "", "store:order-list", "store:checkout-list"),
    **rows("store.view", "order", "store:order-detail"),
    **rows("store.view", "checkout", "store:checkout-detail"),
    **rows("accounts.view", "account", "store:account-orders", "pipeline:account-deals"),
    **rows("accounts.view", "account", "activities:account-timeline", "activities:account-step"),
    **rows("accounts.view", "contact", "activities:contact-timeline", "activities:contact-step"),
    **rows("accounts.view", "contact", "pipeline:contact-deals", "leads:contact-leads"),
    **rows("leads.view", "", "leads:lead-list"),
    **rows("leads.edit", "", "leads:lead-create"),
    **rows("leads.view", "lead", "leads:lead-detail"),
    **changes("leads.view", "leads.edit", "lead", "leads:lead-trash"),
    **rows("pipeline.view", "", "pipeline:opportunity-board", "pipeline:opportunity-list"),
    **rows("pipeline.edit", "", "pipeline:opportunity-create"),
    **rows("pipeline.view", "deal", "pipeline:opportunity-detail"),
    **rows("pipeline.view", "deal", "pipeline:opportunity-edit", edit="pipeline.edit"),
    **changes("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-trash"),
    **rows("pipeline.setup", "", "pipeline:setup"),
    **rows("metrics.view", "", "metrics:dashboard"),
    **rows("metrics.costs", "", "metrics:cost-list"),
    **rows("metrics.costs_edit", "", "metrics:cost-create"),
    **rows("data.import", "", "home:import-list", "home:import-create"),
    **rows("workspace.edit", "", "home:workspace-edit"),
    **rows("fields.edit", "", "home:field-list"),
    **rows("audit.view", "", "home:audit-list"),
    **rows("people.view", "", "people:user-list"),
    **rows("people.edit", "", "people:user-create"),
    **rows(SIGNED_IN, "", "home:today", "home:search", "home:booked", "home:trash-list", "people:profile"),
}

TESTED_ELSEWHERE = {
    # Only to be reached through a record or a permission that a row above holds; their refusals are tested beside them.
    "accounts": {"duplicate-keep", "merge-undo", "record-merge", "record-restore", "record-trash"},
    "activities": {
        "activity-after", "activity-log", "activity-outcome", "activity-pin",
        "step-done", "step-drop", "step-move", "step-plan", "step-reopen",
    },
    "catalog": {"price-remove", "product-price", "tier-create", "tier-edit"},
    "home": {
        "batch-undo", "bulk", "custom-edit", "custom-values", "field-retire", "import-detail", "import-map",
        "import-refused", "import-revert", "import-start", "import-trial", "trash-restore", "view-create", "view-delete",
    },
    "leads": {
        "lead-assign", "lead-convert", "lead-disqualify", "lead-duplicates", "lead-fact",
        "lead-restore", "lead-status", "lead-take", "lead-trash-list",
    },
    "metrics": {"cost-detail", "kpi-detail", "kpi-rows"},
    "people": {
        "language", "place-create", "token-create", "token-revoke", "user-detail", "user-disable", "user-edit", "user-invite",
    },
    "pipeline": {
        "customer-search", "opportunity-assign", "opportunity-back", "opportunity-criterion",
        "opportunity-fact", "opportunity-lost", "opportunity-move", "opportunity-price", "opportunity-reopen",
        "opportunity-restore", "opportunity-stage", "opportunity-trash-list", "opportunity-use-price", "opportunity-won",
        "pipeline-create", "pipeline-rename", "stage-create", "stage-down", "stage-edit", "stage-up",
    },
}  # fmt: skip
OF_OTHERS = ("account_", "mfa_", "usersessions_", "styleguide", "api:", "demo:", "invitation:")
"""Addresses of sign-in, of the guide, of the API (its own test), and those without sign-in by token or demo home."""


def named(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from named(part, f"{space}{part.namespace}:" if part.namespace else space)
        elif part.name:
            yield f"{space}{part.name}"


def test_every_named_address_has_a_row() -> None:
    elsewhere = {f"{area}:{name}" for area, names in TESTED_ELSEWHERE.items() for name in names}

    missing = {name for name in named(get_resolver()) if not name.startswith(OF_OTHERS)} - set(MATRIX) - elsewhere

    assert missing == set()


@pytest.fixture
def world(cast: Cast) -> dict[str, int]:
    """One record of each kind, the owned ones the rep's."""
    rep = viewer_of(cast.rep)
    account = make_account({"name": "Hotel Seri"}, owner=cast.rep, actor=SYSTEM)
    person = PersonFacts("Rohana", "r@example.com", "0123884170")
    lead = capture_lead(person, title="Lamps", owner=cast.rep, actor=SYSTEM).lead
    deal = convert_lead(lead, {"amount_minor": 100}, actor=SYSTEM)
    product = add_product({"name": "Lamp", "currency": "MYR", "price_micro": 1}, actor=SYSTEM)
    prices = add_price_list("w", "Wholesale", "MYR", actor=SYSTEM)
    line = {"title": "Lamp", "quantity_milli": 1000, "unit_price_micro": 10**7}
    Contact.objects.filter(pk=lead.contact_id).update(owner=cast.rep)
    return {
        "account": account.pk,
        "contact": lead.contact_id,
        "lead": lead.pk,
        "deal": deal.pk,
        "product": product.pk,
        "price_list": prices.pk,
        "price": set_price(prices, product, 1, actor=SYSTEM).pk,
        "tier": make_tier("t", "T", actor=SYSTEM).pk,
        "order": take_order({"number": "1", "account": account, "owner": cast.rep}, [line], actor=SYSTEM).pk,
        "checkout": Checkout.objects.create(number="1", currency="MYR", contact=lead.contact).pk,
        "activity": log_activity("note", body="x", subject=lead, actor=rep).pk,
        "step": plan_step("Call", today(), subject=lead, owner=cast.rep, actor=rep).pk,
        "cost": add_cost({"month": today().replace(day=1), "kind": "media", "amount_minor": 1}, actor=SYSTEM).pk,
        "pipeline": Pipeline.objects.all()[0].pk,
        "stage": Stage.objects.all()[0].pk,
        "token": ApiToken.objects.get(token_hash__isnull=False).pk if make_token(cast.rep, "t", actor=rep) else 0,
    }


def expected(row: Row, role: str, cast: Cast) -> set[int]:
    """Return the statuses that the grants allow: refusals are exact, everything else is no refusal."""
    if row.needs == SIGNED_IN:
        return NOT_REFUSED
    viewer = cast.eyes(role)
    scope = viewer.scope(row.needs)
    if scope is Scope.NONE:
        return {403, 404} if row.record else {403}
    is_mine = scope is Scope.ALL or role == "rep" or (scope is Scope.TEAM and cast.rep.pk in viewer.team_ids)
    if row.record in OWNED and not is_mine:
        return {404}
    if not row.edit:
        return NOT_REFUSED
    edit = viewer.scope(row.edit)
    may = edit is Scope.ALL or (
        edit is not Scope.NONE and (row.record not in OWNED or role == "rep" or _in_team(edit, viewer, cast))
    )
    return NOT_REFUSED if may else {403}


def _in_team(scope: Scope, viewer: Any, cast: Cast) -> bool:
    return scope is Scope.TEAM and cast.rep.pk in viewer.team_ids


NOT_REFUSED = {200, 302, 422, 409}


@pytest.mark.parametrize("name", MATRIX)
def test_address_for_every_role(name: str, client: Client, cast: Cast, world: dict[str, int]) -> None:
    row = MATRIX[name]
    url = reverse(name, args=[world[key] for key in row.args])
    wrong: dict[str, Any] = {}

    for role in sorted(cast.members, key=lambda r: r == "rep"):
        point = transaction.savepoint()
        client.force_login(cast.members[role], backend="jualan.people.sign_in.PersonBackend")
        before = AuditEntry.objects.count()
        status = getattr(client, row.method)(url).status_code
        allowed = expected(row, role, cast)
        if status not in allowed:
            wrong[role] = (status, allowed)
        if allowed != NOT_REFUSED and AuditEntry.objects.count() != before:
            wrong[role] = (status, "something was written")
        transaction.savepoint_rollback(point)

    assert wrong == {}


@pytest.mark.parametrize("name", MATRIX)
def test_nobody_gets_in_without_signing_in(name: str, client: Client, world: dict[str, int]) -> None:
    row = MATRIX[name]
    answer = getattr(client, row.method)(reverse(name, args=[world[key] for key in row.args]))

    assert answer.status_code in {302, 403}
    assert answer.status_code == 403 or "/sign-in/" in answer["Location"]
