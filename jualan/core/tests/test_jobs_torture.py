"""400 jobs, workers killed at random with -9 and started again: nothing is lost, on either engine."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[3]
JOBS, KILLS, SECONDS = 400, 10, 90


@pytest.fixture
def home(tmp_path):
    """The environment of a fresh home on SQLite."""
    return {"JUALAN_HOME": str(tmp_path), "DATABASE_URL": "", "TORTURE_LOG": str(tmp_path / "log")}


@pytest.fixture
def server_home(tmp_path):
    """The environment of a fresh home on this leg's PostgreSQL, in a database of its own."""
    url = os.environ["DATABASE_URL"]
    name = f"torture_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    own = urlsplit(url)._replace(path=f"/{name}").geturl()
    yield {"JUALAN_HOME": str(tmp_path), "DATABASE_URL": own, "TORTURE_LOG": str(tmp_path / "log")}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_nothing_is_lost_on_sqlite(home):
    assert torture(home, workers=1) == set(range(JOBS))


@pytest.mark.postgresql
def test_nothing_is_lost_on_postgresql(server_home):
    assert torture(server_home, workers=3) == set(range(JOBS))


def torture(home, *, workers):
    """Queue the jobs, kill and replace workers while they run, and return the numbers that said they were done."""
    run(home, "-m", "jualan", "migrate")
    run(home, "-m", "jualan.core.tests.torture", "queue", str(JOBS))
    chance, log = random.Random(7), Path(home["TORTURE_LOG"])
    log.touch()
    running = [start(home) for _ in range(workers)]
    kills, until = 0, time.monotonic() + SECONDS
    try:
        while len(done(log)) < JOBS and time.monotonic() < until:
            before = len(done(log))
            wait_for_progress(log, before + chance.randint(5, 30), seconds=6)
            if kills < KILLS:
                victim = running.pop(chance.randrange(len(running)))
                victim.send_signal(signal.SIGKILL)
                victim.wait()
                running.append(start(home))
                kills += 1
    finally:
        for worker in running:
            worker.terminate()
            worker.wait()
    assert kills >= KILLS
    return done(log)


def wait_for_progress(log, wanted, *, seconds):
    until = time.monotonic() + seconds
    while len(done(log)) < min(wanted, JOBS) and time.monotonic() < until:
        time.sleep(0.02)


def done(log):
    return {int(line) for line in log.read_text().split()}


def environment(home):
    settings = {"DJANGO_SETTINGS_MODULE": "jualan.config.settings", "LOG_LEVEL": "CRITICAL"}
    return {name: value for name, value in {**os.environ, **settings, **home}.items() if value}


def run(home, *command):
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment(home), check=True, stdout=subprocess.DEVNULL)


def start(home):
    return subprocess.Popen(
        [sys.executable, "-m", "jualan.core.tests.torture", "work"], cwd=ROOT, env=environment(home)
    )
