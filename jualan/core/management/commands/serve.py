"""`jualan serve`: the product in one process, its worker included."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.commands import Verb
from jualan.core.database import require_migrated
from jualan.core.serving import serve


def add_serving(parser: CommandParser) -> None:
    """Add the flags of every verb that serves."""
    parser.add_argument("--host", default="127.0.0.1", help=_("the address to listen on"))
    parser.add_argument("--port", type=int, default=8000, help=_("the port; the next free one when it is taken"))
    parser.add_argument("--no-worker", action="store_true", help=_("leave the jobs to another process"))


class Command(Verb):
    about = gettext_lazy("Serve the product and work its jobs; Ctrl-C ends it.")

    def add_arguments(self, parser: CommandParser) -> None:
        add_serving(parser)

    def handle(self, *_args: Any, host: str, port: int, no_worker: bool, **_options: Any) -> None:
        require_migrated()
        serve(host, port, with_worker=not no_worker, on_ready=self.tell_ready, on_wait=self.tell_waiting)

    def tell_ready(self, address: str) -> None:
        self.stdout.write(address)
        self.stdout.flush()

    def tell_waiting(self) -> None:
        self.aside(
            _("Another process works the jobs of this home. This one serves, and takes over when that one ends.")
        )
