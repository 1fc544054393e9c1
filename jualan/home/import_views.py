"""The import on the screen: file, columns, trial, run, result, revert."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.core.errors import NotFound
from jualan.core.imports.engine import refusals_of
from jualan.core.imports.kinds import kinds
from jualan.core.imports.labels import reason_text, repair_text
from jualan.core.imports.mapping import CUSTOM
from jualan.core.imports.outcome import Made, Tally
from jualan.core.imports.refused import write_refused
from jualan.core.imports.stopped import ImportStopped
from jualan.core.models import ImportRun
from jualan.home import imports
from jualan.home.import_labels import field_label, kind_label, stop_text
from jualan.people.middleware import PersonRequest
from jualan.people.policy import require


@require_GET
def import_list(request: PersonRequest) -> HttpResponse:
    rows = [(run, kind_label(run.kind)) for run in imports.imports(request.viewer)]
    return render(request, "home/import_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def import_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, imports.PERMISSION)
    context: dict[str, Any] = {
        "kinds": [(name, kind_label(name)) for name in kinds()],
        "chosen": request.GET.get("kind", ""),
    }
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            pasted = request.POST.get("pasted", "")
            run = imports.receive(file, request.POST.get("kind", ""), actor=request.viewer, pasted=pasted)
        except ImportStopped as stopped:
            context |= {"error": stop_text(stopped), "chosen": request.POST.get("kind", "")}
            return render(request, "home/import_create.html", context, status=422)
        return redirect("home:import-map" if run.kind else "home:import-tables", run.pk)
    return render(request, "home/import_create.html", context)


@require_http_methods(["GET", "POST"])
def import_tables(request: PersonRequest, pk: int) -> HttpResponse:
    """The tables of a workbook or a zip, one of which is brought in at a time."""
    run = imports.import_by_id(request.viewer, pk)
    error = ""
    if request.method == "POST":
        place = request.POST.get("table", "")
        try:
            kind = request.POST.get(f"kind-{place}", "")
            run = imports.pick(run, int(place) if place.isdecimal() else -1, kind, actor=request.viewer)
            return redirect("home:import-map", run.pk)
        except ImportStopped as stopped:
            error = stop_text(stopped)
    parts = [(part, stop_text(part.fault) if part.fault else "") for part in imports.tables(run)]
    context = {"run": run, "parts": parts, "kinds": [(name, kind_label(name)) for name in kinds()], "error": error}
    return render(request, "home/import_tables.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def import_map(request: PersonRequest, pk: int) -> HttpResponse:
    run = imports.import_by_id(request.viewer, pk)
    error = ""
    if request.method == "POST":
        try:
            imports.choose(run, _chosen(request), actor=request.viewer)
            return redirect("home:import-trial", run.pk)
        except ImportStopped as stopped:
            error = stop_text(stopped)
    plan = imports.preview_of(run)
    context = {
        "run": run,
        "plan": plan,
        "kind": kind_label(run.kind),
        "columns": list(enumerate(imports.columns_of(plan))),
        "fields": [(code, field_label(code)) for code in imports.fields_of(run.kind)],
        "chosen": run.outcome.get("chosen", {}),
        "error": error,
    }
    return render(request, "home/import_map.html", context, status=422 if error else 200)


def _chosen(request: PersonRequest) -> dict[str, Any]:
    """Return what the form says: header → field for columns that a field was chosen for."""
    columns = {}
    for place, header in enumerate(request.POST.getlist("header")):
        if code := request.POST.get(f"fills-{place}"):
            columns[header] = code
    names = ("date_order", "currency", "system")
    return {"columns": columns, **{name: request.POST.get(name, "").strip() for name in names}}


@require_GET
def import_trial(request: PersonRequest, pk: int) -> HttpResponse:
    run = imports.import_by_id(request.viewer, pk)
    context: dict[str, Any] = {"run": run, "kind": kind_label(run.kind)}
    try:
        found = imports.trial(run, actor=request.viewer)
    except ImportStopped as stopped:
        return render(request, "home/import_trial.html", {**context, "error": stop_text(stopped)}, status=422)
    tally = found.outcome.tally
    context |= {"trial": found, "tally": tally, **_told(tally), "refused": _refused(found.outcome.refused[:20])}
    return render(request, "home/import_trial.html", context)


def _told(tally: Tally) -> dict[str, Any]:
    """Return what was made and warned of, in words."""
    return {
        "made": [(kind_label(made.kind), _name_of(made), made.rows) for made in tally.made.values()],
        "warnings": [(reason_text(reason), warned.rows, warned.examples) for reason, warned in tally.warnings.items()],
        "repairs": [(repair_text(kind), repaired.cells, repaired.examples) for kind, repaired in tally.repairs.items()],
    }


def _name_of(made: Made) -> str:
    """Return what a made thing is called: a field of one's own by its column, `custom.fav_colour` as Fav colour."""
    return made.name.removeprefix(CUSTOM).replace("_", " ").capitalize() if made.kind == "field" else made.name


def _with_blanks_shown(kind: str, examples: list[tuple[int, str, str, str]]) -> list[tuple[int, str, str, str]]:
    """Make blanks that are cut off visible."""
    if kind != "blanks":
        return examples
    return [(row, column, before.replace(" ", "\u2423"), after) for row, column, before, after in examples]


def _refused(rows: Any) -> list[tuple[Any, str]]:
    return [(row, reason_text(row.reason)) for row in rows]


@require_POST
def import_start(request: PersonRequest, pk: int) -> HttpResponse:
    run = imports.import_by_id(request.viewer, pk)
    imports.start(run, actor=request.viewer)
    return redirect("home:import-detail", run.pk)


@require_GET
def import_detail(request: PersonRequest, pk: int) -> HttpResponse:
    run = imports.import_by_id(request.viewer, pk)
    if run.state == ImportRun.State.UPLOADED:
        return redirect("home:import-map" if run.kind else "home:import-tables", run.pk)
    tally = Tally.from_json(run.outcome.get("tally", run.outcome)) if run.finished_at else None
    context = {
        "run": run,
        "kind": kind_label(run.kind),
        "tally": tally,
        "is_running": run.state == ImportRun.State.RUNNING,
    }
    if tally is not None:
        context |= {**_told(tally), "refused": _refused(refusals_of(run, 50)), "has_more_tables": imports.has_more(run)}
    template = "home/import_detail.html#progress" if request.htmx else "home/import_detail.html"
    return render(request, template, context)


@require_GET
def import_refused(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The refused rows as a file that can be mended and imported again."""
    run = imports.import_by_id(request.viewer, pk)
    paths = write_refused(run.pk)
    if not paths:
        raise NotFound("not_found", kind="refused rows", pk=pk)
    return FileResponse(paths[0].open("rb"), as_attachment=True, filename=f"refused-{run.pk}.csv")


@require_POST
def import_revert(request: PersonRequest, pk: int) -> HttpResponse:
    run = imports.import_by_id(request.viewer, pk)
    outcome = imports.revert(run, actor=request.viewer)
    text = _(
        "Taken back: %(gone)s records removed, %(restored)s put back as they were, %(kept)s kept because someone changed them since."
    )
    messages.success(
        request, text % {"gone": sum(outcome.removed.values()), "restored": outcome.restored, "kept": len(outcome.kept)}
    )
    return redirect("home:import-detail", run.pk)
