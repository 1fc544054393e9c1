"""`jualan` as other programs see it: exit codes, one JSON object, sentences, a server that begins and ends well."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conditions import only_on_sqlite

pytestmark = only_on_sqlite
ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60


@dataclass
class Home:
    """A folder that the command is run in."""

    path: Path

    def environment(self, **more):
        fixed = {"JUALAN_HOME": str(self.path), "DJANGO_SETTINGS_MODULE": "", "DATABASE_URL": "", "LANG": "en_GB.UTF-8"}
        whole = {**os.environ, **fixed, **more}
        return {name: value for name, value in whole.items() if value}

    def run(self, *arguments, **more):
        return subprocess.run(
            [sys.executable, "-m", "jualan", *arguments],
            cwd=ROOT,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def answer(self, *arguments):
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *arguments):
        return subprocess.Popen(
            [sys.executable, "-m", "jualan", *arguments],
            cwd=ROOT,
            env=self.environment(PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("migrated"))
    assert home.run("migrate").returncode == 0
    return home


@pytest.fixture
def home(migrated, tmp_path):
    """A fresh home as `jualan migrate` leaves it."""
    shutil.copytree(migrated.path, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def empty(tmp_path):
    return Home(tmp_path / "nothing")


def test_help_lists_the_verbs_and_makes_nothing(empty):
    done = empty.run("--help")

    assert done.returncode == 0
    assert {"serve", "migrate", "user", "backup"} <= {line.split()[0] for line in done.stdout.splitlines() if line}
    assert not empty.path.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bogus"],
        ["migrate", "--bogus"],
        ["migrate", "--currency", "XXY"],
        ["migrate", "--time-zone", "Mars/Olympus"],
        ["user", "add", "Ali", "--role", "king"],
        ["user", "invite", "nobody@example.com"],
        ["user", "add", "Ali", "--role", "rep", "--email", "not an address"],
    ],
)
def test_wrong_use_ends_with_2(home, arguments):
    done = home.run(*arguments)

    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_command_without_a_database_names_the_one_that_makes_it(empty):
    done = empty.run("user", "list")

    assert done.returncode == 3
    assert "jualan migrate" in done.stderr
    assert not done.stdout


def test_unreadable_setting_ends_with_2(empty):
    done = empty.run("migrate", EMAIL_PORT="many")

    assert done.returncode == 2
    assert "EMAIL_PORT" in done.stderr


def test_money_fixes_the_currency(home):
    assert home.answer("migrate", "--currency", "SGD")["currency"] == "SGD"
    with sqlite3.connect(home.path / "jualan.sqlite3") as database:
        columns = ("created_at", "updated_at", "month", "kind", "amount_minor", "currency")
        known = {row[1]: row for row in database.execute("PRAGMA table_info(metrics_costentry)")}
        needed = {name: row for name, row in known.items() if row[3] and name != "id"}
        values = {name: "2026-01-01" if "month" in name or name.endswith(("_at", "_on")) else 1 for name in needed}
        assert set(columns) & set(known)
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        database.execute(f"INSERT INTO metrics_costentry ({names}) VALUES ({marks})", list(values.values()))

    done = home.run("migrate", "--currency", "MYR")

    assert done.returncode == 2
    assert "SGD" in done.stderr


def test_database_that_is_locked_ends_with_3(home):
    with sqlite3.connect(home.path / "jualan.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = home.run("user", "add", "Ali", "--role", "rep", "--json", DATABASE_LOCK_SECONDS="1")
        other.execute("ROLLBACK")

    assert (done.returncode, json.loads(done.stdout)["error"]["reason"]) == (3, "database_locked")
    assert home.answer("user", "list")["users"] == []


def test_database_that_is_damaged_ends_with_3(home):
    (home.path / "jualan.sqlite3").write_bytes(b"this was a database once" * 500)

    done = home.run("user", "list", "--json")

    assert (done.returncode, json.loads(done.stdout)["error"]["reason"]) == (3, "database_damaged")


def test_person_is_added_invited_listed_and_disabled(home):
    added = home.answer("user", "add", "Siti Aminah", "--email", "siti@example.com", "--role", "rep", "admin")
    again = home.run("user", "add", "Other", "--email", "Siti@Example.com", "--role", "rep")
    link = home.answer("user", "invite", "siti@example.com")["link"]
    last = home.run("user", "disable", "Siti Aminah")
    home.answer("user", "add", "Second", "--role", "admin")
    disabled = home.answer("user", "disable", str(added["id"]))
    listed = home.answer("user", "list")["users"]

    assert added["roles"] == ["admin", "rep"]
    assert (again.returncode, last.returncode) == (2, 2)
    assert link.startswith("http://127.0.0.1:8000/")
    assert disabled["is_active"] is False
    assert [person["name"] for person in listed] == ["Second", "Siti Aminah"]


def test_doctor_is_content_with_a_fresh_home(home):
    done = home.run("doctor", "--json")
    checks = {check["check"]: check["ok"] for check in json.loads(done.stdout)["checks"]}

    assert done.returncode == 0
    assert set(checks) == {"database", "migrations", "disk_space", "worker", "clock", "backup", "search_queue"}


def test_doctor_finds_a_fault(home):
    with sqlite3.connect(home.path / "jualan.sqlite3") as database:
        database.execute("UPDATE core_workspace SET created_at = '2020-01-01 00:00:00'")

    done = home.run("doctor")

    assert done.returncode == 1
    assert "jualan backup FILE" in done.stdout


def test_backup_is_restored_into_an_empty_home(home, empty, tmp_path):
    home.answer("user", "add", "Siti Aminah", "--role", "rep")
    file = tmp_path / "one.jualan"
    made = home.answer("backup", str(file))

    restored = empty.answer("restore", str(file))
    refused = empty.run("restore", str(file))

    assert restored["rows"] == made["rows"] > 0
    assert [person["name"] for person in empty.answer("user", "list")["users"]] == ["Siti Aminah"]
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert empty.answer("restore", str(file), "--replace")["file"] == str(file)


def test_server_for_the_network_shows_a_picture_to_scan(home):
    server = home.start("serve", "--lan", "--port", "8471", "--no-worker")
    try:
        address = server.stdout.readline().strip()
        name, port = address.removeprefix("http://").split(":")
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/account/sign-in/", headers={"Host": f"{name}:{port}"})
        assert urllib.request.urlopen(asked, timeout=SECONDS).status == 200
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(15)

    assert re.fullmatch(r"http://[\d.]+:84\d\d", address)
    assert server.stderr.read().count("\u2588") > 50


def test_server_without_a_proxy_begins_nothing(home, tmp_path):
    done = home.run("serve", "--domain", "shop.example.com", PATH=str(tmp_path))

    assert (done.returncode, done.stdout) == (3, "")
    assert "Caddy" in done.stderr


def test_lost_phone_is_forgotten_and_a_person_is_found_by_phone(home):
    home.run("user", "add", "Siti Aminah", "--phone", "012-388 4170", "--role", "admin")

    assert home.answer("user", "invite", "0123884170")["link"].startswith("http://127.0.0.1:8000/invitation/")
    assert home.answer("user", "forget-factor", "+60 12-388 4170")["name"] == "Siti Aminah"


def test_server_begins_answers_and_ends(home):
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    server = home.start("serve", "--port", str(port))
    try:
        address = server.stdout.readline().strip()
        body = urllib.request.urlopen(f"{address}/readyz", timeout=10).read()
        second = home.run("worker")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(15)
        taken.close()

    assert address.startswith("http://127.0.0.1:")
    assert address != f"http://127.0.0.1:{port}"
    assert body == b"ok"
    assert second.returncode == 3
    said = server.stderr.read().splitlines()
    assert (server.returncode, len(said)) == (0, 1)
    assert "/begin/" in said[0]


def test_worker_ends_when_told(home):
    worker = home.start("worker")
    worker.stderr.readline()
    time.sleep(0.2)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(15) == 0


def test_demo_refuses_a_real_home(home):
    done = home.run("demo")

    assert done.returncode == 2
    assert "JUALAN_HOME" in done.stderr
    assert not (home.path / "demo-home").exists()


def test_demo_refuses_another_database(empty):
    done = empty.run("demo", DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")

    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr


def test_sentences_are_in_the_workspace_language(home):
    with sqlite3.connect(home.path / "jualan.sqlite3") as database:
        database.execute("UPDATE core_workspace SET language = 'en'")
    assert home.run("bogus").stderr.startswith("There is no verb")
