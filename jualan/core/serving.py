"""One process that serves the product and works its jobs: sockets, threads, and an orderly end."""

import errno
import gc
import ipaddress
import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string
from waitress.server import create_server

from jualan.core.errors import RuleBroken
from jualan.core.jobs import wake
from jualan.core.jobs.worker import run_worker_when_free
from jualan.core.proxy import end_proxy, require_proxy, start_proxy, trust_proxy

PORTS_TO_TRY = 50
THREADS = 6
SECONDS_TO_END = 8


def serve(
    host: str,
    port: int,
    *,
    with_worker: bool,
    on_ready: Callable[[str], None],
    on_wait: Callable[[], None],
    domain: str = "",
) -> None:
    """Serve until Ctrl-C or SIGTERM. `on_ready` gets the address once requests are answered.

    With `domain` a reverse proxy is started and ended too, and people come by HTTPS under that name.
    """
    if domain:
        require_proxy()
    public = trust_proxy(domain) if domain else ""
    settings.SERVED_ON_LOOPBACK = is_loopback(host) and not domain
    shown = _for_url(host)
    if not is_loopback(shown):
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, shown]
    application = import_string(settings.WSGI_APPLICATION)
    get_resolver().url_patterns  # noqa: B018 the first request should not pay for loading every view
    gc.freeze()  # what was loaded stays; no need to look through it for garbage again and again
    listening = _bound_socket(host, port)
    # Django itself decides whether a proxy's headers count (BEHIND_PROXY).
    server = create_server(
        application, sockets=[listening], threads=THREADS, ident=None, clear_untrusted_proxy_headers=False
    )
    proxy = None
    stop = threading.Event()
    worker = threading.Thread(target=run_worker_when_free, args=(stop, on_wait), name="worker", daemon=True)
    if with_worker:
        worker.start()
    signal.signal(signal.SIGTERM, _end)
    try:
        bound = listening.getsockname()[1]
        proxy = start_proxy(domain, bound) if domain else None
        on_ready(public or f"http://{shown}:{bound}")
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        wake.set()
        server.close()
        if proxy is not None:
            end_proxy(proxy)
        if with_worker:
            worker.join(SECONDS_TO_END)


def is_loopback(host: str) -> bool:
    """Say whether an address or name is this machine's own and reached from nowhere else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket bound to the port, or to the next one that is free."""
    family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    last = min(port + PORTS_TO_TRY, 65535)
    for candidate in range(port, last + 1):
        bound = socket.socket(family, kind)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name != "nt"))
        try:
            bound.bind((address[0], candidate))
        except OSError as error:
            bound.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return bound
    raise RuleBroken("no_free_port", first=port, last=last)


def lan_address() -> str:
    """Return this machine's address in its own network, 127.0.0.1 where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # an address of nobody: only the way to it is looked up
        except OSError:
            return "127.0.0.1"
        return str(asking.getsockname()[0])


def _for_url(host: str) -> str:
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 a comparison; everybody's address is no address to type
        return lan_address()
    return f"[{host}]" if ":" in host else host
