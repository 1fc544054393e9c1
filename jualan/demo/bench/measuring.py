"""One line of the bench: a request over real HTTP to the real server, and the bare SQL that it cannot go below."""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WARM, RUNS = 5, 25


@dataclass(frozen=True, slots=True)
class Line:
    """What is measured: a GET, or a POST that makes or moves something; `form` is made anew for each run."""

    code: str
    label: str
    path: Callable[[], str]
    aim_ms: float
    best_ms: float | None = None
    form: Callable[[], Mapping[str, Any]] | None = None
    part: str = ""
    """The id of the element that htmx puts the answer into; empty for a whole page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians of one line in milliseconds; `ratio` is the request beside its bare SQL and an empty page."""

    code: str
    label: str
    ms: float
    p95_ms: float
    cpu_ms: float
    queries: int
    sql_ms: float
    kilobytes: float
    ratio: float
    aim_ms: float
    best_of_others_ms: float | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Browser:
    """One signed-in connection that stays open."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=120)
        self.cookies: dict[str, str] = {}

    def request(self, path: str, form: Mapping[str, Any] | None = None, *, part: str = "") -> tuple[int, bytes]:
        """Send a request with the cookies held, keep the ones that come back, and return status and body."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "identity",
        }
        if part:
            headers |= {"HX-Request": "true", "HX-Target": f"div#{part}"}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}, doseq=True)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
            }
        self.connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _sign, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read()

    def enter(self, session: str) -> None:
        """Go on with a session that was begun inside, and take the page's CSRF cookie."""
        self.cookies["sessionid"] = session
        self.request("/leads/new/")


@contextmanager
def served(port: int = 8731) -> Iterator[tuple[str, int]]:
    """Run `jualan serve` on this home and give its address and process id; it ends with the block."""
    command = [sys.executable, "-m", "jualan", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 ourselves
    try:
        address = next(line.strip() for line in server.stdout or () if line.startswith("http"))
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def measure(browser: Browser, pid: int, line: Line, empty_ms: float, inside: Client) -> Figure:
    """Return the medians of one line."""
    times, cpus, size = [], [], 0
    for run in range(WARM + RUNS):
        path, form = line.path(), line.form() if line.form else None
        cpu, start = _cpu_seconds(pid), time.perf_counter()
        status, body = browser.request(path, form, part=line.part)
        took = (time.perf_counter() - start) * 1000
        if status >= 400 or (form is None and status != 200):
            message = f"{line.code}: {path} answered {status}"
            raise RuntimeError(message)
        if run >= WARM:
            times.append(took)
            cpus.append((_cpu_seconds(pid) - cpu) * 1000)
            size = len(body)
    queries, sql_ms = _bare_sql(inside, line)
    middle = statistics.median(times)
    return Figure(
        code=line.code,
        label=line.label,
        ms=round(middle, 2),
        p95_ms=round(sorted(times)[int(len(times) * 0.95)], 2),
        cpu_ms=round(statistics.mean(cpus), 2),
        queries=queries,
        sql_ms=round(sql_ms, 2),
        kilobytes=round(size / 1024, 1),
        ratio=round(middle / (sql_ms + empty_ms), 2),
        aim_ms=line.aim_ms,
        best_of_others_ms=line.best_ms,
    )


def _cpu_seconds(pid: int) -> float:
    """Return the processor time of a process so far, by the kernel's own count."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bare_sql(inside: Client, line: Line) -> tuple[int, float]:
    """Return how many statements a page takes and how long its SELECTs take by themselves."""
    form = line.form() if line.form else None
    with CaptureQueriesContext(connection) as captured:
        inside.post(line.path(), form) if form is not None else inside.get(line.path())
    selects = [q["sql"] for q in captured.captured_queries if q["sql"].startswith("SELECT")]
    best = []
    with connection.cursor() as cursor:
        for sql in selects:
            start = time.perf_counter()
            _run(cursor, sql)
            best.append((time.perf_counter() - start) * 1000)
    return len(captured.captured_queries), sum(best)


def _run(cursor: Any, sql: str) -> None:
    """Run one statement as captured; one that cannot be repeated as text costs nothing."""
    try:
        cursor.execute(sql)
        cursor.fetchall()
    except Exception:  # noqa: BLE001 captured text of dates and JSON does not always parse again
        return


def memory_megabytes(pid: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return round(int(found.group(1)) / 1024, 1) if found else 0.0
