"""`jualan kpi list | fields CODE | show CODE … | rows CODE …`."""

import csv
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.commands import Verb, add_json
from jualan.core.errors import RuleBroken
from jualan.core.imports.cells import neutralised
from jualan.metrics.catalogue import answer, catalogue, kpi
from jualan.metrics.forms import read_asked
from jualan.metrics.labels import reason_text, value_text
from jualan.metrics.queries.rows import HEAD, table
from jualan.metrics.rules import as_json
from jualan.people.policy import SYSTEM, Viewer, viewer_of
from jualan.people.queries import person_by_reference


class Command(Verb):
    about = gettext_lazy("Show KPIs, what they count and what they leave out.")

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add_json(verbs.add_parser("list", help=_("every KPI by its code")))
        fields = verbs.add_parser("fields", help=_("what --where and --by may name"))
        fields.add_argument("code")
        add_json(fields)
        _add_question(verbs.add_parser("show", help=_("a KPI, its groups and what it leaves out")))
        rows = verbs.add_parser("rows", help=_("the records that a KPI counts"))
        _add_question(rows)
        rows.add_argument("--format", choices=("csv",), default="csv")
        rows.add_argument("--left-out", dest="left_out", action="store_true", help=_("those it leaves out instead"))

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        entries = catalogue().values()
        rows = [
            {"code": e.code, "label": str(e.label), "unit": e.unit.value, "by": list(e.dimensions)} for e in entries
        ]
        self.answer({"kpis": rows}, [f"{e.code:24} {e.label}" for e in entries], as_json=options["json"])

    def _fields(self, options: dict[str, Any]) -> None:
        entry = kpi(options["code"])
        names = [*entry.fields, "custom.CODE"]
        self.answer({"code": entry.code, "fields": names, "by": list(entry.dimensions)}, names, as_json=options["json"])

    def _show(self, options: dict[str, Any]) -> None:
        result = answer(read_asked(options["code"], options, viewer=_eyes(options)))
        groups = [f"  {g.label or '—':30} {value_text(result, g.value):>18} {g.rows:>8}" for g in result.groups]
        left_out = [f"  − {rows} {reason_text(reason)}" for reason, rows in result.left_out.items()]
        head = [f"{kpi(result.code).label}: {value_text(result, result.whole.value)}", str(kpi(result.code).rule)]
        self.answer(as_json(result), [*head, *groups, *left_out], as_json=options["json"])

    def _rows(self, options: dict[str, Any]) -> None:
        result = answer(read_asked(options["code"], options, viewer=_eyes(options)))
        rows = table(result, is_left_out=options["left_out"])
        if options["json"]:
            facts = {"code": result.code, "rows": [dict(zip(HEAD, row, strict=True)) for row in rows]}
            self.answer(facts, [], as_json=True)
            return
        writer = csv.writer(self.stdout)
        writer.writerow(HEAD)
        writer.writerows([neutralised(cell) for cell in row] for row in rows)


def _add_question(parser: ArgumentParser) -> None:
    parser.add_argument("code")
    parser.add_argument("--from", dest="from", required=True, metavar="DAY", help=_("first day, such as 2026-03-01"))
    parser.add_argument("--to", dest="to", required=True, metavar="DAY", help=_("last day"))
    parser.add_argument("--by", default="", metavar="DIMENSION", help=_("a figure for each"))
    parser.add_argument("--as-of", dest="as_of")
    parser.add_argument("--known-at", dest="known_at")
    parser.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE", help=_("several mean and"))
    parser.add_argument("--stage", choices=("qualified", "opportunity"))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--look-back", dest="look_back", type=int)
    parser.add_argument("--cost-key", dest="cost_key", choices=("new_customers", "revenue"), default="new_customers")
    parser.add_argument("--as", dest="as_email", metavar="EMAIL", help=_("what this person may see"))
    add_json(parser)


def _eyes(options: dict[str, Any]) -> Viewer:
    if not options["as_email"]:
        return SYSTEM
    user = person_by_reference(options["as_email"])
    if user is None:
        raise RuleBroken("unknown_person", value=options["as_email"])
    return viewer_of(user)
