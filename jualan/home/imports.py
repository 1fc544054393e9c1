"""Imports from a screen: a file kept, its columns shown, a trial of its first rows, the run and its end.

The same engine as the command line; only what a person chose on the way stands on the run's `options`.
"""

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from jualan.core.errors import NotFound, RuleBroken
from jualan.core.imports.dates import Order
from jualan.core.imports.engine import Step, run_import
from jualan.core.imports.guessing import Part, is_archive, parts_of, unpack
from jualan.core.imports.items import Options
from jualan.core.imports.kinds import kind_named, kinds
from jualan.core.imports.outcome import Outcome
from jualan.core.imports.planning import Plan, plan_import
from jualan.core.imports.reading import sheets_of
from jualan.core.imports.reverting import Reverted, revert_run
from jualan.core.imports.stopped import FileRefused, ImportStopped, WrongUse
from jualan.core.jobs import later
from jualan.core.models import ImportRun
from jualan.core.records import audit
from jualan.people.policy import Viewer, require

PERMISSION = "data.import"
TRIAL_ROWS = 1_000
PASTED = "pasted.tsv"
EXAMPLES = 3
_TELL_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: what stands in it and what it fills now."""

    header: str
    examples: tuple[str, ...]
    fills: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What the first rows would do; `is_part` when the file has more."""

    outcome: Outcome
    rows: int
    is_part: bool


def import_by_id(viewer: Viewer, pk: int) -> ImportRun:
    """Return one import for those who may import."""
    require(viewer, PERMISSION)
    run = ImportRun.objects.select_related("actor").filter(pk=pk).first()
    if run is None:
        raise NotFound("not_found", kind="import", pk=pk)
    return run


def imports(viewer: Viewer) -> QuerySet[ImportRun]:
    require(viewer, PERMISSION)
    return ImportRun.objects.select_related("actor").order_by("-pk")[:100]


def receive(file: UploadedFile[Any] | None, kind: str, *, actor: Viewer, pasted: str = "") -> ImportRun:
    """Keep an uploaded file, or rows pasted from a spreadsheet, and begin an import; without a kind if a table must be picked.

    Raises RuleBroken('file_too_large') for what is too large for a screen, ImportStopped for what is no table.
    """
    require(actor, PERMISSION)
    if file is None and pasted.strip():
        content = pasted.encode()
        file = UploadedFile(BytesIO(content), PASTED, size=len(content))
    if file is None:
        raise WrongUse("file_not_given")
    run = kept_upload(file, actor)
    try:
        _settle(run, kind)
    except ImportStopped:
        forget(run)
        raise
    run.signature = f"uploaded:{run.pk}"
    run.save(update_fields=["kind", "signature", "files", "outcome"])
    return run


def kept_upload(file: UploadedFile[Any], actor: Viewer) -> ImportRun:
    """Keep an upload in the folder of a new import; raises as `receive` does."""
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise RuleBroken("file_too_large", megabytes=settings.UPLOAD_MAX_BYTES // 2**20)
    run = new_run(Path(file.name or "file").name, actor)
    try:
        _keep(file, run)
    except ImportStopped:
        forget(run)
        raise
    return run


def new_run(name: str, actor: Viewer) -> ImportRun:
    return ImportRun.objects.create(
        kind="", system="", format="", actor_id=actor.pk, files=[name], signature="uploaded"
    )


def _keep(file: UploadedFile[Any], run: ImportRun) -> None:
    """Write the upload into the run's folder; a zip is kept as the tables in it."""
    path = folder_of(run) / run.files[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as kept:
        for part in file.chunks():
            kept.write(part)
    if is_archive(path):
        unpack(path, path.parent)
        path.unlink()


def _settle(run: ImportRun, kind: str) -> None:
    """Choose the table where there is but one; a table without rows is refused."""
    parts = tables(run)
    if len(parts) > 1:
        return
    if parts[0].fault is not None:
        raise parts[0].fault
    _choose_part(run, parts[0], kind)


def _choose_part(run: ImportRun, part: Part, kind: str) -> None:
    kind = kind or part.kind
    if not kind:
        raise WrongUse("import_kind_unknown", kind=part.path.name, known=list(kinds()))
    run.kind, run.files = kind, [part.path.name]
    run.outcome = {"chosen": {"sheet": part.sheet}}
    plan = plan_import(kind, [part.path], replace(options_of(run), most_rows=1))
    if not any(True for _row in plan.files[0].table.rows(refuse=lambda _bad: None)):
        raise FileRefused("table_without_rows", file=part.path.name)


def tables(run: ImportRun) -> list[Part]:
    """Return every table of what was uploaded, with what each seems to hold."""
    files = sorted(path for path in folder_of(run).iterdir() if path.is_file())
    return [part for path in files for part in parts_of(path)]


def has_more(run: ImportRun) -> bool:
    """Say whether the upload of a run holds further tables; an import by command has no upload."""
    folder = folder_of(run)
    files = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    return len(files) > 1 or any(len(sheets_of(path)) > 1 for path in files)


def pick(run: ImportRun, place: int, kind: str, *, actor: Viewer) -> ImportRun:
    """Go on with one table of the upload; of a run that has begun, a new one takes it."""
    require(actor, PERMISSION)
    parts = tables(run)
    if not 0 <= place < len(parts):
        raise NotFound("not_found", kind="table", pk=place)
    if run.state != ImportRun.State.UPLOADED:
        before, run = run, new_run(parts[place].path.name, actor)
        shutil.copytree(folder_of(before), folder_of(run))
        parts = tables(run)
    if (fault := parts[place].fault) is not None:
        raise fault
    _choose_part(run, parts[place], kind)
    run.signature = f"uploaded:{run.pk}"
    run.save(update_fields=["kind", "signature", "files", "outcome"])
    return run


def folder_of(run: ImportRun) -> Path:
    return Path(settings.FILES_ROOT) / "imports" / str(run.pk)


def forget(run: ImportRun) -> None:
    shutil.rmtree(folder_of(run), ignore_errors=True)
    run.delete()


def options_of(run: ImportRun) -> Options:
    """Return what the person has chosen so far."""
    chosen = run.outcome.get("chosen", {})
    order = chosen.get("date_order")
    return Options(
        columns=dict(chosen.get("columns", {})),
        currency=chosen.get("currency", ""),
        system=chosen.get("system", ""),
        sheet=chosen.get("sheet", ""),
        date_order=Order(order) if order else None,
    )


def plan_of(run: ImportRun) -> Plan:
    """Return the plan of a kept file; raises ImportStopped."""
    return plan_import(run.kind, [folder_of(run) / run.files[0]], options_of(run))


def preview_of(run: ImportRun) -> Plan:
    """Return the plan of the first rows of a kept file, which costs the same for any size of workbook."""
    return plan_import(
        run.kind, [folder_of(run) / run.files[0]], replace(options_of(run), most_rows=TRIAL_ROWS, is_dry_run=True)
    )


def columns_of(plan: Plan) -> list[Column]:
    """Return every column with what stands in its first filled cells."""
    told = plan.files[0].columns.as_told()
    table = plan.files[0].table
    rows = [cells for _line, cells in islice(table.rows(refuse=lambda _bad: None), 200)]
    found = []
    for place, header in enumerate(table.header):
        cells = dict.fromkeys(row[place] for row in rows if row[place].strip())
        found.append(Column(header, tuple(islice(cells, EXAMPLES)), told.get(header, "")))
    return found


def fields_of(kind: str) -> list[str]:
    return [spec.code for spec in kind_named(kind).fields]


def choose(run: ImportRun, chosen: Mapping[str, Any], *, actor: Viewer) -> None:
    """Keep what the person said of columns, dates, currency and system; refuses what makes no plan."""
    require(actor, PERMISSION)
    before = run.outcome
    run.outcome = {**before, "chosen": {"sheet": before.get("chosen", {}).get("sheet", ""), **chosen}}
    try:
        preview_of(run)
    except ImportStopped:
        run.outcome = before
        raise
    run.save(update_fields=["outcome", "updated_at"])


def trial(run: ImportRun, *, actor: Viewer) -> Trial:
    """Do the first rows and take them back: what would be made, joined, asked and refused."""
    require(actor, PERMISSION)
    outcome = run_import(preview_of(run), actor_id=actor.pk)
    return Trial(outcome, outcome.tally.rows, outcome.tally.rows >= TRIAL_ROWS)


def start(run: ImportRun, *, actor: Viewer) -> None:
    """Let the job do the import; a second start changes nothing."""
    require(actor, PERMISSION)
    with transaction.atomic():
        if begin(run, actor):
            later("home.run_import", run.pk)


def begin(run: ImportRun, actor: Viewer) -> bool:
    """Note that an import was started; False when it was before. Its job is to be queued in the same transaction."""
    waiting = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.UPLOADED)
    is_first = bool(waiting.update(state=ImportRun.State.RUNNING))
    if is_first:
        audit("import_started", run, actor)
    return is_first


def work(run_id: int) -> None:
    """Do the import, or go on with it after a kill; progress is written onto the run every second."""
    run = ImportRun.objects.filter(pk=run_id, state=ImportRun.State.RUNNING).first()
    if run is None:
        return
    told_at = 0.0

    def tell(step: Step) -> None:
        nonlocal told_at
        if step.phase == "writing" and time.monotonic() - told_at >= _TELL_EVERY:
            told_at = time.monotonic()
            ImportRun.objects.filter(pk=run.pk).update(done_rows=step.rows)

    try:
        run_import(plan_of(run), actor_id=run.actor_id, tell=tell, run=run)
    except ImportStopped as stopped:
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportRun.State.FAILED, outcome={**run.outcome, "stopped": str(stopped)}
        )


def revert(run: ImportRun, *, actor: Viewer) -> Reverted:
    """Take an import back: what it made and nobody touched goes, what it changed and nobody changed since returns."""
    require(actor, PERMISSION)
    return revert_run(run, actor_id=actor.pk)
