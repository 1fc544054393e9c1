"""Writes the pages of docs/reference that are made from the code; `--check` says which are out of date.

python -m tools.references [--check]
"""

import os
import sys
from argparse import SUPPRESS, Action, ArgumentParser, _SubParsersAction
from collections.abc import Callable, Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jualan.config.settings_test")
django.setup()

from django.core.management import get_commands, load_command_class  # noqa: E402
from django.core.management.commands.migrate import Command as DjangoMigrate  # noqa: E402
from django.urls import URLResolver, get_resolver  # noqa: E402 Django is set up first
from django.utils import translation  # noqa: E402

from jualan.config.command import ORDER  # noqa: E402
from jualan.core.imports.formats import formats  # noqa: E402
from jualan.core.wiring import wired  # noqa: E402
from jualan.metrics.catalogue import catalogue  # noqa: E402
from jualan.people.models import Role  # noqa: E402
from jualan.people.policy import permissions  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "docs/reference"
MADE = "Made by `python -m tools.references` from the code; do not edit.\n"


def permissions_page() -> str:
    """One row a permission, one column a role."""
    grants = wired("grants", "GRANTS")
    roles = list(Role)
    head = "| permission | " + " | ".join(role.value for role in roles) + " |\n"
    rule = "|---" * (len(roles) + 1) + "|\n"
    rows = "".join(
        f"| `{name}` | "
        + " | ".join(grants[role][name].name.lower() if name in grants[role] else "" for role in roles)
        + " |\n"
        for name in sorted(permissions())
    )
    intro = "What each role may do, and over whose records: own, team (everyone below in today's line) or all.\n\n"
    return f"# Permissions\n\n{MADE}\n{intro}{head}{rule}{rows}"


def metrics_page() -> str:
    """One row a KPI with its rule and what it takes."""
    rows = "".join(
        f"| `{k.code}` | {k.label} | {k.unit.value} | {k.rule} | {', '.join(k.dimensions)} | {', '.join(sorted(k.flags))} |\n"
        for k in catalogue().values()
    )
    head = "| code | name | unit | rule | `--by` | flags |\n|---|---|---|---|---|---|\n"
    return f"# KPIs\n\n{MADE}\nHow they are counted: [how numbers are counted](../explanation/how-numbers-are-counted.md).\n\n{head}{rows}"


def events_page() -> str:
    """Who hears what."""
    rows = "".join(
        f"| `{event.__module__.removeprefix('jualan.')}.{event.__name__}` | {(event.__doc__ or '').removeprefix('Event: ')} | {', '.join(f'`{name}`' for name in heard)} |\n"
        for event, heard in sorted(wired("events", "EVENTS").items(), key=lambda item: item[0].__name__)
    )
    return f"# Events\n\n{MADE}\n| event | means | heard by |\n|---|---|---|\n{rows}"


def addresses_page() -> str:
    """Every named address of the product's own areas."""
    rows = "".join(f"| `{name}` | `/{path}` |\n" for name, path in sorted(_named(get_resolver(), "", "")))
    return f"# Addresses\n\n{MADE}\n| name | path |\n|---|---|\n{rows}"


def _named(resolver: URLResolver, path: str, space: str) -> Iterator[tuple[str, str]]:
    for part in resolver.url_patterns:
        here = path + str(part.pattern)
        if isinstance(part, URLResolver):
            name = f"{space}{part.namespace}:" if part.namespace else space
            yield from _named(part, here, name)
        elif part.name:
            yield f"{space}{part.name}", here


FORMATS_INTRO = """What files can be brought in, and which programs' own layouts are recognised by their columns.

Read are CSV (any separator and encoding, packed as `.gz` or not), XLSX and XLSM, XLS, vCard, a zip of these, and rows
pasted from a spreadsheet. In every one of them

- the header need not stand in the first row, and may have a row of groups above it; rows that add up others, headings
  over rows and a header repeated on every page are left out and counted; merged cells hold for every row they reach;
- hidden rows and columns are read and counted; a formula gives the value last worked out, and one that looks into
  another file is named; macros are never run;
- refused with a sentence are a locked workbook, two tables on one sheet, JSON, a web page, a package that unpacks to more
  than any table does, and a header without rows (on the screen);
- cells that a spreadsheet or a wrong code page has damaged are mended where nothing is lost, shown one by one before
  anything is written and counted by kind: blanks at an end, decimals behind a comma, dates as text or as a count of days,
  phones without their first 0, scientific form with all its digits, numbers held as text, letters read in the wrong code
  page. Where digits are lost (`7.02E+12`) the cell is set aside; a masked value (`S****i`) never says who somebody is.

Hidden rows and formulas cannot be told from others in XLS. A program's layout is a table in
`jualan/config/wiring/formats`; one of the same name in `JUALAN_HOME/formats` takes its place, and a column mapped on the
screen is remembered for the next file with the same headers. Shopify's orders, checkouts, customers and products stand
beside their kinds. A column that has no field becomes one of your own.
"""


def formats_page() -> str:
    """One row a layout of another program's file."""
    rows = "".join(
        f"| {spec.name} | `{kind}` | {', '.join(f'`{code}`' for code in sorted({*spec.columns, *spec.constants}))} "
        f"| {spec.source} |\n"
        for kind, specs in sorted(formats().items())
        for spec in specs
    )
    head = "| program | kind | fields filled | where its columns were taken from |\n|---|---|---|---|\n"
    return f"# Files and formats\n\n{MADE}\n{FORMATS_INTRO}\n{head}{rows}"


COMMANDS_INTRO = """`jualan VERB --help` says the same in the language of the home.

Every verb ends with 0 when it is done, 1 when it is done but something remains (refused rows, differences, a fault that
`doctor` found), 2 when it was asked wrongly and 3 when the machine stood in the way; 2 and 3 have changed nothing.
`JUALAN_HOME` says which home is meant. Verbs that take `--json` print with it one JSON object on standard output and
nothing else, also for a refusal. `migrate` takes what Django's own takes too.
"""
UNLISTED = {"help", "json", *(action.dest for action in DjangoMigrate().create_parser("", "")._actions)}  # noqa: SLF001 argparse has no other way to ask


def commands_page() -> str:
    """Every verb with what it takes."""
    parts = (_verb_part(verb) for verb in ORDER)
    return f"# Commands\n\n{MADE}\n{COMMANDS_INTRO}\n" + "\n".join(parts)


def _verb_part(verb: str) -> str:
    command = load_command_class(get_commands()[verb], verb)
    parser = command.create_parser("jualan", verb)
    rows = "".join(_argument_rows(parser, ""))
    table = f"\n| | |\n|---|---|\n{rows}" if rows else ""
    return f"## jualan {verb}\n\n{parser.description}\n{table}"


def _argument_rows(parser: ArgumentParser, under: str) -> Iterator[str]:
    """Yield a row an argument; those of a verb's own verbs follow it, named with it."""
    for action in parser._actions:  # noqa: SLF001 as above
        if isinstance(action, _SubParsersAction):
            told = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001 as above
            for name, sub in action.choices.items():
                yield f"| `{name}` | {told.get(name, '')} |\n"
                yield from _argument_rows(sub, f"{name} ")
        elif action.dest not in UNLISTED and action.help != SUPPRESS:
            yield f"| `{under}{_written(action)}` | {action.help or ''} |\n"


def _written(action: Action) -> str:
    """Return an argument as it is typed: `--port PORT`, `FILE`."""
    if not action.option_strings:
        return str(action.metavar or action.dest)
    value = action.metavar or ("\\|".join(action.choices) if action.choices else action.dest.upper())
    return action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"


PAGES: dict[str, Callable[[], str]] = {
    "permissions.md": permissions_page,
    "metrics.md": metrics_page,
    "events.md": events_page,
    "addresses.md": addresses_page,
    "commands.md": commands_page,
    "import-formats.md": formats_page,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which differ from the code."""
    with translation.override("en"):
        made = {name: page() for name, page in PAGES.items()}
    if "--check" not in arguments:
        for name, text in made.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        return 0
    stale = [
        n for n, text in made.items() if not (FOLDER / n).exists() or (FOLDER / n).read_text(encoding="utf-8") != text
    ]
    for name in stale:
        print(f"docs/reference/{name} is out of date: run python -m tools.references", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
