"""`jualan import KIND FILE… | list | revert ID | fields KIND | formats`."""  # noqa: N999 the verb's name

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jualan.core.commands import Exit, Verb, add_json
from jualan.core.database import require_migrated
from jualan.core.errors import RuleBroken
from jualan.core.imports.dates import Order
from jualan.core.imports.engine import run_import
from jualan.core.imports.guessing import is_archive, one_of
from jualan.core.imports.items import Options
from jualan.core.imports.kinds import kind_named, kinds
from jualan.core.imports.labels import reason_text, repair_text
from jualan.core.imports.mapping import PLAIN, FieldSpec
from jualan.core.imports.outcome import Outcome
from jualan.core.imports.planning import plan_import
from jualan.core.imports.progress import ProgressLine
from jualan.core.imports.refused import write_refused
from jualan.core.imports.reverting import Reverted, revert_run
from jualan.core.jobs.worker import work_off
from jualan.core.models import ImportRun
from jualan.people.policy import SYSTEM, Viewer, require, viewer_of
from jualan.people.queries import person_by_reference

VERBS = ("list", "revert", "fields", "formats")
PERMISSION = "data.import"
REFUSED_TOLD = 20
REPAIRS_TOLD = 5


class Command(Verb):
    about = gettext_lazy(
        "Bring files in: people, accounts, leads, deals, orders and more. The same file twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.usage = (
            "jualan import KIND FILE… [--format NAME] [--system NAME] [--map COLUMN=FIELD]… [--map-value FIELD:OLD=NEW]… "
            "[--alias product:OLD=NEW]… [--currency C] [--date-order dmy|mdy|ymd] [--sheet NAME] [--dry-run] [--as EMAIL] [--json]\n"
            "       jualan import list | revert ID | fields KIND | formats"
        )
        parser.add_argument("what", metavar="KIND", help=_("what the files hold, or: list, revert, fields, formats"))
        parser.add_argument(
            "files", metavar="FILE", nargs="*", help=_("CSV, XLSX, XLS or vCard, packed as .gz or .zip or not")
        )
        parser.add_argument("--format", default="", help=_("whose layout the files have; recognised unless said"))
        parser.add_argument("--system", default="", help=_("where their ids come from; the format's name unless said"))
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD")
        parser.add_argument("--map-value", action="append", default=[], metavar="FIELD:OLD=NEW")
        parser.add_argument("--alias", action="append", default=[], metavar="product:OLD=NEW")
        parser.add_argument(
            "--currency", default="", help=_("of amounts whose row names none; the base currency unless said")
        )
        parser.add_argument("--date-order", choices=[order.value for order in Order])
        parser.add_argument("--sheet", default="", metavar="NAME", help=_("of a workbook, or a file of a zip"))
        parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, and change nothing"))
        parser.add_argument("--as", dest="as_person", default="", metavar="EMAIL", help=_("with this person's rights"))
        add_json(parser)

    def handle(self, *_args: Any, what: str, files: list[str], **options: Any) -> None:
        if what in VERBS:
            getattr(self, f"_{what}")(files, options)
        else:
            self._import(what, [Path(file) for file in files], options)

    def _import(self, kind: str, files: Sequence[Path], options: dict[str, Any]) -> None:
        chosen = read_options(options)
        kind_named(kind)
        actor = self._actor(options)
        progress = ProgressLine(sys.stderr)
        with unpacked(kind, files, chosen) as (paths, told):
            outcome = run_import(plan_import(kind, paths, told), actor_id=actor.pk, tell=progress.tell)
        progress.end()
        refused_files = [] if outcome.import_id is None else write_refused(outcome.import_id)
        if outcome.import_id is not None:
            work_off(on_wait=lambda: self.aside(_("Waiting for the jobs of this import.")))
        self.answer(outcome.as_json(), sentences(outcome, refused_files), as_json=options["json"])
        if options["json"]:
            for path in refused_files:
                self.aside(_("Refused rows: %(path)s") % {"path": path})
        sys.exit(Exit.REMAINS if outcome.exit_code else Exit.DONE)

    def _actor(self, options: dict[str, Any]) -> Viewer:
        require_migrated()
        if not options["as_person"]:
            return SYSTEM
        user = person_by_reference(options["as_person"])
        if user is None:
            raise RuleBroken("unknown_person", value=options["as_person"])
        actor = viewer_of(user)
        require(actor, PERMISSION)
        return actor

    def _list(self, _files: list[str], options: dict[str, Any]) -> None:
        self._actor(options)
        runs = [run_facts(run) for run in ImportRun.objects.order_by("-pk")]
        lines = [
            f"{run['import_id']:>6}  {run['started_at'][:16]}  {run['kind']:14} {run['state']:9} {run['rows']:>9,}  "
            + ", ".join(run["files"])
            for run in runs
        ]
        self.answer({"imports": runs}, lines or [_("Nothing has been imported yet.")], as_json=options["json"])

    def _revert(self, ids: list[str], options: dict[str, Any]) -> None:
        actor = self._actor(options)
        number = ids[0] if len(ids) == 1 else ""
        run = ImportRun.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        if run is None:
            raise RuleBroken("import_unknown", number=number or "—")
        reverted = revert_run(run, actor_id=actor.pk)
        work_off(on_wait=lambda: self.aside(_("Waiting for the jobs of this change.")))
        self.answer({"import_id": run.pk, **reverted.as_json()}, _reverted(run, reverted), as_json=options["json"])
        sys.exit(Exit.REMAINS if reverted.kept else Exit.DONE)

    def _fields(self, names: list[str], options: dict[str, Any]) -> None:
        kind = kind_named(names[0] if names else "")
        fields = [
            {
                "field": spec.code,
                "type": spec.type.value,
                "recognised": _synonyms(spec),
                "is_key": _is_key(kind.keys, spec),
            }
            for spec in kind.fields
        ]
        lines = [f"{spec.code:24} {spec.type.value:11} {', '.join(_synonyms(spec))}".rstrip() for spec in kind.fields]
        facts = {"kind": kind.kind, "keys": [list(key) for key in kind.keys], "fields": fields}
        self.answer(facts, lines, as_json=options["json"])

    def _formats(self, _names: list[str], options: dict[str, Any]) -> None:
        found = {PLAIN: list(kinds())}
        for kind in kinds().values():
            for spec in kind.formats:
                found.setdefault(spec.name, []).append(kind.kind)
        facts = {"formats": [{"format": name, "kinds": names} for name, names in found.items()]}
        self.answer(facts, [f"{name:10} {', '.join(names)}" for name, names in found.items()], as_json=options["json"])


def read_options(options: dict[str, Any]) -> Options:
    """The flags of the command line as the engine takes them; RuleBroken where one cannot be read."""
    order = options["date_order"]
    return Options(
        format=options["format"],
        system=options["system"],
        columns=dict(_pair(text) for text in options["map"]),
        values=tuple(_triple(text, "map_value_unreadable") for text in options["map_value"]),
        aliases=tuple(_triple(text, "alias_unreadable") for text in options["alias"]),
        currency=options["currency"],
        date_order=Order(order) if order else None,
        is_dry_run=options["dry_run"],
        sheet=options["sheet"],
    )


@contextmanager
def unpacked(kind: str, files: Sequence[Path], chosen: Options) -> Iterator[tuple[list[Path], Options]]:
    """The files to read and what was told of them; a zip gives the one file of it that is meant."""
    if not any(is_archive(file) for file in files if file.is_file()):
        yield list(files), chosen
        return
    scratch = Path(settings.HOME) / "imports"
    scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scratch, prefix="unpacked-") as folder:
        paths, sheet = [], chosen.sheet
        for number, file in enumerate(files):
            if is_archive(file):
                path, sheet = one_of(file, Path(folder) / str(number), kind, chosen.sheet)
                paths.append(path)
            else:
                paths.append(file)
        yield paths, replace(chosen, sheet=sheet)


def _pair(text: str) -> tuple[str, str]:
    column, sign, field = text.rpartition("=")
    if not sign or not column.strip() or not field.strip():
        raise RuleBroken("map_unreadable", value=text)
    return column, field.strip()


def _triple(text: str, code: str) -> tuple[str, str, str]:
    field, colon, rest = text.partition(":")
    old, sign, new = rest.rpartition("=")
    if not colon or not sign or not field.strip():
        raise RuleBroken(code, value=text)
    return field.strip(), old, new.strip()


def run_facts(run: ImportRun) -> dict[str, Any]:
    """What the command line says of an earlier import."""
    return {
        "import_id": run.pk,
        "kind": run.kind,
        "format": run.format,
        "system": run.system,
        "files": run.files,
        "state": run.state,
        "rows": run.done_rows,
        "total_rows": run.total_rows,
        **{name: run.outcome.get(name, 0) for name in ("created", "updated", "unchanged", "refused_rows")},
        "started_at": run.created_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "reverted_at": run.reverted_at.isoformat() if run.reverted_at else None,
    }


def sentences(outcome: Outcome, refused_files: Sequence[Path]) -> Iterator[str]:
    """The outcome in words."""
    tally, number = outcome.tally, outcome.import_id
    title = _("Import %(number)s: %(files)s") if number else _("Trial, nothing has been changed: %(files)s")
    yield title % {"number": number, "files": ", ".join(outcome.files)}
    counts = _("%(rows)s rows read. %(created)s made, %(updated)s changed, %(unchanged)s unchanged.")
    figures = {name: f"{getattr(tally, name):,}" for name in ("rows", "created", "updated", "unchanged")}
    yield counts % figures
    for made in tally.made.values():
        as_ = f" ({made.as_})" if made.as_ else ""
        times = f" × {made.rows:,}" if made.rows else ""
        yield _("Made: %(kind)s %(name)s") % {"kind": made.kind, "name": made.name} + as_ + times
    for reason, warned in tally.warnings.items():
        text = ngettext("%(rows)s row: %(reason)s", "%(rows)s rows: %(reason)s", warned.rows)
        yield text % {"rows": f"{warned.rows:,}", "reason": reason_text(reason)} + f" ({', '.join(warned.examples)})"
    for kind, repaired in tally.repairs.items():
        text = ngettext("%(cells)s cell mended: %(what)s", "%(cells)s cells mended: %(what)s", repaired.cells)
        shown = ", ".join(f"{before} → {after}" for _row, _column, before, after in repaired.examples[:REPAIRS_TOLD])
        yield text % {"cells": f"{repaired.cells:,}", "what": repair_text(kind)} + f" ({shown})"
    if tally.refused_rows:
        yield from _refused(outcome, refused_files)


def _refused(outcome: Outcome, refused_files: Sequence[Path]) -> Iterator[str]:
    text = ngettext("%(rows)s row was refused:", "%(rows)s rows were refused:", outcome.tally.refused_rows)
    yield text % {"rows": f"{outcome.tally.refused_rows:,}"}
    for row in outcome.refused[:REFUSED_TOLD]:
        place = _("%(file)s, row %(row)s") % {"file": row.file, "row": row.row}
        cell = f" {row.column}={row.value}" if row.column else ""
        yield f"  {place}:{cell} {reason_text(row.reason)}"
    for path in refused_files:
        yield _("All of them, to be mended and imported again: %(path)s") % {"path": path}


def _reverted(run: ImportRun, reverted: Reverted) -> Iterator[str]:
    gone = ", ".join(f"{count:,} {kind}" for kind, count in reverted.removed.items()) or "0"
    text = _("Import %(number)s was taken back: %(gone)s removed, %(restored)s put back as before.")
    yield text % {"number": run.pk, "gone": gone, "restored": f"{reverted.restored:,}"}
    for kept in reverted.kept[:REFUSED_TOLD]:
        yield _("Stays: %(kind)s %(id)s, because it was touched since or is in use.") % {
            "kind": kept.kind,
            "id": kept.record_id,
        }
    if len(reverted.kept) > REFUSED_TOLD:
        yield _("… and %(more)s more.") % {"more": f"{len(reverted.kept) - REFUSED_TOLD:,}"}


def _synonyms(spec: FieldSpec) -> list[str]:
    return [*spec.synonyms, *(" + ".join(part[0] for part in spec.parts),)] if spec.parts else list(spec.synonyms)


def _is_key(keys: Sequence[Sequence[str]], spec: FieldSpec) -> bool:
    return any(spec.code in part.split(" or ") for key in keys for part in key)
