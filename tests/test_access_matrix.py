"""Every address by every method for every role, a colleague of another team, a stranger and whoever is not signed in.

A row says what an address needs; what each person then gets follows from the grants alone:
nothing of the permission → 403; the record outside one's scope → 404; otherwise not refused.
A named address, or a method of one, without a row here fails.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from jualan.core.models import AuditEntry
from jualan.people.policy import Scope, Viewer
from jualan.people.queries import has_second_factor
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SIGNED_IN, PUBLIC = "signed in", "public"
OWNED = frozenset(
    {
        "account", "contact", "lead", "deal", "order", "checkout", "activity", "step", "new_lead", "pair", "twin", "merge",
        "trashed_lead", "trashed_deal", "trashed_account",
    }
)  # fmt: skip
NOT_REFUSED = {200, 302, 422, 409}
Standing = tuple[Cast, dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """Who may use one method of one address.

    `needs` is the permission to see it, `edit` a further one on the same record, `may` one that is bound to no record.
    In `args` and `data`, `@name` is an id of the world. `of_rep`: it is the rep's alone.
    """

    name: str
    needs: str
    method: str = "get"
    record: str = ""
    args: tuple[str, ...] = ()
    edit: str = ""
    may: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    of_rep: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name} {' '.join(self.args)}".strip()


def see(needs: str, record: str, *names: str, **more: Any) -> list[Row]:
    more.setdefault("args", (f"@{record}",) if record else ())
    return [Row(name, needs, record=record, **more) for name in names]


def write(needs: str, edit: str, record: str, *names: str, **more: Any) -> list[Row]:
    return see(needs, record, *names, edit=edit, method="post", **more)


A_DAY = {"title": "Call", "when": "2027-01-04"}
A_NAME = {"name_en": "Second", "name_ms": "Kedua"}
A_COST = {"month": "2027-01-01", "kind": "media", "amount_minor": "5"}
A_PERSON = {"full_name": "Aini", "roles": "viewer", "email": "aini@example.com"}
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}

MATRIX: tuple[Row, ...] = (
    *see("accounts.view", "", "accounts:account-list", "accounts:contact-list", "accounts:duplicate-list"),
    *see("accounts.edit", "", "accounts:account-create", "accounts:contact-create"),
    *write("accounts.edit", "", "", "accounts:account-create", data={"name": "Kedai", "kind": "company"}),
    *write("accounts.edit", "", "", "accounts:contact-create", data={"full_name": "Aini"}),
    *see("accounts.view", "account", "accounts:account-detail"),
    *see("accounts.view", "contact", "accounts:contact-detail"),
    *see("accounts.view", "account", "accounts:account-edit", "accounts:account-address", edit="accounts.edit"),
    *write("accounts.view", "accounts.edit", "account", "accounts:account-edit", data={"name": "B", "kind": "company"}),
    *write("accounts.view", "accounts.edit", "account", "accounts:account-address", data={"city": "Klang"}),
    *see("accounts.view", "contact", "accounts:contact-edit", edit="accounts.edit"),
    *write("accounts.view", "accounts.edit", "contact", "accounts:contact-edit", data={"full_name": "B"}),
    *write("accounts.view", "accounts.edit", "contact", "accounts:contact-consent", data={"medium": "email"}),
    *write("accounts.view", "accounts.edit", "account", "accounts:record-trash", args=("account", "@account")),
    *write("accounts.view", "accounts.edit", "contact", "accounts:record-trash", args=("contact", "@contact")),
    *write(
        "accounts.view",
        "accounts.edit",
        "trashed_account",
        "accounts:record-restore",
        args=("account", "@trashed_account"),
    ),
    *write("accounts.view", "accounts.edit", "pair", "accounts:duplicate-keep"),
    *see("accounts.view", "twin", "accounts:record-merge", edit="accounts.merge", args=("contact", "@twin", "@other_twin")),
    *write("accounts.view", "accounts.merge", "twin", "accounts:record-merge", args=("contact", "@twin", "@other_twin")),
    *write("accounts.view", "accounts.merge", "merge", "accounts:merge-undo"),
    *write("leads.view", "", "lead", "activities:activity-log", may="activities.edit", args=("lead", "@lead"),
           data={"kind": "note", "body": "x"}),
    *write("accounts.view", "", "account", "activities:activity-log", may="activities.edit", args=("account", "@account"),
           data={"kind": "note", "body": "x"}),
    *write("pipeline.view", "", "deal", "activities:step-plan", may="activities.edit", args=("opportunity", "@deal"), data=A_DAY),
    *see("leads.view", "lead", "activities:activity-after", args=("lead", "@lead", "call")),
    *write("activities.view", "activities.edit", "activity", "activities:activity-outcome", data={"outcome": "done"}),
    *write("activities.view", "activities.edit", "activity", "activities:activity-pin"),
    *write("activities.view", "activities.edit", "step", "activities:step-done", "activities:step-drop"),
    *write("activities.view", "activities.edit", "step", "activities:step-reopen"),
    *write("activities.view", "activities.edit", "step", "activities:step-move", data=A_DAY),
    *see("accounts.view", "account", "activities:account-timeline", "activities:account-step"),
    *see("accounts.view", "contact", "activities:contact-timeline", "activities:contact-step"),
    *see("catalog.view", "", "catalog:product-list", "catalog:price-list-list"),
    *write("catalog.view", "catalog.edit", "", "catalog:price-list-list", data=A_NAME | {"code": "second"}),
    *see("catalog.view", "product", "catalog:product-detail"),
    *see("catalog.view", "price_list", "catalog:price-list-detail"),
    *see("catalog.edit", "", "catalog:product-create"),
    *write("catalog.edit", "", "", "catalog:product-create", data={"name_en": "Vase"}),
    *see("catalog.view", "product", "catalog:product-edit", edit="catalog.edit"),
    *write("catalog.view", "catalog.edit", "product", "catalog:product-edit", data={"name_en": "Vase"}),
    *write("catalog.view", "catalog.edit", "product", "catalog:product-trash"),
    *write("catalog.view", "catalog.edit", "trashed_product", "catalog:product-restore"),
    *write("catalog.view", "catalog.edit", "product", "catalog:product-price",
           data={"price_list": "@price_list", "unit_price_micro": "5", "from_quantity_milli": "2"}),
    *write("catalog.view", "catalog.edit", "price", "catalog:price-remove"),
    *write("catalog.edit", "", "", "catalog:tier-create", data=A_NAME | {"code": "second"}),
    *write("catalog.edit", "", "tier", "catalog:tier-edit", data={"price_list": "@price_list"}),
    *see("store.view", "", "store:order-list", "store:checkout-list"),
    *see("store.view", "order", "store:order-detail"),
    *see("catalog.view", "product", "store:product-stock"),
    *see("store.view", "checkout", "store:checkout-detail"),
    *see("accounts.view", "account", "store:account-orders", "pipeline:account-deals"),
    *see("accounts.view", "contact", "pipeline:contact-deals", "leads:contact-leads"),
    *see("leads.view", "", "leads:lead-list"),
    *see("leads.edit", "", "leads:lead-create", "leads:lead-duplicates"),
    *write("leads.edit", "", "", "leads:lead-create", data={"full_name": "Aini", "use": ""}),
    *see("leads.view", "lead", "leads:lead-detail"),
    *see("leads.view", "lead", "leads:lead-fact", args=("@lead", "title")),
    *write("leads.view", "leads.edit", "lead", "leads:lead-fact", args=("@lead", "title"), data={"title": "B"}),
    *write("leads.view", "accounts.edit", "lead", "leads:lead-fact", args=("@lead", "full_name"), data={"full_name": "B"}),
    *write("leads.view", "leads.edit", "new_lead", "leads:lead-status", args=("@new_lead", "working")),
    *write("leads.view", "leads.edit", "new_lead", "leads:lead-disqualify", data={"reason": "no_budget"}),
    *write("leads.view", "leads.edit", "new_lead", "leads:lead-convert", may="pipeline.edit",
           data={"name": "Lamps"}),
    *write("leads.view", "leads.assign", "lead", "leads:lead-assign", data={"owner": "@someone"}),
    *write("leads.queue", "", "queue_lead", "leads:lead-take", may="leads.edit"),
    *write("leads.view", "leads.edit", "lead", "leads:lead-trash"),
    *write("leads.view", "leads.edit", "trashed_lead", "leads:lead-restore"),
    *see("pipeline.view", "", "pipeline:opportunity-board", "pipeline:opportunity-list"),
    *see("pipeline.edit", "", "pipeline:opportunity-create"),
    *write("pipeline.edit", "", "", "pipeline:opportunity-create", data={"name": "Lamps"}),
    *see("pipeline.view", "deal", "pipeline:opportunity-detail"),
    *see("pipeline.view", "deal", "pipeline:opportunity-fact", args=("@deal", "need")),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-fact", args=("@deal", "need"), data={"need": "B"}),
    *see("pipeline.view", "deal", "pipeline:opportunity-edit", edit="pipeline.edit"),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-edit", data={"name": "B"}),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-move", args=(),
           data={"id": "@deal", "stage": "@next_stage"}),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-stage", args=("@deal", "@next_stage")),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-won", "pipeline:opportunity-trash"),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-reopen", "pipeline:opportunity-back"),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-lost", data={"reason": "price"}),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-use-price"),
    *write("pipeline.view", "pipeline.edit", "deal", "pipeline:opportunity-criterion", args=("@deal", "budget")),
    *write("pipeline.view", "pipeline.assign", "deal", "pipeline:opportunity-assign", data={"owner": "@someone"}),
    *write("pipeline.view", "pipeline.edit", "trashed_deal", "pipeline:opportunity-restore"),
    *see("pipeline.setup", "", "pipeline:setup"),
    *write("pipeline.setup", "", "", "pipeline:pipeline-create", data={"pipeline-name_en": "Second"}),
    *write("pipeline.setup", "", "pipeline", "pipeline:pipeline-rename", data={"name-@pipeline-name_en": "B"}),
    *write("pipeline.setup", "", "pipeline", "pipeline:stage-create",
           data={"new-@pipeline-name_en": "B", "new-@pipeline-kind": "open"}),
    *write("pipeline.setup", "", "stage", "pipeline:stage-edit", data={"stage-@stage-name_en": "B"}),
    *write("pipeline.setup", "", "stage", "pipeline:stage-up", "pipeline:stage-down"),
    *see("metrics.view", "", "metrics:dashboard"),
    *see("metrics.view", "", "metrics:kpi-detail", "metrics:kpi-rows", args=("win_rate",), data=MARCH),
    *see("metrics.view", "", "metrics:kpi-detail", "metrics:kpi-rows", args=("cac",), data=MARCH, may="metrics.costs"),
    *see("metrics.costs", "", "metrics:cost-list"),
    *see("metrics.costs_edit", "", "metrics:cost-create"),
    *write("metrics.costs_edit", "", "", "metrics:cost-create", data=A_COST),
    *see("metrics.costs", "cost", "metrics:cost-detail"),
    *write("metrics.costs", "metrics.costs_edit", "cost", "metrics:cost-detail", data=A_COST),
    *see("data.import", "", "home:import-list", "home:import-create"),
    *write("data.import", "", "", "home:import-create"),
    *see("data.import", "upload", "home:import-map", "home:import-trial", "home:import-tables"),
    *write("data.import", "", "upload", "home:import-map", "home:import-start"),
    *write("data.import", "", "upload", "home:import-tables", data={"table": "0", "kind-0": "leads"}),
    *see("data.import", "run", "home:import-detail", "home:import-refused"),
    *write("data.import", "", "run", "home:import-revert"),
    *see("data.import", "", "home:import-drop"),
    *write("data.import", "", "", "home:import-drop"),
    *see("data.import", "set", "home:import-set", "home:import-set-check"),
    *write("data.import", "", "set", "home:import-set-kind", args=("@set", "@set_run"), data={"kind": "leads"}),
    *write("data.import", "", "set", "home:import-set-leave", args=("@set", "@set_run")),
    *write("data.import", "", "set", "home:import-set-start"),
    *see("accounts.view", "", "home:found"),
    *write("activities.edit", "", "", "home:bulk", args=("account",), data={"verb": "plan", "id": "@account"}),
    *see(SIGNED_IN, "", "home:logo"),
    *see("workspace.edit", "", "home:start"),
    *write("workspace.edit", "", "", "home:start", "home:start-skip", args=("files",)),
    *see("workspace.edit", "", "home:work"),
    *write("workspace.edit", "", "job", "home:work-again"),
    *write("workspace.edit", "", "job", "home:work-dismiss"),
    *see("workspace.edit", "", "home:backup-list"),
    *write("workspace.edit", "", "", "home:backup-create"),
    *see("workspace.edit", "", "home:backup-file", "home:backup-restore", args=("@backup",)),
    *write("workspace.edit", "", "", "home:backup-restore", args=("@backup",), data={"name": "wrong"}),
    *see("workspace.edit", "", "home:workspace-edit"),
    *write("workspace.edit", "", "", "home:workspace-edit",
           data={"name": "B", "language": "ms", "state": "02", "opens_at": "10:00", "closes_at": "18:00",
                 "response_minutes": "5", "version": "1"}),
    *see("fields.edit", "", "home:field-list"),
    *write("fields.edit", "", "", "home:field-list",
           data={"kind": "lead", "label_ms": "Bilik", "label_en": "Floor", "type": "text"}),
    *write("fields.edit", "", "field", "home:field-retire"),
    *see("leads.view", "lead", "home:custom-values", "home:custom-edit", args=("lead", "@lead")),
    *write("leads.view", "leads.edit", "lead", "home:custom-edit", args=("lead", "@lead"), data={"room": "12"}),
    *write("leads.view", "leads.edit", "trashed_lead", "home:trash-restore", args=("lead", "@trashed_lead")),
    *write("leads.edit", "", "", "home:bulk", args=("lead",), data={"verb": "trash", "id": "@lead"}),
    *write("leads.assign", "", "", "home:bulk", args=("lead",), data={"verb": "assign", "id": "@lead"}),
    *write("pipeline.edit", "", "", "home:bulk", args=("opportunity",), data={"verb": "trash", "id": "@deal"}),
    *write("pipeline.assign", "", "", "home:bulk", args=("opportunity",), data={"verb": "assign", "id": "@deal"}),
    *write("accounts.edit", "", "", "home:bulk", args=("account",), data={"verb": "trash", "id": "@account"}),
    *write("accounts.assign", "", "", "home:bulk", args=("contact",), data={"verb": "assign", "id": "@contact"}),
    *write("catalog.edit", "", "", "home:bulk", args=("product",), data={"verb": "trash", "id": "@product"}),
    *write(SIGNED_IN, "", "batch", "home:batch-undo", of_rep=True),
    *write(SIGNED_IN, "", "", "home:view-create", args=("lead",), data={"name": "B", "sharing": "own"}),
    *write("views.share", "", "", "home:view-create", args=("lead",), data={"name": "B", "sharing": "all"}),
    *write(SIGNED_IN, "", "view", "home:view-delete", of_rep=True),
    *see("audit.view", "", "home:audit-list"),
    *see(SIGNED_IN, "", "home:today", "home:search", "home:trash-list", "people:profile"),
    *see(SIGNED_IN, "", "home:booked"),
    *see(SIGNED_IN, "", "leads:lead-trash-list", "pipeline:opportunity-trash-list", "pipeline:customer-search"),
    *see(SIGNED_IN, "", "pipeline:opportunity-price"),
    *write(SIGNED_IN, "", "", "people:profile", data={"language": "ms", "theme": "dark", "density": "compact"}),
    *see(SIGNED_IN, "", "people:token-create"),
    *write(SIGNED_IN, "", "", "people:token-create", data={"name": "B", "reach": "read"}),
    *write(SIGNED_IN, "", "token", "people:token-revoke", of_rep=True),
    *see("people.view", "", "people:user-list"),
    *see("people.view", "someone", "people:user-detail"),
    *see("people.edit", "", "people:user-create"),
    *write("people.edit", "", "", "people:user-create", data=A_PERSON),
    *see("people.edit", "someone", "people:user-edit"),
    *write("people.edit", "", "someone", "people:user-edit", data=A_PERSON),
    *write("people.edit", "", "someone", "people:user-invite", "people:user-disable", "people:user-uninvite"),
    *write("people.edit", "", "someone", "people:user-factor-forget", "people:user-preset", "people:session-end"),
    *see("people.edit", "someone", "people:user-sessions"),
    *see(SIGNED_IN, "", "people:session-list", "people:pin-edit"),
    *write(SIGNED_IN, "", "", "people:pin-edit", data={"pin": "402815", "again": "402815"}),
    *see("people.tablets", "", "people:tablet-list"),
    *write("people.tablets", "", "", "people:tablet-list", data={"name": "Till 1", "idle_minutes": "5"}),
    *write("people.tablets", "", "tablet", "people:tablet-revoke"),
    *write("people.edit", "", "someone", "people:place-create", data={"role": "rep", "from_on": "2027-01-01"}),
    *write(PUBLIC, "", "", "people:language", data={"language": "ms"}),
)  # fmt: skip

SIGN_IN: tuple[Row, ...] = (
    *see(SIGNED_IN, "", "account_logout", "account_reauthenticate", "account_change_password", "account_set_password"),
    *see(SIGNED_IN, "", "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_reauthenticate"),
    *see(SIGNED_IN, "", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    *see(SIGNED_IN, "", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    *see(SIGNED_IN, "", "mfa_remove_webauthn", args=("1",)),
    *see(PUBLIC, "", "account_login", "account_inactive", "account_reset_password", "account_reset_password_done"),
    *see(PUBLIC, "", "account_reset_password_from_key_done", "mfa_authenticate", "mfa_login_webauthn"),
    *see(PUBLIC, "", "account_reset_password_from_key", args=("x", "y")),
    *see(PUBLIC, "", "styleguide"),
    *see(PUBLIC, "", "styleguide-page", args=("colours",)),
)
"""The pages of allauth, which answer for themselves (test_sign_in), and of the guide: the same for every role."""

OF_OTHERS = ("api:", "begin", "demo:", "invitation:", "tablet:")
"""The API (test_access_api), and what only a token or a demo home opens (test_views and test_sign_in of their areas)."""


def named(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from named(part, f"{space}{part.namespace}:" if part.namespace else space)
        elif part.name:
            yield f"{space}{part.name}"


def test_every_named_address_has_a_row() -> None:
    ours = {name for name in named(get_resolver()) if not name.startswith(OF_OTHERS)}

    assert ours == {row.name for row in MATRIX + SIGN_IN}


def url_of(row: Row, world: Mapping[str, Any]) -> str:
    return reverse(row.name, args=[put_in(part, world) for part in row.args])


def filled(data: Mapping[str, str], world: Mapping[str, Any]) -> dict[str, str]:
    return {put_in(key, world): put_in(value, world) for key, value in data.items()}


def put_in(text: str, world: Mapping[str, Any]) -> str:
    """Return a text with the id of the world for each `@name`."""
    return re.sub("@([a-z_]+)", lambda found: str(world[found[1]]), text) if "@example" not in text else text


def expected(row: Row, role: str, cast: Cast) -> set[int]:
    """Return the statuses that the grants allow: refusals are exact, everything else is no refusal."""
    viewer = cast.eyes(role)
    if row.needs in {SIGNED_IN, PUBLIC}:
        return NOT_REFUSED if role == "rep" or not row.of_rep else {403, 404}
    scope = viewer.scope(row.needs)
    if scope is Scope.NONE:
        return {403, 404} if row.record else {403}
    if row.record in OWNED and not is_within(scope, role, viewer, cast):
        return {404}
    if row.may and viewer.scope(row.may) is Scope.NONE:
        return {403}
    if not row.edit:
        return NOT_REFUSED
    edit = viewer.scope(row.edit)
    may = is_within(edit, role, viewer, cast) if row.record in OWNED else edit is not Scope.NONE
    return NOT_REFUSED if may else {403}


def is_within(scope: Scope, role: str, viewer: Viewer, cast: Cast) -> bool:
    """Say whether a scope reaches a record of the rep's."""
    if scope is Scope.TEAM:
        return cast.rep.pk in viewer.team_ids
    return scope is Scope.ALL or (scope is Scope.OWN and role == "rep")


@pytest.fixture(scope="module")
def clients(standing: Standing) -> dict[str, Client]:
    """Return a browser for everybody, signed in."""
    found = {role: Client() for role in standing[0].members}
    for role, client in found.items():
        client.force_login(standing[0].members[role], backend="jualan.people.sign_in.PersonBackend")
    return found


def asked(client: Client, row: Row, world: Mapping[str, Any]) -> HttpResponseBase:
    return getattr(client, row.method)(url_of(row, world), filled(row.data, world))  # type: ignore[no-any-return]


@pytest.mark.parametrize("row", MATRIX, ids=str)
def test_address_for_every_role(row: Row, clients: dict[str, Client], standing: Standing) -> None:
    cast, world = standing
    wrong: dict[str, Any] = {}

    for role, client in clients.items():
        point = transaction.savepoint()
        before = AuditEntry.objects.count()
        status, allowed = asked(client, row, world).status_code, expected(row, role, cast)
        if status not in allowed:
            wrong[role] = (status, allowed)
        if allowed != NOT_REFUSED and AuditEntry.objects.count() != before:
            wrong[role] = (status, "something was written")
        transaction.savepoint_rollback(point)

    assert wrong == {}


@pytest.mark.parametrize("row", SIGN_IN, ids=str)
def test_sign_in_is_the_same_for_every_role(row: Row, clients: dict[str, Client], standing: Standing) -> None:
    for has_factor in (True, False):
        alike = [
            client for role, client in clients.items() if has_second_factor(standing[0].members[role]) is has_factor
        ]
        found = {asked(client, row, standing[1]).status_code for client in alike}
        assert len(found) == 1
        assert found <= {200, 302, 404} | ({403} if row.name == "mfa_reauthenticate" else set())


@pytest.mark.parametrize("row", [row for row in MATRIX + SIGN_IN if row.needs != PUBLIC], ids=str)
def test_nobody_gets_in_without_signing_in(row: Row, standing: Standing) -> None:
    answer = asked(Client(), row, standing[1])

    assert answer.status_code in {302, 403}
    assert answer.status_code == 403 or "/sign-in/" in answer["Location"]


def test_every_method_of_an_address_has_a_row(clients: dict[str, Client], standing: Standing) -> None:
    taken = {(row.name, method) for row in MATRIX for method in _methods(clients["admin"], row, standing[1])}

    assert taken == {(row.name, row.method) for row in MATRIX}


def _methods(client: Client, row: Row, world: Mapping[str, Any]) -> list[str]:
    """Return what an address answers to, as it says itself when it is asked for something else."""
    return client.delete(url_of(row, world))["Allow"].lower().split(", ")
