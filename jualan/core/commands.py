"""What the verbs of `jualan` share: exit codes, answers as sentences or as one JSON object, asides on standard error."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.functional import Promise

from jualan.core.errors import Refusal
from jualan.core.labels import ENGINE_SENTENCES


class Exit(IntEnum):
    """How a command ends. REMAINS: done, but refused rows or differences remain."""

    DONE = 0
    REMAINS = 1
    WRONG_USE = 2
    NOT_DONE = 3


class Verb(BaseCommand):
    """A verb of the product. Refusals rise; `jualan.config.command` makes sentences and exit codes of them."""

    about: str | Promise = ""
    requires_system_checks: list[str] = []
    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
        "--skip-checks",
    }  # fmt: skip

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        self.help = str(self.about)  # argparse takes no lazy text
        return super().create_parser(prog_name, subcommand, **kwargs)

    def answer(self, facts: Mapping[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
        """Print the answer once: one JSON object (days and moments as ISO text), or sentences."""
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False, default=str))
            return
        for line in lines:
            self.stdout.write(line)

    def aside(self, text: str) -> None:
        """Print what is not the answer, on standard error."""
        self.stderr.write(text, self.style.NOTICE if sys.stderr.isatty() else None)


def add_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output and nothing else")


def exit_code(refusal: Refusal) -> Exit:
    """Return 3 when the machine stood in the way, 2 when what was asked for was wrong."""
    return Exit.NOT_DONE if refusal.code in ENGINE_SENTENCES else Exit.WRONG_USE
