"""Refusals become answers here, and only here."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jualan.core.errors import NotAllowed, NotFound, RuleBroken, StaleRecord
from jualan.core.labels import refusal_text


class RefusalMiddleware:
    """NotFound → 404, NotAllowed → 403, StaleRecord → 409 with both versions, RuleBroken → 422 with its sentence."""

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
        return None
