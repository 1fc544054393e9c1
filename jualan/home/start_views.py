"""The first run on the screen, and what was found in a business's own records."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.core.errors import NotFound, RuleBroken
from jualan.core.labels import refusal_text
from jualan.core.lists.cells import plain_quantity
from jualan.core.workspace import today, workspace
from jualan.home import found, labels, start
from jualan.home.start_forms import BusinessForm, StaffForm
from jualan.people.labels import invitation_chat
from jualan.people.middleware import PersonRequest
from jualan.people.policy import require
from jualan.pipeline.queries import pipelines
from jualan.pipeline.ready import READY


@require_http_methods(["GET", "POST"])
def start_page(request: PersonRequest, code: str = "") -> HttpResponse:
    """One step of the first run: shown, or done with what was sent."""
    require(request.viewer, start.PERMISSION)
    step = start.step_named(code)
    if request.method == "POST":
        return _STEPS[step](request, step)
    return _shown(request, step, _given(request, step))


def _shown(request: PersonRequest, step: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    base = {
        "step": step,
        "steps": [(one, labels.START[one.code]) for one in start.steps()],
        "label": labels.START[step],
    }
    return render(request, f"home/start_{step}.html", base | context, status=status)


def _given(request: PersonRequest, step: str) -> dict[str, Any]:
    """Return what a step shows before anything was sent."""
    if step == "business":
        home = workspace()
        return {"form": BusinessForm(initial={name: getattr(home, name) for name in BusinessForm.base_fields})}
    if step == "files":
        return {"has_imported": start.has_imported()}
    if step == "found":
        return _found(request)
    if step == "pipelines":
        there = {pipeline.code for pipeline in pipelines()}
        return {"ready": [(ready, labels.in_language(ready), ready.code in there) for ready in READY]}
    if step == "people":
        return {"form": StaffForm()}
    return {"calls": found.calls_worth_making(request.viewer, today())}


def _business(request: PersonRequest, step: str) -> HttpResponse:
    form = BusinessForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            start.describe_business(dict(form.cleaned_data), actor=request.viewer)
        except RuleBroken as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            return _next(request, step)
    return _shown(request, step, {"form": form}, status=422)


def _pipelines(request: PersonRequest, step: str) -> HttpResponse:
    start.take_pipelines(request.POST.getlist("pipeline"), actor=request.viewer)
    return _next(request, step)


def _people(request: PersonRequest, step: str) -> HttpResponse:
    form = StaffForm(request.POST)
    if not form.is_valid():
        return _shown(request, step, {"form": form}, status=422)
    try:
        invited = start.invite_staff(form.cleaned_data["staff"], actor=request.viewer)
    except RuleBroken as refusal:
        form.add_error("staff", refusal_text(refusal))
        return _shown(request, step, {"form": form}, status=422)
    start.settle(step, start.DONE, actor=request.viewer)
    links = [(one.user, request.build_absolute_uri(reverse("invitation:accept", args=[one.token]))) for one in invited]
    context = {"invited": [(user, link, invitation_chat(user, link)) for user, link in links]}
    answer = _shown(request, step, context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _next(request: PersonRequest, step: str) -> HttpResponse:
    following = start.settle(step, start.DONE, actor=request.viewer)
    return redirect("home:today") if step == start.STEPS[-1] else redirect("home:start", following)


_STEPS: dict[str, Callable[[PersonRequest, str], HttpResponse]] = {
    "business": _business,
    "files": _next,
    "found": _next,
    "pipelines": _pipelines,
    "people": _people,
    "today": _next,
}


@require_POST
def start_skip(request: PersonRequest, code: str) -> HttpResponse:
    """Pass a step over; it can be taken up later."""
    following = start.settle(start.step_named(code), start.SKIPPED, actor=request.viewer)
    return redirect("home:today") if code == start.STEPS[-1] else redirect("home:start", following)


@require_GET
def found_page(request: PersonRequest) -> HttpResponse:
    return render(request, "home/found.html", _found(request))


def _found(request: PersonRequest) -> dict[str, Any]:
    what = found.what_we_found(request.viewer, today())
    return {
        "found": what,
        "best": [(one, plain_quantity(one.quantity_milli)) for one in what.best],
        "channels": [(line, line.label or _("No channel"), labels.rows_url(line)) for line in what.channels],
        "how_often": [(line, labels.HOW_OFTEN[line.code], labels.rows_url(line)) for line in what.how_often],
        "worth": [(line, labels.found_words(line), labels.rows_url(line)) for line in what.worth_a_look],
    }


@require_GET
def logo(request: PersonRequest) -> HttpResponseBase:  # noqa: ARG001 everybody who is signed in sees it
    """The picture of the business."""
    path = start.logo_folder() / workspace().logo
    if not workspace().logo or not path.is_file():
        raise NotFound("not_found", kind="logo", pk=0)
    answer = FileResponse(path.open("rb"))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer
