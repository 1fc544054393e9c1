"""PostgreSQL: dumped and put back by its own programs, which must be installed here."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.db import connection
from psycopg.conninfo import make_conninfo

from jualan.core.errors import RuleBroken

MEMBER = "database.pgdump"
LIBPQ = frozenset(
    ["dbname", "host", "hostaddr", "port", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey", "service",
     "target_session_attrs", "connect_timeout", "gssencmode", "channel_binding"]
)  # fmt: skip


def write_copy(target: Path) -> None:
    """Dump the live database in one snapshot."""
    with _address() as address:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", f"--dbname={address}")


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
    with _address() as address:
        _run("pg_restore", *options, f"--dbname={address}", str(path))


@contextmanager
def _address() -> Iterator[str]:
    """Yield how libpq reaches the database; the password stands in a file of this user's alone, not on a command line."""
    known = {name: value for name, value in connection.get_connection_params().items() if name in LIBPQ}
    with tempfile.NamedTemporaryFile("w", suffix=".pgpass") as file:  # made for its owner alone
        file.write(f"*:*:*:*:{_escaped(str(known.pop('password', '')))}\n")
        file.flush()
        yield make_conninfo(**known, passfile=file.name)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace(":", "\\:")


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
            [found, *arguments], stdout=subprocess.PIPE, stderr=said
        )
        with running:
            yield cast("IO[bytes]", running.stdout)
        if running.returncode:
            said.seek(0)
            error = " ".join(said.read().decode(errors="replace").split())[:500]
            raise RuleBroken("program_failed", program=program, error=error)
