"""What stands between a process and its database: missing tables, and trouble put into reason codes."""

import errno
import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from jualan.core.errors import RuleBroken

# Parts of what SQLite and PostgreSQL say, first match decides.
_SAYS = (
    ("no such table", "database_not_migrated"),
    ("no such column", "database_not_migrated"),
    ("does not exist", "database_not_migrated"),
    ("locked", "database_locked"),
    ("lock timeout", "database_locked"),
    ("disk is full", "disk_full"),
    ("no space left", "disk_full"),
    ("readonly", "database_read_only"),
    ("read-only", "database_read_only"),
    ("malformed", "database_damaged"),
    ("not a database", "database_damaged"),
    ("disk i/o", "database_damaged"),
    ("unable to open", "database_gone"),
    ("connect", "connection_lost"),
    ("terminat", "connection_lost"),
)
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def pending_migrations() -> list[str]:
    """Return the names of the migrations that this database still lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def require_migrated() -> None:
    """Raise RuleBroken('database_not_migrated') unless the tables are there and the newest."""
    if pending_migrations():
        raise RuleBroken("database_not_migrated", home=str(settings.HOME))


def readiness() -> str:
    """Return why this process should not be sent requests, as a code; empty when it may."""
    try:
        return "database_not_migrated" if pending_migrations() else ""
    except DatabaseError as error:
        refusal = trouble(error)
        return refusal.code if refusal else "database_trouble"


def trouble(error: BaseException) -> RuleBroken | None:
    """Return what an error of the database, the disk or a file means to a person; None when it is a fault of ours."""
    if isinstance(error, OSError):
        return _file_trouble(error)
    if isinstance(error, DatabaseError | InterfaceError | sqlite3.Error):
        return _database_trouble(error)
    if type(error).__module__ == "procrastinate.exceptions" and error.__cause__:
        return _database_trouble(error.__cause__)
    return None


def _database_trouble(error: BaseException) -> RuleBroken | None:
    text = " ".join(str(error).split())
    facts = {"home": str(settings.HOME), "error": text}
    code = next((code for says, code in _SAYS if says in text.lower()), "")
    if code == "database_gone" and not database_file_exists():
        code = "database_not_migrated"
    if code == "database_not_migrated" and not _is_about_tables(error, text):
        code = "connection_lost"
    if code:
        return RuleBroken(code, **facts)
    return RuleBroken("database_trouble", **facts) if isinstance(error, OperationalError) else None


def _is_about_tables(error: BaseException, text: str) -> bool:
    """PostgreSQL says 'does not exist' of a missing database too, but then as an OperationalError."""
    return isinstance(error, ProgrammingError) or text.startswith(("no such", "unable to open"))


def database_file_exists() -> bool:
    """Say whether there is anything to connect to; connecting would make an empty file."""
    if connection.vendor != "sqlite":
        return True
    name = str(connection.settings_dict["NAME"])
    return "memory" in name or Path(name).exists()


def _file_trouble(error: OSError) -> RuleBroken | None:
    facts = {"file": str(error.filename or ""), "error": error.strerror or str(error)}
    if error.errno in _FULL:
        return RuleBroken("disk_full", **facts)
    if not error.filename:
        return RuleBroken("machine_trouble", **facts)
    if isinstance(error, FileNotFoundError):
        return RuleBroken("file_missing", **facts)
    if isinstance(error, PermissionError):
        return RuleBroken("file_unreadable", **facts)
    return RuleBroken("file_trouble", **facts)


def stored_language() -> str:
    """Return the workspace's language without making anything; empty where there is no workspace yet."""
    if not database_file_exists():
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT language FROM core_workspace WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else ""
