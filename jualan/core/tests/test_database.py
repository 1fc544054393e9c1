"""Trouble with the machine becomes a reason code; the probes and the pages say so."""

import errno
import sqlite3

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError
from django.test import RequestFactory

from jualan.core import middleware
from jualan.core.commands import Exit, exit_code
from jualan.core.database import trouble
from jualan.core.errors import RuleBroken


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("database is locked"), "database_locked"),
        (OperationalError("no such table: core_workspace"), "database_not_migrated"),
        (ProgrammingError('relation "core_workspace" does not exist'), "database_not_migrated"),
        (OperationalError('connection failed: FATAL: database "x" does not exist'), "connection_lost"),
        (OperationalError("database or disk is full"), "disk_full"),
        (OperationalError("could not extend file: No space left on device"), "disk_full"),
        (OperationalError("attempt to write a readonly database"), "database_read_only"),
        (DatabaseError("file is not a database"), "database_damaged"),
        (sqlite3.DatabaseError("database disk image is malformed"), "database_damaged"),
        (OperationalError("server closed the connection unexpectedly"), "connection_lost"),
        (OperationalError("the moon is full"), "database_trouble"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (FileNotFoundError(errno.ENOENT, "No such file", "a.csv"), "file_missing"),
        (PermissionError(errno.EACCES, "Permission denied", "a.csv"), "file_unreadable"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "a"), "file_trouble"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "machine_trouble"),
    ],
)
def test_trouble_has_a_code_and_ends_with_3(error, code):
    refusal = trouble(error)

    assert refusal is not None
    assert (refusal.code, exit_code(refusal)) == (code, Exit.NOT_DONE)


@pytest.mark.parametrize("error", [ValueError("ours"), IntegrityError("UNIQUE constraint failed: x.y")])
def test_fault_of_ours_is_no_trouble(error):
    assert trouble(error) is None


def test_refusal_ends_with_2():
    assert exit_code(RuleBroken("email_taken")) is Exit.WRONG_USE


def test_probes_are_answered_without_a_known_host(client, db):
    for path in ("/healthz", "/readyz"):
        answer = client.get(path, headers={"Host": "10.0.0.7"})
        assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_names_what_is_lacking(monkeypatch, client, db):
    monkeypatch.setattr(middleware, "readiness", lambda: "database_not_migrated")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"database_not_migrated")


def test_locked_database_is_a_page_that_says_so(db):
    refusing = middleware.RefusalMiddleware(lambda request: None)

    answer = refusing.process_exception(RequestFactory().get("/"), OperationalError("database is locked"))

    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
