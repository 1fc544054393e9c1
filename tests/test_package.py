"""`pip install .` into an empty environment gives the command with everything in it."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tools.findings import ROOT, project_files

CARRIED = [
    "jualan/core/static/dist/manifest.json",
    "jualan/locale/ms/LC_MESSAGES/django.mo",
    "jualan/core/templates/core/",
]
OF_THE_SUITE = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "JUALAN_HOME", "PYTHONPATH", "VIRTUAL_ENV"}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The project as a clone has it: what git knows, nothing that was built."""
    folder = tmp_path_factory.mktemp("source")
    for name in project_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    return folder


@pytest.mark.slow
def test_pip_install_gives_the_whole_product(source, tmp_path):
    environment = tmp_path / "empty"
    venv.create(environment, with_pip=True)
    commands = environment / ("Scripts" if sys.platform == "win32" else "bin")

    run(commands / "pip", "install", "--quiet", "--disable-pip-version-check", source, cwd=tmp_path)

    jualan = Path(run(commands / "python", "-c", "import jualan; print(jualan.__path__[0])", cwd=tmp_path).strip())
    assert [name for name in CARRIED if not (jualan.parent / name).exists()] == []
    assert not list(jualan.rglob("tests"))
    run(commands / "jualan", "migrate", cwd=tmp_path)
    assert (tmp_path / "jualan-data/jualan.sqlite3").exists()


@pytest.mark.slow
def test_source_archive_builds_the_same_wheel(source, tmp_path):
    """A wheel made from the sdist needs no Node: what was built travels in it."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=source)
    archive = next(tmp_path.glob("*.tar.gz"))
    with tarfile.open(archive) as packed:
        assert f"{archive.name[:-7]}/{CARRIED[0]}" in packed.getnames()

    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        tmp_path,
        archive,
        cwd=tmp_path,
    )

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    assert [name for name in CARRIED if not any(found.startswith(name) for found in names)] == []
    assert len(names) == len(set(names))


def run(*command, cwd):
    """Run outside the project, so that nothing is found by standing in it; return what it printed."""
    alone = {name: value for name, value in os.environ.items() if name not in OF_THE_SUITE}
    outcome = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=alone, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout
