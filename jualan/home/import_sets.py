"""Files that come in together: dropped into one box, tried in the right order as one, and imported by one job."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from jualan.core.errors import NotFound, RuleBroken
from jualan.core.imports.engine import run_import
from jualan.core.imports.guessing import Part
from jualan.core.imports.kinds import kinds
from jualan.core.imports.outcome import Tally
from jualan.core.imports.stopped import FileRefused, ImportStopped
from jualan.core.jobs import later
from jualan.core.models import ImportRun
from jualan.home import imports
from jualan.people.policy import Viewer, require

State = ImportRun.State
MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or a table of one, that was not taken, and why."""

    name: str
    why: ImportStopped | RuleBroken


@dataclass(frozen=True, slots=True)
class Dropped:
    """What became of dropped files: the set (None when nothing was taken) and what was refused."""

    set_id: int | None
    refused: Sequence[Refused]


def drop(files: Sequence[UploadedFile[Any]], *, actor: Viewer, into: int | None = None) -> Dropped:
    """Keep every table of the files as an import that has not begun; more may be dropped `into` a set.

    A table of unknown kind is kept and asked about. Raises RuleBroken('too_many_files').
    """
    require(actor, imports.PERMISSION)
    if len(files) > MOST_FILES:
        raise RuleBroken("too_many_files", most=MOST_FILES)
    refused: list[Refused] = []
    runs = [run for file in files for run in _runs_of(file, refused, actor)]
    set_id = into or (runs[0].pk if runs else None)
    ImportRun.objects.filter(pk__in=[run.pk for run in runs]).update(set_id=set_id)
    return Dropped(set_id, refused)


def _runs_of(file: UploadedFile[Any], refused: list[Refused], actor: Viewer) -> list[ImportRun]:
    name = file.name or "file"
    try:
        upload = imports.kept_upload(file, actor)
    except (ImportStopped, RuleBroken) as error:
        refused.append(Refused(name, error))
        return []
    runs = []
    for part in imports.tables(upload):
        if part.is_hidden:
            continue
        try:
            runs.append(_run_of(part, upload, actor))
        except ImportStopped as stopped:
            label = f"{part.path.name}, {part.sheet}" if part.sheet else part.path.name
            refused.append(Refused(label, stopped))
    imports.forget(upload)
    return runs


def _run_of(part: Part, upload: ImportRun, actor: Viewer) -> ImportRun:
    """Return a run of its own for one table of an upload."""
    if part.fault is not None:
        raise part.fault
    if not part.rows:
        raise FileRefused("table_without_rows", file=part.path.name)
    run = imports.new_run(part.path.name, actor)
    folder = imports.folder_of(run)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(imports.folder_of(upload) / part.path.name, folder)
    run.kind, run.format, run.total_rows = part.kind, part.format, part.rows
    run.outcome, run.signature = {"chosen": {"sheet": part.sheet}}, f"uploaded:{run.pk}"
    run.save(update_fields=["kind", "format", "total_rows", "outcome", "signature"])
    return run


def runs_of(viewer: Viewer, set_id: int) -> list[ImportRun]:
    """Return the imports of a set in the order in which they are done: what others point at comes first.

    Raises NotFound for a set that is not there.
    """
    require(viewer, imports.PERMISSION)
    place = {kind: number for number, kind in enumerate(kinds())}
    runs = sorted(_rows(set_id), key=lambda run: (place.get(run.kind, len(place)), run.pk))
    if not runs:
        raise NotFound("not_found", kind="import", pk=set_id)
    return runs


def _rows(set_id: int) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(set_id=set_id)


def say_kind(run: ImportRun, kind: str, *, actor: Viewer) -> None:
    """Say what a table holds that was not recognised. Raises RuleBroken('kind_unknown')."""
    require(actor, imports.PERMISSION)
    if kind not in kinds() or run.state != State.UPLOADED:
        raise RuleBroken("kind_unknown", kind=kind)
    run.kind = kind
    run.save(update_fields=["kind", "updated_at"])


def leave_out(run: ImportRun, *, actor: Viewer) -> None:
    """Take a table that has not begun out of its set."""
    require(actor, imports.PERMISSION)
    if run.state == State.UPLOADED:
        imports.forget(run)


Tried = tuple[ImportRun, Tally | None, ImportStopped | None]
"""An import, what its first rows would do, or why it cannot begin; both None while its kind is unknown."""


def rehearse(runs: Sequence[ImportRun], *, actor: Viewer) -> list[Tried]:
    """Do the first rows of every table, one after the other, so that each finds what those before it brought; take all back."""
    require(actor, imports.PERMISSION)
    with transaction.atomic():
        tried = [_tried(run, actor) for run in runs if run.state == State.UPLOADED]
        transaction.set_rollback(True)
    return tried


def _tried(run: ImportRun, actor: Viewer) -> Tried:
    if not run.kind:
        return run, None, None
    try:
        plan = imports.preview_of(run)
        with transaction.atomic():
            options = replace(plan.options, is_dry_run=False)
            return run, run_import(replace(plan, options=options), actor_id=actor.pk).tally, None
    except ImportStopped as stopped:
        return run, None, stopped


def start(runs: Sequence[ImportRun], *, actor: Viewer) -> int:
    """Let one job do every import of a set whose kind is known; return how many. A second start changes nothing."""
    require(actor, imports.PERMISSION)
    with transaction.atomic():
        ready = [run for run in runs if run.kind and run.state == State.UPLOADED]
        begun = [run.pk for run in ready if imports.begin(run, actor)]
        if begun:
            later("home.run_imports", begun)
    return len(begun)
