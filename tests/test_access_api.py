"""Every operation of the API for every role, a colleague of another team, a stranger and without a token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from jualan.config.api import api
from jualan.core.models import AuditEntry
from jualan.people.actions import make_token
from jualan.people.policy import SYSTEM, Scope
from tests.cast import Cast
from tests.test_access_matrix import OWNED, is_within

pytestmark = pytest.mark.django_db
Standing = tuple[Cast, dict[str, Any]]
DONE = {200, 201}
MARCH = "?from=2026-03-01&to=2026-03-31"


@dataclass(frozen=True)
class Operation:
    """Who may call one operation: `needs` to see, `edit` further on the record, `may` bound to no record."""

    method: str
    path: str
    needs: str
    record: str = ""
    edit: str = ""
    may: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    code: str = ""
    hides: bool = False
    """A list: who has nothing of the permission gets an empty one."""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.code}".strip()


def one(path: str, needs: str, record: str, edit: str = "", **body: Any) -> list[Operation]:
    """Reading a record and, where it can be edited, changing it."""
    found = [Operation("get", path, needs, record)]
    return [*found, Operation("patch", path, needs, record, edit, body=body | {"version": 1})] if edit else found


def several(path: str, needs: str) -> Operation:
    return Operation("get", path, needs, hides=True)


OPERATIONS = (
    Operation("get", "/users", "people.view"),
    Operation("get", "/users/{pk}", "people.view", "someone"),
    several("/accounts", "accounts.view"),
    several("/customers", "accounts.view"),
    Operation("post", "/accounts", "accounts.edit", body={"name": "Kedai"}),
    *one("/accounts/{pk}", "accounts.view", "account", "accounts.edit", name="B"),
    several("/contacts", "accounts.view"),
    Operation("post", "/contacts", "accounts.edit", body={"full_name": "Aini"}),
    *one("/contacts/{pk}", "accounts.view", "contact", "accounts.edit", full_name="B"),
    several("/products", "catalog.view"),
    Operation("post", "/products", "catalog.edit", body={"name": "Vase", "currency": "MYR"}),
    *one("/products/{pk}", "catalog.view", "product", "catalog.edit", name="B"),
    several("/leads", "leads.view"),
    Operation("post", "/leads", "leads.edit", body={"full_name": "Aini"}),
    *one("/leads/{pk}", "leads.view", "lead", "leads.edit", title="B"),
    Operation("post", "/leads/{pk}/status", "leads.view", "new_lead", "leads.edit", body={"kind": "working"}),
    Operation("post", "/leads/{pk}/convert", "leads.view", "new_lead", "leads.edit", may="pipeline.edit"),
    several("/opportunities", "pipeline.view"),
    Operation("post", "/opportunities", "pipeline.edit", body={"name": "Lamps"}),
    *one("/opportunities/{pk}", "pipeline.view", "deal", "pipeline.edit", name="B"),
    Operation("post", "/opportunities/{pk}/move", "pipeline.view", "deal", "pipeline.edit", body={"version": 1}),
    several("/orders", "store.view"),
    *one("/orders/{pk}", "store.view", "order"),
    several("/payments", "store.view"),
    several("/stock", "catalog.view"),
    several("/checkouts", "store.view"),
    *one("/checkouts/{pk}", "store.view", "checkout"),
    several("/kpis", "metrics.view"),
    Operation("get", "/kpis/{code}", "metrics.view", query=MARCH, code="win_rate"),
    Operation("get", "/kpis/{code}", "metrics.view", query=MARCH, code="cac", may="metrics.costs"),
    several("/costs", "metrics.costs"),
    *one("/costs/{pk}", "metrics.costs", "cost"),
)


def test_every_operation_has_a_row() -> None:
    paths = api.get_openapi_schema(path_prefix="/api/v1")["paths"]
    documented = {(method, path.removeprefix("/api/v1")) for path, methods in paths.items() for method in methods}

    assert documented == {(operation.method, operation.path) for operation in OPERATIONS}


@pytest.fixture(scope="module")
def keys(standing: Standing) -> dict[str, dict[str, str]]:
    """Return the token of everybody."""
    members = standing[0].members
    return {role: {"Authorization": f"Bearer {make_token(user, 't', actor=SYSTEM)}"} for role, user in members.items()}


def call(operation: Operation, world: Mapping[str, Any], **headers: Any) -> Any:
    path = operation.path.replace("{pk}", str(world.get(operation.record))).replace("{code}", operation.code)
    url = f"/api/v1{path}{operation.query}"
    if operation.method == "get":
        return Client().get(url, **headers)
    body = {**operation.body} | ({"stage_id": world["next_stage"]} if path.endswith("/move") else {})
    return getattr(Client(), operation.method)(url, json.dumps(body), "application/json", **headers)


def expected(operation: Operation, role: str, cast: Cast) -> set[int]:
    """Return the statuses that the grants allow."""
    viewer = cast.eyes(role)
    scope = viewer.scope(operation.needs)
    if scope is Scope.NONE:
        return {200} if operation.hides else {403, 404} if operation.record else {403}
    if operation.record in OWNED and not is_within(scope, role, viewer, cast):
        return {404}
    edit = viewer.scope(operation.edit) if operation.edit else Scope.ALL
    is_theirs = operation.record not in OWNED or is_within(edit, role, viewer, cast)
    if edit is Scope.NONE or not is_theirs or (operation.may and viewer.scope(operation.may) is Scope.NONE):
        return {403}
    return DONE | {409}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_operation_for_every_role(operation: Operation, keys: dict[str, dict[str, str]], standing: Standing) -> None:
    cast, world = standing
    wrong: dict[str, Any] = {}

    for role, key in keys.items():
        point = transaction.savepoint()
        before = AuditEntry.objects.count()
        answer, allowed = call(operation, world, headers=key), expected(operation, role, cast)
        if answer.status_code not in allowed:
            wrong[role] = (answer.status_code, allowed)
        if not allowed & DONE and AuditEntry.objects.count() != before:
            wrong[role] = (answer.status_code, "something was written")
        if operation.hides and cast.eyes(role).scope(operation.needs) is Scope.NONE and any(answer.json().values()):
            wrong[role] = answer.json()
        transaction.savepoint_rollback(point)

    assert wrong == {}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_nothing_is_answered_without_a_token(operation: Operation, standing: Standing) -> None:
    assert call(operation, standing[1]).status_code == 401
