"""What the check_*.py scripts share: the files of the project, and how a finding is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Finding = tuple[int, str]  # line, sentence
Check = Callable[[str, str], Iterable[Finding]]  # (path from the root, text) → findings


def project_files(*suffixes: str) -> Iterator[str]:
    """Yield the paths of all files that are, or would be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in sorted(set(listed.split("\0"))):
        if name.endswith(suffixes or "") and (ROOT / name).is_file():
            yield name


def run_check(check: Check, names: Iterable[str]) -> None:
    """Print each finding as path:line: sentence and leave with 1 when there is any."""
    found = 0
    for name in names:
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # pictures and fonts
        for line, sentence in check(name, text):
            found += 1
            print(f"{name}:{line}: {sentence}")
    sys.exit(1 if found else 0)
