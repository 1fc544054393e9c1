"""HTTPS for a name: Caddy as a child of the server, which gets and renews the certificate by itself."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

from django.conf import settings

from jualan.core.errors import RuleBroken

PROGRAM = "caddy"
SECONDS_TO_START = 30
HTTPS_PORT = 443


def host_of(domain: str) -> tuple[str, int]:
    """Return name and port of `shop.example.com` or `shop.example.com:8443`. Raises RuleBroken('domain_invalid')."""
    name, _colon, port = domain.partition(":")
    letters = name.replace("-", "").replace(".", "")
    if not (letters.isascii() and letters.isalnum()) or (port and not port.isdigit()):
        raise RuleBroken("domain_invalid", domain=domain)
    return name.lower(), int(port or HTTPS_PORT)


def trust_proxy(domain: str) -> str:
    """Let the settings know that people come by HTTPS under this name, through a proxy; return that address."""
    name, _port = host_of(domain)
    address = f"https://{domain.lower()}"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, name]
    settings.CSRF_TRUSTED_ORIGINS = [*settings.CSRF_TRUSTED_ORIGINS, address]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
    settings.SECURE_COOKIES = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.PUBLIC_URL = address
    return address


def caddyfile(domain: str, port: int, store: Path) -> str:
    """Return the configuration that passes a name on to a port of this machine; certificates are kept in `store`."""
    name, https_port = host_of(domain)
    site = name if https_port == HTTPS_PORT else f"{name}:{https_port}"
    redirects = "" if https_port == HTTPS_PORT else "\tauto_https disable_redirects\n"
    return (
        f'{{\n\tadmin off\n\tpersist_config off\n\tskip_install_trust\n{redirects}\tstorage file_system "{store}"\n}}\n'
        f"{site} {{\n\tencode zstd gzip\n\theader Strict-Transport-Security max-age=31536000\n"
        f"\treverse_proxy 127.0.0.1:{port}\n}}\n"
    )


def require_proxy() -> str:
    """Return the path of the proxy. Raises RuleBroken('proxy_missing')."""
    found = shutil.which(PROGRAM)
    if found is None:
        raise RuleBroken("proxy_missing")
    return found


def start_proxy(domain: str, port: int) -> subprocess.Popen[bytes]:
    """Write the configuration, start the proxy and return it once it listens. Raises RuleBroken('proxy_failed')."""
    folder = settings.HOME / "caddy"
    folder.mkdir(parents=True, exist_ok=True)
    config, log = settings.HOME / "Caddyfile", settings.HOME / "caddy.log"
    config.write_text(caddyfile(domain, port, folder), encoding="utf-8")
    with log.open("wb") as written:
        child = subprocess.Popen(  # noqa: S603 our own program and file
            [require_proxy(), "run", "--config", str(config), "--adapter", "caddyfile"],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    if not _listens(child, host_of(domain)[1]):
        end_proxy(child)
        raise RuleBroken("proxy_failed", log=str(log), error=_last_words(log))
    return child


def _listens(child: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the proxy takes connections; say whether it does."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and child.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return child.poll() is None
    return False


def _last_words(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "—"


def end_proxy(child: subprocess.Popen[bytes]) -> None:
    """End the proxy, kindly first."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
