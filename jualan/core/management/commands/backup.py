"""`jualan backup FILE`: everything in one file, while the product runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.backups.actions import Backup, back_up
from jualan.core.commands import Verb, add_json
from jualan.core.database import require_migrated


class Command(Verb):
    about = gettext_lazy("Write everything into one file, read it back, and say so.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        add_json(parser)

    def handle(self, *_args: Any, file: Path, json: bool, **_options: Any) -> None:
        require_migrated()
        made = back_up(file)
        sentence = _("%(file)s holds %(rows)s rows of %(tables)s tables and %(files)s files, and was read back.")
        self.answer(facts_of(made), [sentence % facts_of(made)], as_json=json)


def facts_of(backup: Backup) -> dict[str, Any]:
    """Return what the command line says of a backup."""
    return {
        "file": str(backup.file),
        "bytes": backup.size,
        "tables": backup.tables,
        "rows": backup.rows,
        "files": backup.files,
        "made_at": backup.made_at,
    }
