"""`jualan demo`: a believable business, made once, then served with one-click sign-ins."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.backups.actions import holds_data
from jualan.core.database import pending_migrations
from jualan.core.management.commands.serve import Command as Serve
from jualan.core.management.commands.serve import add_serving
from jualan.core.serving import is_loopback, serve
from jualan.demo.home import mark_demo_home
from jualan.demo.queries import people_by_role
from jualan.people.labels import role_label


class Command(Serve):
    about = gettext_lazy("Make a demo business in ./jualan-demo and serve it; sign in with one click.")

    def add_arguments(self, parser: CommandParser) -> None:
        add_serving(parser)

    def handle(self, *_args: Any, host: str, port: int, no_worker: bool, **_options: Any) -> None:
        mark_demo_home()
        if pending_migrations():
            call_command("migrate", stdout=self.stderr)
        if not holds_data():
            self.aside(_("Making the demo business; this takes a minute, once."))
            make_demo()

        def tell_ready(address: str) -> None:
            self.tell_ready(address)
            if is_loopback(host):
                self.tell_sign_ins(address)

        serve(host, port, with_worker=not no_worker, on_ready=tell_ready, on_wait=self.tell_waiting)

    def tell_sign_ins(self, address: str) -> None:
        """Print a link for each role that somebody has."""
        self.stdout.write(_("Sign in with one click as"))
        for role, person in people_by_role().items():
            link = address + reverse("demo:sign-in", args=[role])
            self.stdout.write(f"  {role_label(role)!s:22} {person.full_name:22} {link}")
        self.stdout.flush()


def make_demo() -> None:
    """Let `jualan.demo.actions` make the business, where it is installed."""
    if find_spec("jualan.demo.actions") is None:
        return
    import_module("jualan.demo.actions").make_demo()  # heavy, and needed once in the life of a home
