"""PostgreSQL: dumped and put back by its own programs, which must be installed here."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.db import connection

from jualan.core.errors import RuleBroken

MEMBER = "database.pgdump"


def write_copy(target: Path) -> None:
    """Dump the live database in one snapshot."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", *_address())


def verified_counts(path: Path) -> dict[str, int]:
    """Return rows per table of a dump, by letting pg_restore read all of it."""
    counts: dict[str, int] = {}
    table = ""
    with _opened("pg_restore", "--data-only", "--file=-", str(path)) as lines:
        for line in lines:
            if table and line == b"\\.\n":
                table = ""
            elif table:
                counts[table] += 1
            elif line.startswith(b"COPY "):
                table = line.split()[1].decode()
                counts[table] = 0
    return counts


def put_back(path: Path) -> None:
    """Replace the live database by a dump, in one transaction of PostgreSQL."""
    options = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", *options, *_address(), str(path))


def _address() -> list[str]:
    return [f"--dbname={_name()}"]


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    with _opened(program, *arguments) as lines:
        lines.read()


@contextmanager
def _opened(program: str, *arguments: str) -> Iterator[IO[bytes]]:
    """Yield what a program prints. Raises RuleBroken('program_missing') or RuleBroken('program_failed')."""
    found = shutil.which(program)
    if found is None:
        raise RuleBroken("program_missing", program=program)
    connection.close()  # a connection of ours would hold locks that the program waits for
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603 our own arguments
            [found, *arguments], env=os.environ | _environment(), stdout=subprocess.PIPE, stderr=said
        )
        with running:
            yield cast("IO[bytes]", running.stdout)
        if running.returncode:
            said.seek(0)
            error = " ".join(said.read().decode(errors="replace").split())[:500]
            raise RuleBroken("program_failed", program=program, error=error)


def _environment() -> dict[str, str]:
    """Return what libpq needs to reach the database; the password never stands on a command line."""
    settings = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    found = {name: str(settings[key]) for name, key in names.items() if settings.get(key)}
    if mode := settings.get("OPTIONS", {}).get("sslmode"):
        found["PGSSLMODE"] = mode
    return found
