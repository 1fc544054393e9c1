"""A PostgreSQL for one run: found on the machine, started in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Nothing here outlives the run, so nothing needs to survive a power cut.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "256MB"}


def find_binaries() -> Path | None:
    """Return the folder of the newest `postgres` on this machine, or None."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    found = sorted(debian, key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("postgres")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def throwaway_server(binaries: Path) -> Iterator[str]:
    """Start a server on a free loopback port with a password of its own; yield its DATABASE_URL."""
    home = Path(tempfile.mkdtemp(prefix="jualan-postgresql-"))
    user = _unprivileged()
    if user:
        shutil.chown(home, user["user"], user["group"])
    password, port = secrets.token_hex(12), _free_port()
    server = None
    try:
        _create_cluster(binaries, home, password, user)
        server = _start(binaries, home, port, user)
        yield f"postgresql://jualan:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # "fast": does not wait for clients to leave
            server.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; nobody owns nothing, so it can harm nothing."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415 absent on Windows

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _create_cluster(binaries: Path, home: Path, password: str, user: dict[str, Any]) -> None:
    secret = home / "password"
    secret.write_text(password)
    command: list[str | Path] = [
        binaries / "initdb",
        "-D",
        home / "data",
        "-U",
        "jualan",
        f"--pwfile={secret}",
        "--no-sync",
    ]
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run([*command, *options], check=True, cwd=home, stdout=subprocess.DEVNULL, **user)


def _start(binaries: Path, home: Path, port: int, user: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = {**SETTINGS, "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", home / "data", *options],
            stdout=log,
            stderr=log,
            cwd=home,
            start_new_session=True,  # Ctrl-C is for the tests; the server is stopped in order
            **user,
        )
    ready: list[str | Path] = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
    for _ in range(60):
        if server.poll() is not None:
            break
        if subprocess.run(ready, check=False).returncode == 0:
            return server
        time.sleep(0.25)
    server.kill()
    raise RuntimeError("PostgreSQL did not start:\n" + (home / "log").read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
