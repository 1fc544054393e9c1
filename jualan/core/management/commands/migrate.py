"""`jualan migrate`: Django's own, and then a home that is ready to be used."""

from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.birth import be_born
from jualan.core.commands import Verb, add_json
from jualan.core.database import pending_migrations
from jualan.core.errors import RuleBroken
from jualan.core.workspace import workspace


class Command(Verb, DjangoMigrate):
    """Makes the tables, the cache table of PostgreSQL, and the workspace with its defaults."""

    about = gettext_lazy("Make the tables, or bring them up to date; run it again after each upgrade.")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(verbosity=0)
        parser.add_argument("--currency", default="", help=_("the base currency, MYR unless said otherwise"))
        parser.add_argument("--time-zone", default="", help=_("the time zone, Asia/Kuala_Lumpur unless said otherwise"))
        add_json(parser)

    def handle(self, *args: Any, currency: str = "", time_zone: str = "", json: bool = False, **options: Any) -> None:
        _refuse_unknown(currency, time_zone)
        settings.HOME.mkdir(parents=True, exist_ok=True)
        is_whole = not options.get("app_label") and not options.get("plan") and not options.get("check_unapplied")
        is_for_tests = bool(options.get("run_syncdb"))
        if not is_whole or is_for_tests:
            super().handle(*args, **options)
            return
        lacking = pending_migrations()
        super().handle(*args, **options)
        if connection.vendor == "postgresql" and "db.DatabaseCache" in settings.CACHES["default"]["BACKEND"]:
            call_command("createcachetable", verbosity=0)
        be_born(currency=currency, time_zone=time_zone)
        self._tell(len(lacking), as_json=json)

    def _tell(self, steps: int, *, as_json: bool) -> None:
        home = workspace()
        facts = {"migrations": steps, "currency": home.currency, "time_zone": home.time_zone}
        sentence = _("The database is ready (%(migrations)s steps). Currency %(currency)s, time zone %(time_zone)s.")
        self.answer(facts, [sentence % facts], as_json=as_json)


def _refuse_unknown(currency: str, time_zone: str) -> None:
    if currency and currency not in list_currencies():
        raise RuleBroken("currency_unknown", currency=currency)
    if time_zone and time_zone not in available_timezones():
        raise RuleBroken("time_zone_unknown", time_zone=time_zone)
