"""Set-up on the screen: the business, custom fields and their values, the trash, who did what."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.core.backups import daily
from jualan.core.errors import RuleBroken
from jualan.core.labels import refusal_text
from jualan.core.workspace import workspace
from jualan.home import audit, backups, setup, work
from jualan.home.labels import FOUND, job_words
from jualan.home.setup_forms import FieldForm, WorkspaceForm
from jualan.people.actions import change_workspace
from jualan.people.middleware import PersonRequest
from jualan.people.policy import require


@require_http_methods(["GET", "POST"])
def workspace_edit(request: PersonRequest) -> HttpResponse:
    require(request.viewer, "workspace.edit")
    home = workspace()
    initial = {name: getattr(home, name) for name in WorkspaceForm.base_fields}
    form = WorkspaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        change_workspace(values, version=values.pop("version"), actor=request.viewer)
        messages.success(request, _("Saved."))
        return redirect("home:workspace-edit")
    return render(request, "home/workspace_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def field_list(request: PersonRequest) -> HttpResponse:
    types = {str(code): label for code, label in FieldForm.TYPES}
    rows = [(field, FOUND[field.kind][0], types[field.type]) for field in setup.fields(request.viewer)]
    form = FieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        label = {"ms": data["label_ms"], "en": data["label_en"]}
        setup.add_field(data["kind"], label, data["type"], form.choices(), actor=request.viewer)
        messages.success(request, _("Field added."))
        return redirect("home:field-list")
    return render(request, "home/field_list.html", {"form": form, "rows": rows}, status=422 if form.is_bound else 200)


@require_POST
def field_retire(request: PersonRequest, pk: int) -> HttpResponse:
    definition = setup.field_by_id(request.viewer, pk)
    setup.retire_field(definition, at=timezone.now(), actor=request.viewer)
    messages.success(request, _("The field is off the screens; its values stay."))
    return redirect("home:field-list")


@require_http_methods(["GET", "POST"])
def custom_edit(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    """Fill the custom fields of one record."""
    record = setup.record_of(request.viewer, kind, pk)
    values = setup.custom_values(record)
    if request.method == "POST":
        refused = setup.set_custom(record, request.POST.dict(), actor=request.viewer)
        if not refused:
            messages.success(request, _("Saved."))
            return redirect(record)
        wrong = {value.field.code: value for value in refused}
        values = [wrong.get(value.field.code, value) for value in setup.custom_values(record, request.POST.dict())]
    context = {"record": record, "values": values, "kind": kind}
    return render(request, "home/custom_form.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def custom_values(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    """The fragment of a record's page: what its custom fields hold."""
    record = setup.record_of(request.viewer, kind, pk)
    context = {
        "values": setup.custom_values(record),
        "kind": kind,
        "pk": pk,
        "may_edit": setup.may_edit(request.viewer, record),
    }
    return render(request, "home/custom_values.html", context)


@require_GET
def trash_list(request: PersonRequest) -> HttpResponse:
    return render(request, "home/trash_list.html", {"rows": setup.trash(request.viewer)})


@require_POST
def trash_restore(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    record = setup.restore(request.viewer, kind, pk)
    messages.success(request, _("Restored."))
    return redirect(record)


@require_GET
def audit_list(request: PersonRequest) -> HttpResponse:
    asked = {name: _number(request.GET.get(name, "")) for name in ("record", "before")}
    kind = request.GET.get("kind", "")
    rows = audit.audit_entries(request.viewer, kind=kind, record_id=asked["record"], before=asked["before"])
    page = list(rows[: audit.PAGE + 1])
    older = {**request.GET.dict(), "before": page[audit.PAGE - 1].pk} if len(page) > audit.PAGE else {}
    context = {"rows": audit.audit_lines(request.viewer, page[: audit.PAGE]), "older": urlencode(older)}
    return render(request, "home/audit_list.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


@require_GET
def backup_list(request: PersonRequest) -> HttpResponse:
    context = {
        "rows": backups.backups(request.viewer),
        "failures": backups.failures(request.viewer),
        "keep": daily.KEEP,
        "folder": daily.folder(),
    }
    return render(request, "home/backup_list.html", context)


@require_POST
def backup_create(request: PersonRequest) -> HttpResponse:
    backups.ask_for_one(actor=request.viewer)
    messages.success(request, _("A backup is being made; it will stand here in a moment."))
    return redirect("home:backup-list")


@require_GET
def backup_file(request: PersonRequest, name: str) -> HttpResponseBase:
    """The backup itself, to be kept on another machine."""
    require(request.viewer, backups.PERMISSION)
    return FileResponse(daily.kept_path(name).open("rb"), as_attachment=True, filename=name)


@require_http_methods(["GET", "POST"])
def backup_restore(request: PersonRequest, name: str) -> HttpResponse:
    """Ask for the name of the business, then put the backup back."""
    require(request.viewer, backups.PERMISSION)
    daily.kept_path(name)
    error = ""
    if request.method == "POST":
        try:
            backups.ask_to_restore(name, request.POST.get("name", ""), actor=request.viewer)
        except RuleBroken as refusal:
            error = refusal_text(refusal)
        else:
            return render(request, "home/backup_restoring.html", {"name": name})
    context = {"name": name, "error": error}
    return render(request, "home/backup_restore.html", context, status=422 if error else 200)


@require_GET
def work_list(request: PersonRequest) -> HttpResponse:
    found = work.work(request.viewer)
    context = {
        "work": found,
        "running": [job_words(name) for name in found.running],
        "failed": [(failure, job_words(failure.name)) for failure in found.failed],
    }
    return render(request, "home/work.html", context)


@require_POST
def work_again(request: PersonRequest, pk: int) -> HttpResponse:
    work.try_again(work.failure_by_id(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("It is being tried again."))
    return redirect("home:work")


@require_POST
def work_dismiss(request: PersonRequest, pk: int) -> HttpResponse:
    work.dismiss(work.failure_by_id(request.viewer, pk), actor=request.viewer)
    return redirect("home:work")
