import os
import subprocess
import sys

import pytest

from tools.new_area import ROOT, make_area


def test_skeleton_has_a_test_that_passes(tmp_path):
    package = tmp_path / "jualan"
    make_area(package, "samples")
    (package / "__init__.py").touch()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:django",
        "-p",
        "no:randomly",
        "--rootdir",
        tmp_path,
        tmp_path,
    ]

    outcome = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "3 passed" in outcome.stdout


def test_skeleton_keeps_the_house_style(tmp_path):
    make_area(tmp_path / "jualan", "samples")
    ruff = [sys.executable, "-m", "ruff", "check", "-q", "--config", ROOT / "pyproject.toml", "."]

    assert subprocess.run(ruff, cwd=tmp_path, check=False, capture_output=True, text=True).stdout == ""


@pytest.mark.parametrize("name", ["core", "two words", "Upper", "with_underscore"])
def test_bad_name_is_refused(name):
    with pytest.raises(SystemExit):
        make_area(ROOT / "jualan", name)
