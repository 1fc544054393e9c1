"""`jualan export KIND [--format csv|xlsx] [--output F] [--where FIELD=VALUE]… [--as EMAIL]`."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jualan.core.commands import Verb
from jualan.core.database import require_migrated
from jualan.core.errors import RuleBroken
from jualan.core.imports.exporting import Table, write_csv, write_xlsx
from jualan.core.imports.kinds import kind_named
from jualan.people.policy import SYSTEM, Viewer, require, viewer_of
from jualan.people.queries import person_by_reference

PERMISSION = "data.export"


class Command(Verb):
    about = gettext_lazy("Write every record of a kind to a file that, imported again, changes nothing.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND")
        parser.add_argument("--format", choices=["csv", "xlsx"], default="csv")
        parser.add_argument("--output", default="", metavar="FILE", help=_("standard output unless said"))
        parser.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE", help=_("several mean and"))
        parser.add_argument("--as", dest="as_person", default="", metavar="EMAIL", help=_("what this person may see"))

    def handle(self, *_args: Any, kind: str, output: str, **options: Any) -> None:
        kind_named(kind)
        require_migrated()
        table = Table(kind, _eyes(options["as_person"]), [_condition(text) for text in options["where"]])
        if not output:
            _write(table, options["format"], None)
            return
        path = Path(output)
        part = path.with_name(path.name + ".part")
        count = _write(table, options["format"], part)
        part.replace(path)
        text = ngettext("%(rows)s row written to %(path)s.", "%(rows)s rows written to %(path)s.", count)
        self.aside(text % {"rows": f"{count:,}", "path": path})


def _write(table: Table, form: str, path: Path | None) -> int:
    if form == "xlsx":
        if path is None:
            with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stream:
                return write_xlsx(table, stream)
        with path.open("wb") as stream:
            return write_xlsx(table, stream)
    if path is None:
        return write_csv(table, sys.stdout)
    with path.open("w", encoding="utf-8", newline="") as text:
        return write_csv(table, text)


def _eyes(who: str) -> Viewer:
    if not who:
        return SYSTEM
    user = person_by_reference(who)
    if user is None:
        raise RuleBroken("unknown_person", value=who)
    viewer = viewer_of(user)
    require(viewer, PERMISSION)
    return viewer


def _condition(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign or not field.strip():
        raise RuleBroken("where_unreadable", value=text)
    return field.strip(), value
