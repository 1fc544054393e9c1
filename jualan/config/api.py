"""The REST API: every area's router under `/api/v1/`, by token, documented by OpenAPI."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from jualan.accounts.api import router as accounts
from jualan.catalog.api import router as catalog
from jualan.core.api import problem_of, status_of
from jualan.core.errors import Refusal
from jualan.leads.api import router as leads
from jualan.metrics.api import router as metrics
from jualan.people.api import TokenAuth
from jualan.people.api import router as people
from jualan.pipeline.api import router as pipeline
from jualan.store.api import router as store

api = NinjaAPI(
    title="Jualan",
    version="1",
    description="Send the token as `Authorization: Bearer …`. It carries its person's grants, or fewer. "
    "Money is integer minor units beside a currency; dates are days of the workspace.",
    auth=TokenAuth(),
    docs_url="/docs",
    urls_namespace="api",
)
for router in (people, accounts, catalog, leads, pipeline, store, metrics):
    api.add_router("", router)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    return api.create_response(request, problem_of(request, error), status=status_of(error))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    del error
    return _problem(request, 401, "token_unknown", "The token is missing, unknown or revoked.")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    facts = {"errors": [{"where": list(map(str, e["loc"])), "problem": e["msg"]} for e in error.errors]}
    return _problem(request, 422, "invalid", "Some fields could not be read.", facts)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(request, error.status_code, "bad_request", error.message)


def _problem(
    request: HttpRequest, status: int, code: str, message: str, facts: dict[str, Any] | None = None
) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message, "facts": facts or {}}, status=status)
