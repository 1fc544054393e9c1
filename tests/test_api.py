"""The REST API: by token, bound by grants, and standing up to whatever is sent to it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from jualan.accounts.models import Contact
from jualan.accounts.rules import PersonFacts
from jualan.config.api import api
from jualan.config.wsgi import application
from jualan.leads.actions import capture_lead
from jualan.people.actions import make_token
from jualan.people.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WALK_IN = {"full_name": "Tan Wei Ling", "phone": "012-388 4170", "title": "40 curtain sets"}


def bearer(user: User) -> dict[str, str]:
    from jualan.people.policy import viewer_of  # noqa: PLC0415 used here alone

    return {"Authorization": f"Bearer {make_token(user, 'test', actor=viewer_of(user))}"}


def test_without_token_is_401(client: Client, born: None) -> None:
    assert client.get("/api/v1/leads").status_code == 401


def test_lead_is_captured_converted_and_moved(client: Client, cast: Cast) -> None:
    key = bearer(cast.rep)
    lead = client.post("/api/v1/leads", json.dumps(WALK_IN), "application/json", headers=key).json()
    deal = client.post(f"/api/v1/leads/{lead['id']}/convert", '{"amount_minor": 100}', "application/json", headers=key)

    assert deal.status_code == 201
    assert deal.json()["amount_minor"] == 100


def test_stale_change_is_409_with_the_version_that_stands(client: Client, cast: Cast) -> None:
    key = bearer(cast.rep)
    lead = client.post("/api/v1/leads", json.dumps(WALK_IN), "application/json", headers=key).json()
    url = f"/api/v1/leads/{lead['id']}"
    first = client.patch(url, '{"version": 1, "title": "41 sets"}', "application/json", headers=key)
    second = client.patch(url, '{"version": 1, "title": "42 sets"}', "application/json", headers=key)

    assert (first.status_code, second.status_code, second.json()["facts"]["version"]) == (200, 409, 2)
    assert client.get(url, headers=key).json()["title"] == "41 sets"


def test_other_team_sees_nothing(client: Client, cast: Cast) -> None:
    lead = capture_lead(PersonFacts(full_name="Muthu"), owner=cast.rep, actor=cast.eyes("rep")).lead
    key = bearer(cast.other_rep)

    assert client.get(f"/api/v1/leads/{lead.pk}", headers=key).status_code == 404
    assert client.get("/api/v1/leads", headers=key).json() == {"items": [], "next": None}


def test_pages_by_cursor_meet_every_record_once(client: Client, cast: Cast) -> None:
    Contact.objects.bulk_create([Contact(full_name=f"C{n}", name_key=f"c{n}", owner=cast.rep) for n in range(7)])
    key, seen = bearer(cast.rep), list[str]()
    after: int | None = 0
    while after is not None:
        page = client.get(f"/api/v1/contacts?limit=3&after={after}", headers=key).json()
        seen += [item["full_name"] for item in page["items"]]
        after = page["next"]

    assert seen == [f"C{n}" for n in range(7)]


def test_kpi_answers_as_the_command_line_does(client: Client, cast: Cast) -> None:
    url = "/api/v1/kpis/win_rate?from=2026-01-01&to=2026-12-31"

    assert client.get(url, headers=bearer(cast.director)).json()["value"] is None
    assert client.get("/api/v1/kpis/cac?from=2026-01-01&to=2026-01-31", headers=bearer(cast.rep)).status_code == 403


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the connection of the test open over requests to the bare application, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
)
schema.app = application


@schema.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_sent_breaks_an_operation(case: Case[Any], cast: Cast) -> None:
    response = case.call(headers=bearer(cast.director))
    case.validate_response(response, checks=[not_a_server_error, status_code_conformance, response_schema_conformance])
