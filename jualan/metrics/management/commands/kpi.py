"""`jualan kpi list | fields CODE | show CODE … | rows CODE …`."""

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jualan.core.errors import NotAllowed, RuleBroken
from jualan.core.imports.cells import neutralised
from jualan.core.labels import refusal_text
from jualan.metrics.catalogue import answer, catalogue, kpi
from jualan.metrics.forms import read_asked
from jualan.metrics.labels import reason_text, value_text
from jualan.metrics.queries.rows import HEAD, table
from jualan.metrics.rules import as_json
from jualan.people.policy import SYSTEM, Viewer, viewer_of
from jualan.people.queries import person_by_reference


class Command(BaseCommand):
    help = "Show KPIs, what they count and what they leave out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list").add_argument("--json", action="store_true")
        fields = verbs.add_parser("fields")
        fields.add_argument("code")
        fields.add_argument("--json", action="store_true")
        for verb in ("show", "rows"):
            _add_question(verbs.add_parser(verb), verb)

    def handle(self, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except (RuleBroken, NotAllowed) as refusal:
            raise CommandError(refusal_text(refusal), returncode=2) from refusal

    def _list(self, options: dict[str, Any]) -> None:
        entries = list(catalogue().values())
        if options["json"]:
            rows = [
                {"code": e.code, "label": str(e.label), "unit": e.unit.value, "by": list(e.dimensions)} for e in entries
            ]
            self._print_json({"kpis": rows})
            return
        for entry in entries:
            self.stdout.write(f"{entry.code:24} {entry.label}")

    def _fields(self, options: dict[str, Any]) -> None:
        entry = kpi(options["code"])
        names = [*entry.fields, "custom.CODE"]
        if options["json"]:
            self._print_json({"code": entry.code, "fields": names, "by": list(entry.dimensions)})
            return
        for name in names:
            self.stdout.write(name)

    def _show(self, options: dict[str, Any]) -> None:
        result = answer(read_asked(options["code"], options, viewer=_eyes(options)))
        if options["json"]:
            self._print_json(as_json(result))
            return
        self.stdout.write(f"{kpi(result.code).label}: {value_text(result, result.whole.value)}")
        self.stdout.write(str(kpi(result.code).rule))
        for group in result.groups:
            self.stdout.write(f"  {group.label or '—':30} {value_text(result, group.value):>18} {group.rows:>8}")
        for reason, rows in result.left_out.items():
            self.stdout.write(f"  − {rows} {reason_text(reason)}")

    def _rows(self, options: dict[str, Any]) -> None:
        result = answer(read_asked(options["code"], options, viewer=_eyes(options)))
        rows = table(result, is_left_out=options["left_out"])
        if options["json"]:
            self._print_json({"code": result.code, "rows": [dict(zip(HEAD, row, strict=True)) for row in rows]})
            return
        writer = csv.writer(self.stdout)
        writer.writerow(HEAD)
        writer.writerows([neutralised(cell) for cell in row] for row in rows)

    def _print_json(self, value: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False))


def _add_question(parser: ArgumentParser, verb: str) -> None:
    parser.add_argument("code")
    parser.add_argument("--from", dest="from", required=True)
    parser.add_argument("--to", dest="to", required=True)
    parser.add_argument("--by", default="")
    parser.add_argument("--as-of", dest="as_of")
    parser.add_argument("--known-at", dest="known_at")
    parser.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE")
    parser.add_argument("--stage", choices=("qualified", "opportunity"))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--look-back", dest="look_back", type=int)
    parser.add_argument("--cost-key", dest="cost_key", choices=("new_customers", "revenue"), default="new_customers")
    parser.add_argument("--as", dest="as_email", metavar="EMAIL")
    parser.add_argument("--json", action="store_true")
    if verb == "rows":
        parser.add_argument("--format", choices=("csv",), default="csv")
        parser.add_argument("--left-out", dest="left_out", action="store_true")


def _eyes(options: dict[str, Any]) -> Viewer:
    if not options["as_email"]:
        return SYSTEM
    user = person_by_reference(options["as_email"])
    if user is None:
        raise RuleBroken("unknown_person", value=options["as_email"])
    return viewer_of(user)
