"""Everything a developer runs, on a machine that has Python 3.11 and nothing else.

    python3.11 dev.py run                 the demo business, served
    python3.11 dev.py test [pytest args]  the suite on SQLite, then on a real PostgreSQL
    python3.11 dev.py check               lint, types, tiers, translations, migrations, docs
    python3.11 dev.py lock                pin requirements/*.txt anew
    python3.11 dev.py bench [args]        `jualan bench`
    python3.11 dev.py shots [args]        the screenshots of README.md

Standard library only. What was prepared once is remembered by content hash in .venv/stamps.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable
from pathlib import Path

from tools import postgresql

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
DIST = ROOT / "jualan/core/static/dist/manifest.json"
NO_TESTS_FOUND = 5
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "jualan.config.settings_test"}


# Preparing the house


def prepare(*, for_developers: bool) -> None:
    """Make the environment, install what the locks name, build the front end; nothing twice."""
    if sys.version_info < (3, 11):  # noqa: UP036 an older Python may be the one that was typed
        sys.exit(f"Jualan needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if not PYTHON.exists():
        say("making .venv")
        venv.create(VENV, with_pip=True)
    locks = ["requirements/build.txt", "requirements/dev.txt" if for_developers else "requirements/base.txt"]
    once(f"packages-{locks[-1][13:-4]}", files(*locks), lambda: install_locked(*locks))
    prepare_node()
    sources = files("frontend", skip=("node_modules",))
    once("frontend", sources, build_frontend, made=(DIST, ROOT / "frontend/node_modules"))
    once("install", files("pyproject.toml", "hatch_build.py"), install_jualan)
    catalogues = files("locale", suffix=".po")
    once("catalogues", catalogues, compile_catalogues, made=[po.with_suffix(".mo") for po in catalogues])


def once(name: str, sources: Iterable[Path], build: Callable[[], None], made: Iterable[Path] = ()) -> None:
    """Run build unless it was run before on the same content and what it made is still there."""
    stamp = VENV / "stamps" / name
    print_of_sources = fingerprint(sources)
    if stamp.exists() and stamp.read_text() == print_of_sources and all(path.exists() for path in made):
        return
    build()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(print_of_sources)


def fingerprint(paths: Iterable[Path]) -> str:
    """Return one hash over names and contents."""
    whole = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        whole.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return whole.hexdigest()


def files(*names: str, skip: tuple[str, ...] = (), suffix: str = "") -> list[Path]:
    """Return the files of that name, or inside the folders of that name."""
    found: list[Path] = []
    for top in (ROOT / name for name in names):
        if top.is_file():
            found.append(top)
        for folder, folders, inside in os.walk(top):
            folders[:] = [name for name in folders if name not in skip]
            found += [Path(folder, name) for name in inside if name.endswith(suffix)]
    return found


def install_locked(*locks: str) -> None:
    say(f"installing {', '.join(locks)}")
    listed = [part for lock in locks for part in ("-r", lock)]
    pip("install", "--require-hashes", *listed)


def prepare_node() -> None:
    """Install Node as a wheel where the machine has no npm, or one that is too old."""
    code = "import hatch_build, sys; sys.exit(hatch_build.system_npm() is None)"
    if (VENV / "stamps/node").exists() or run(PYTHON, "-c", code) == 0:
        return
    once("node", files("requirements/node.txt"), lambda: install_locked("requirements/node.txt"))


def build_frontend() -> None:
    say("building the front end")
    must(PYTHON, "hatch_build.py")


def install_jualan() -> None:
    say("installing jualan from this folder")
    pip("install", "--no-deps", "--no-build-isolation", "-e", ".")


def compile_catalogues() -> None:
    must(PYTHON, "-c", "import hatch_build as h; h.compile_catalogues(h.ROOT)")


def pip(*arguments: str) -> None:
    must(PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)


# The commands


def run_demo(arguments: list[str]) -> int:
    """Serve the demo business from ./jualan-demo; Ctrl-C reaches it directly."""
    prepare(for_developers=False)
    return become(BIN / "jualan", "demo", *arguments)


def bench(arguments: list[str]) -> int:
    prepare(for_developers=True)
    return become(BIN / "jualan", "bench", *arguments)


def shots(arguments: list[str]) -> int:
    prepare(for_developers=True)
    return become(PYTHON, "tools/screenshots.py", *arguments)


def lock(_arguments: list[str]) -> int:
    """Pin every requirement with its hashes; no address of any index is written."""
    prepare(for_developers=True)
    pinned: list[str] = []
    for name in ("build", "base", "dev", "node"):
        source = ["pyproject.toml"] if name in {"base", "dev"} else []
        group = [] if name == "base" else ["--group", name]
        held = [part for path in pinned for part in ("-c", path)]
        target = f"requirements/{name}.txt"
        options = ["--generate-hashes", "--universal", "--python-version", "3.11", "--no-annotate", "--quiet"]
        quiet = ["--no-emit-index-url", "--no-emit-find-links", "--upgrade"]
        must(
            BIN / "uv", "pip", "compile", *source, *group, *held, *options, *quiet, "-o", target,
            UV_CUSTOM_COMPILE_COMMAND="make lock",
        )  # fmt: skip
        pinned.append(target)
    return 0


def test(arguments: list[str]) -> int:
    """Front-end tests, then the suite on SQLite, then the same suite on PostgreSQL."""
    prepare(for_developers=True)
    legs = {"front end": run(PYTHON, "hatch_build.py", "npm", "test")}
    legs["SQLite"] = pytest(arguments, DATABASE_URL="")
    legs["PostgreSQL"] = test_on_postgresql(["-m", "not slow", *arguments])
    return closing({name: code in (0, NO_TESTS_FOUND) for name, code in legs.items()})


def test_on_postgresql(arguments: list[str]) -> int:
    """Use DATABASE_URL, else the machine's own PostgreSQL; with neither, fail in CI and say so elsewhere."""
    url, binaries = os.environ.get("DATABASE_URL", ""), postgresql.find_binaries()
    if url.startswith("postgres"):
        return pytest(arguments, DATABASE_URL=url)
    if binaries:
        with postgresql.throwaway_server(binaries) as address:
            return pytest(arguments, DATABASE_URL=address)
    say("PostgreSQL was not found: THE SUITE DID NOT RUN ON IT. Install postgresql or set DATABASE_URL.")
    return 1 if os.environ.get("CI") else 0


def pytest(arguments: list[str], **environment: str) -> int:
    workers = [] if any(a.startswith("-n") for a in arguments) else ["-n", "2"]
    say(f"pytest on {'PostgreSQL' if environment['DATABASE_URL'] else 'SQLite'}")
    return run(PYTHON, "-m", "pytest", *workers, *arguments, **environment)


def check(_arguments: list[str]) -> int:
    """Run every check even after one failed; no tests, except those that read the docs and the tree."""
    prepare(for_developers=True)
    steps: dict[str, list[str | Path]] = {
        "ruff": [BIN / "ruff", "check", "."],
        "format": [BIN / "ruff", "format", "--check", "."],
        "types": [BIN / "mypy"],
        "tiers": [BIN / "lint-imports"],
        "templates": [BIN / "djade", "--check", "--target-version", "5.2", *html()],
        "front end": [PYTHON, "hatch_build.py", "npm", "run", "check"],
        "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
        "translations": [PYTHON, "-m", "tools.messages", "--check"],
        "references": [PYTHON, "-m", "tools.references", "--check"],
        "docs": [PYTHON, "-m", "pytest", "-q", "tests/test_docs.py", "tests/test_structure.py"],
    }
    for script in sorted((ROOT / "tools").glob("check_*.py")):
        steps[script.stem] = [PYTHON, "-m", f"tools.{script.stem}"]
    return closing({name: timed(name, command) for name, command in steps.items()})


def html() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in files("jualan", skip=("static",), suffix=".html")]


def timed(name: str, command: list[str | Path]) -> bool:
    say(name)
    began = time.monotonic()
    passed = run(*command, **TEST_SETTINGS) == 0
    print(f"   {'ok' if passed else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    return passed


# Speaking and starting


def closing(results: dict[str, bool]) -> int:
    """Print one line a result; 0 when all passed."""
    print()
    for name, passed in results.items():
        print(f"{'ok    ' if passed else 'FAILED'} {name}")
    return 0 if all(results.values()) else 1


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def run(*command: str | Path, **environment: str) -> int:
    """Run in the root with these variables added (an empty one is taken away); return the exit code."""
    whole = {**os.environ, **environment}
    kept = {name: value for name, value in whole.items() if value or name not in environment}
    return subprocess.run(command, cwd=ROOT, env=kept, check=False).returncode


def must(*command: str | Path, **environment: str) -> None:
    if run(*command, **environment) != 0:
        sys.exit(f"This failed: {' '.join(map(str, command))}")


def become(*command: str | Path) -> int:
    """Let the command take this process's place, so that signals and its exit code are its own."""
    os.chdir(ROOT)
    if os.name != "nt":
        os.execv(command[0], [str(part) for part in command])  # noqa: S606 no shell is wanted
    return run(*command)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run_demo,
    "test": test,
    "check": check,
    "lock": lock,
    "bench": bench,
    "shots": shots,
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
