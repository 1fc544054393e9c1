"""SQLite: copied through its own backup, which readers and writers do not notice."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from jualan.core.errors import RuleBroken

MEMBER = "database.sqlite3"
PAGES = 4096


def write_copy(target: Path) -> None:
    """Write a consistent copy of the live database."""
    target.unlink(missing_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy, pages=PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")


def verified_counts(path: Path) -> dict[str, int]:
    """Return rows per table of a copy. Raises RuleBroken('backup_damaged') when the copy is not whole."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        try:
            said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            said = str(error)
        if said != "ok":
            raise RuleBroken("backup_damaged", file=str(path), part=MEMBER)
        return row_counts(copy)


def row_counts(database: sqlite3.Connection) -> dict[str, int]:
    """Return rows per table."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    tables = sorted(name for (name,) in database.execute(names))
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 a name that SQLite gave


def put_back(path: Path) -> None:
    """Replace the live database by a copy, in one transaction of SQLite."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        copy.backup(connection.connection)
