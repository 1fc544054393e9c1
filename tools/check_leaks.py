"""Nothing in the project names one machine or one package index; no work is left as a note without an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.findings import Finding, project_files, run_check

# Written in pieces, so that this file does not find itself.
HOSTS = ["py" + "pi.org", "python" + "hosted", "npm" + "js.", "yarn" + "pkg.com", "deb." + "debian.org"]
PLACES = [r"/ho" + r"me/\w+", r"/ro" + r"ot/\w+", "/wo" + "rk/", r"/Us" + r"ers/\w+"]
TODO = re.compile(r"(#|//|/\*|<!--).*\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!.*#\d)")
LOCKS = ("requirements/build.txt", "requirements/base.txt", "requirements/dev.txt", "requirements/node.txt")
NPM_LOCK = "frontend/package-lock.json"


def findings(name: str, text: str) -> Iterator[Finding]:
    """Yield every leak of one file."""
    for number, line in enumerate(text.splitlines(), start=1):
        if any(host in line for host in HOSTS):
            yield number, "names a package index: everyone has their own"
        if any(re.search(rf"(?<![\w.}}/-]){place}", line) for place in PLACES):
            yield number, "names a path of one machine"
        if TODO.search(line) and name.endswith((".py", ".ts", ".html", ".css")):
            yield number, "a note of work left names its issue (#12), or is done now"
        if name in LOCKS and "://" in line:
            yield number, "a lock holds names, versions and hashes, no address"
        if name == NPM_LOCK and '"resolved"' in line:
            yield number, "frontend/.npmrc keeps addresses out of the lock: omit-lockfile-registry-resolved"


if __name__ == "__main__":
    run_check(findings, project_files())
