"""Files dropped into one box: the set on its page, its trial, its kinds, its start and its progress."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.core.errors import NotFound
from jualan.core.imports.kinds import kinds
from jualan.core.imports.outcome import Tally
from jualan.core.labels import refusal_text
from jualan.core.models import ImportRun
from jualan.home import import_sets, imports
from jualan.home.import_labels import kind_label
from jualan.home.import_sets import State
from jualan.people.middleware import PersonRequest
from jualan.people.policy import require

REFUSED = "refused_files"


@require_http_methods(["GET", "POST"])
def import_drop(request: PersonRequest) -> HttpResponse:
    """The box for many files: what is dropped is kept; what cannot be taken is told on the page of the set."""
    require(request.viewer, imports.PERMISSION)
    if request.method == "GET":
        return render(request, "home/import_drop.html")
    into = request.POST.get("into", "")
    files = request.FILES.getlist("files")
    dropped = import_sets.drop(files, actor=request.viewer, into=int(into) if into.isdecimal() else None)
    told = [(refused.name, refusal_text(refused.why)) for refused in dropped.refused]
    if dropped.set_id is None:
        for name, why in told or [(_("No file"), _("Choose one or more files first."))]:
            messages.error(request, f"{name}: {why}")
        return redirect("home:import-drop")
    request.session[REFUSED] = {str(dropped.set_id): told}
    return redirect("home:import-set", dropped.set_id)


@require_GET
def import_set(request: PersonRequest, pk: int) -> HttpResponse:
    runs = import_sets.runs_of(request.viewer, pk)
    begun = [run for run in runs if run.state != State.UPLOADED]
    context = {
        "set_id": pk,
        "number": len(runs),
        "begun": [(run, kind_label(run.kind), _tally(run)) for run in begun],
        "left": [run for run in runs if run not in begun],
        "kinds": [(name, kind_label(name)) for name in kinds()],
        "waiting": not begun or any(run.kind for run in runs if run not in begun),
        "running": any(run.state == State.RUNNING for run in runs),
        "refused": request.session.get(REFUSED, {}).get(str(pk), []),
    }
    template = "home/import_set.html#progress" if request.htmx else "home/import_set.html"
    return render(request, template, context)


def _tally(run: ImportRun) -> Tally | None:
    return Tally.from_json(run.outcome.get("tally", run.outcome)) if run.finished_at else None


@require_GET
def import_set_check(request: PersonRequest, pk: int) -> HttpResponse:
    """The fragment that says what the first rows of every table would do."""
    runs = import_sets.runs_of(request.viewer, pk)
    tried = import_sets.rehearse(runs, actor=request.viewer)
    rows = [
        (run, kind_label(run.kind), tally, refusal_text(stopped) if stopped else "", run.total_rows or 0)
        for run, tally, stopped in tried
    ]
    context = {
        "set_id": pk,
        "rows": rows,
        "kinds": [(name, kind_label(name)) for name in kinds()],
        "ready": sum(1 for _run, tally, _stopped in tried if tally is not None),
        "most": imports.TRIAL_ROWS,
    }
    return render(request, "home/import_set.html#check", context)


@require_POST
def import_set_kind(request: PersonRequest, pk: int, run: int) -> HttpResponse:
    import_sets.say_kind(_one(request, pk, run), request.POST.get("kind", ""), actor=request.viewer)
    return redirect("home:import-set", pk)


@require_POST
def import_set_leave(request: PersonRequest, pk: int, run: int) -> HttpResponse:
    runs = import_sets.runs_of(request.viewer, pk)
    import_sets.leave_out(_one(request, pk, run), actor=request.viewer)
    return redirect("home:import-set", pk) if len(runs) > 1 else redirect("home:import-drop")


def _one(request: PersonRequest, pk: int, run: int) -> ImportRun:
    runs: Sequence[ImportRun] = import_sets.runs_of(request.viewer, pk)
    for one in runs:
        if one.pk == run:
            return one
    raise NotFound("not_found", kind="import", pk=run)


@require_POST
def import_set_start(request: PersonRequest, pk: int) -> HttpResponse:
    import_sets.start(import_sets.runs_of(request.viewer, pk), actor=request.viewer)
    return redirect("home:import-set", pk)
