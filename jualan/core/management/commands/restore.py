"""`jualan restore FILE [--replace]`: a backup in the place of this home."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.backups.actions import put_back
from jualan.core.commands import Verb, add_json
from jualan.core.database import pending_migrations
from jualan.core.management.commands.backup import facts_of


class Command(Verb):
    about = gettext_lazy("Put a backup in the place of this home, whole or not at all.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help=_("even where this home holds data"))
        add_json(parser)

    def handle(self, *_args: Any, file: Path, replace: bool, json: bool, **_options: Any) -> None:
        facts = facts_of(put_back(file, replace=replace))
        lines = [
            _("The backup of %(made_at)s is back: %(rows)s rows of %(tables)s tables and %(files)s files.") % facts
        ]
        if pending_migrations():
            lines.append(_("It is older than this program. Run: jualan migrate"))
        self.answer(facts, lines, as_json=json)
