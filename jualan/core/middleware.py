"""Refusals and trouble with the machine become answers here, and only here; the two probes are answered before all else."""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from jualan.core.database import readiness, trouble
from jualan.core.errors import NotAllowed, NotFound, RuleBroken, StaleRecord
from jualan.core.labels import refusal_text

logger = logging.getLogger(__name__)


class ProbeMiddleware:
    """`/healthz`: the process is alive. `/readyz`: its database answers and has its tables, else 503 with a code.

    It stands before sessions, hosts and languages, for whoever watches knows none of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return _probe("")
        if request.path_info == "/readyz":
            return _probe(readiness())
        return self.get_response(request)


def _probe(code: str) -> HttpResponse:
    answer = HttpResponse(code or "ok", content_type="text/plain", status=503 if code else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def trouble_answer(error: Exception) -> HttpResponse | None:
    """Return a page that says what the database or the disk is lacking; None when the error is a fault of ours."""
    refusal = trouble(error)
    if refusal is None:
        return None
    logger.error("machine_trouble %s: %s", refusal.code, error)
    page = render_to_string("core/refused.html", {"text": refusal_text(refusal), "LANGUAGE_CODE": get_language()})
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})


class RefusalMiddleware:
    """NotFound → 404, NotAllowed → 403, StaleRecord → 409 with both versions, RuleBroken → 422 with its sentence.

    A database that is locked or gone, or a full disk → 503 with its sentence.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            return render(request, "core/404.html", status=404)
        if isinstance(error, NotAllowed):
            return render(request, "core/403.html", status=403)
        if isinstance(error, StaleRecord):
            return render(request, "core/409.html", error.facts, status=409)
        if isinstance(error, RuleBroken):
            text = refusal_text(error)
            if request.headers.get("HX-Request"):
                messages.error(request, text)
                return render(request, "core/refused.html#fragment", {"text": text}, status=422)
            return render(request, "core/refused.html", {"text": text}, status=422)
        return trouble_answer(error)
