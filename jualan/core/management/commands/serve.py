"""`jualan serve`: the product in one process, its worker included; by HTTPS under a name, or for the local network."""

import io
from typing import Any

import qrcode
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.commands import Verb
from jualan.core.database import require_migrated
from jualan.core.serving import is_loopback, serve
from jualan.core.wiring import function, wired


def add_serving(parser: CommandParser) -> None:
    """Add the flags of every verb that serves."""
    parser.add_argument("--host", default="127.0.0.1", help=_("the address to listen on"))
    parser.add_argument("--port", type=int, default=8000, help=_("the port; the next free one when it is taken"))
    parser.add_argument("--no-worker", action="store_true", help=_("leave the jobs to another process"))


class Command(Verb):
    about = gettext_lazy("Serve the product and work its jobs; Ctrl-C ends it.")

    def add_arguments(self, parser: CommandParser) -> None:
        add_serving(parser)
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--domain", default="", metavar="NAME", help=_("serve this name by HTTPS, with Caddy"))
        way.add_argument("--lan", action="store_true", help=_("serve the local network, without HTTPS"))

    def handle(
        self, *_args: Any, host: str, port: int, no_worker: bool, domain: str, lan: bool, **_options: Any
    ) -> None:
        require_migrated()
        host = "0.0.0.0" if lan else host  # noqa: S104 whoever writes --lan means everybody near
        serve(
            host,
            port,
            with_worker=not no_worker,
            on_ready=lambda address: self.tell_ready(address, is_near=not (domain or is_loopback(host))),
            on_wait=self.tell_waiting,
            domain=domain,
        )

    def tell_ready(self, address: str, *, is_near: bool = False) -> None:
        self.stdout.write(address)
        self.stdout.flush()
        if is_near:
            self.aside(terminal_code(address))
            self.aside(_("Scan it with a phone in the same network. What is typed there travels unencrypted."))
        if path := function(wired("birth", "FIRST_ADDRESS"))():
            self.aside(_("Nobody can sign in here yet. Begin with this link: %(url)s") % {"url": address + path})

    def tell_waiting(self) -> None:
        self.aside(
            _("Another process works the jobs of this home. This one serves, and takes over when that one ends.")
        )


def terminal_code(text: str) -> str:
    """Return a picture of signs that a phone's camera reads the text from."""
    code, drawn = qrcode.QRCode(border=2), io.StringIO()
    code.add_data(text)
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()
