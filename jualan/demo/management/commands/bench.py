"""`jualan bench [--database sqlite|postgresql] [--size N] [--only LINE] [--json]`."""

import json
import random
import time
from itertools import count
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.utils.translation import gettext as _

from jualan.accounts.models import Account
from jualan.core.commands import Verb
from jualan.demo.bench import making
from jualan.demo.bench.measuring import Browser, Figure, Line, measure, memory_megabytes, served
from jualan.leads.models import Lead
from jualan.people.models import User
from jualan.pipeline.models import Opportunity, Stage


class Command(Verb):
    about = _("Measure pages of a large made-up home over real HTTP.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
        parser.add_argument("--size", type=int, default=100_000)
        parser.add_argument("--only", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        if connection.vendor != options["database"]:
            raise CommandError(_("DATABASE_URL names another database than --database."), returncode=2)
        if not Lead.objects.exists():
            self.aside(_("Making %(size)s leads, deals and contacts.") % {"size": f"{options['size']:,}"})
            making.make(options["size"])
        figures, extra = _measured(options["only"])
        if options["json"]:
            self.stdout.write(json.dumps({"size": options["size"], "lines": [f.as_json() for f in figures], **extra}))
            return
        self.stdout.write(HEAD)
        for figure in figures:
            self.stdout.write(_row(figure))
        for name, value in extra.items():
            self.stdout.write(f"{name}: {value}")


HEAD = f"{'line':26}{'ms':>8}{'p95':>8}{'cpu':>8}{'aim':>7}{'others':>8}{'queries':>9}{'sql':>8}{'kB':>8}{'ratio':>7}"


def _row(f: Figure) -> str:
    others = f"{f.best_of_others_ms:>8}" if f.best_of_others_ms else f"{'':>8}"
    return f"{f.label:26}{f.ms:>8}{f.p95_ms:>8}{f.cpu_ms:>8}{f.aim_ms:>7}{others}{f.queries:>9}{f.sql_ms:>8}{f.kilobytes:>8}{f.ratio:>7}"


def _lines() -> list[Line]:
    """Return every line of the issue, over records chosen the same way each time."""
    chance = random.Random(7)  # noqa: S311 the same requests every time
    reps = list(User.objects.filter(email__startswith="rep").values_list("pk", flat=True))
    leads = list(Lead.objects.order_by("pk").values_list("pk", flat=True)[:5000])
    deals = list(Opportunity.objects.filter(stage_kind="open").order_by("pk").values_list("pk", "version")[:2000])
    words = [name.split()[0] for name in Account.objects.order_by("pk").values_list("name", flat=True)[:400]]
    stages = list(Stage.objects.filter(kind="open").values_list("pk", flat=True))
    numbers = count(time.time_ns())
    walk = iter(deals)

    def move() -> dict[str, Any]:
        pk, _version = next(walk)
        now = Opportunity.objects.values_list("stage_id", "version").get(pk=pk)
        other = next(stage for stage in stages if stage != now[0])
        return {"id": pk, "stage": other, "version": now[1], "position": 0}

    return [
        Line("empty", "empty signed-in page", lambda: "/orders/checkouts/", 12),
        Line("list", "list, first page", lambda: "/leads/", 12, 21.8),
        Line(
            "filtered",
            "person + stage + text",
            lambda: f"/leads/?owner={chance.choice(reps)}&status=new&q={chance.choice(words)[:4]}",
            10,
            16.7,
        ),
        Line("board", "board", lambda: "/sales/", 40, 486),
        Line("record", "record with timeline", lambda: f"/leads/{chance.choice(leads)}/", 25, 62.7),
        Line(
            "create",
            "create",
            lambda: "/leads/new/",
            12,
            25,
            lambda: {"full_name": f"Bench {next(numbers)}", "title": "12 lamps"},
        ),
        Line("move", "move stage", lambda: "/sales/move/", 10, 20, move),
        Line(
            "search",
            "search over everything",
            lambda: f"/search/?q={chance.choice(words)[:6]}",
            8,
            9,
            part="palette-results",
        ),
        Line("sorted", "any indexed sort", lambda: "/leads/?sort=-value_minor", 15, 200),
        Line("deep", "a deep page", lambda: f"/leads/?sort=value_minor&after={_deep_cursor()}", 15, 925),
    ]


def _deep_cursor() -> str:
    """Return the cursor that stands in the middle of the list by value."""
    from jualan.core.lists.paging import _cursor  # noqa: PLC0415 the cursor is the list's own business

    middle = (
        Lead.objects.filter(value_minor__gte=4_500_000).order_by("value_minor", "pk").values_list("value_minor", "pk")
    )
    return _cursor(middle[0])


def _measured(only: str) -> tuple[list[Figure], dict[str, Any]]:
    boss = User.objects.get(email=making.EMAIL)
    inside = Client(SERVER_NAME="127.0.0.1")
    inside.force_login(boss, backend=settings.AUTHENTICATION_BACKENDS[0])
    figures: list[Figure] = []
    start = time.perf_counter()
    with served() as (address, pid):
        ready = time.perf_counter() - start
        browser = Browser(address)
        browser.enter(inside.cookies["sessionid"].value)
        browser.request("/leads/")
        first_page = time.perf_counter() - start
        empty_ms = 0.0
        for line in _lines():
            if only and line.code not in {only, "empty"}:
                continue
            figure = measure(browser, pid, line, empty_ms or 1.0, inside)
            empty_ms = empty_ms or figure.ms
            figures.append(figure)
        extra = {
            "ready_seconds": round(ready, 2),
            "first_page_seconds": round(first_page, 2),
            "memory_mb": memory_megabytes(pid),
        }
    return figures, extra
