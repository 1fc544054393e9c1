"""`jualan doctor`: what is well, and what to do about the rest."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_lazy

from jualan.core.commands import Exit, Verb, add_json
from jualan.core.health import checkup


class Command(Verb):
    about = gettext_lazy("Look at database, disk, worker, clock, backups and search; a fault ends with 1.")

    def add_arguments(self, parser: CommandParser) -> None:
        add_json(parser)

    def handle(self, *_args: Any, json: bool, **_options: Any) -> None:
        checks = checkup()
        is_ok = all(check.is_ok for check in checks)
        facts = [{"check": check.code, "ok": check.is_ok, "sentence": check.sentence} for check in checks]
        lines = [f"{'ok' if check.is_ok else '!!'}  {check.code:12} {check.sentence}" for check in checks]
        self.answer({"ok": is_ok, "checks": facts}, lines, as_json=json)
        if not is_ok:
            raise SystemExit(Exit.REMAINS)
