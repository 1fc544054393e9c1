import pytest

import dev


@pytest.fixture
def house(tmp_path, monkeypatch):
    """An empty project: its own root and environment."""
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    (tmp_path / ".venv").mkdir()
    (tmp_path / "lock.txt").write_text("a==1")
    return tmp_path


@pytest.fixture
def builds(house):
    """Build from lock.txt when called; the list says how often it was needed."""
    done = []

    def build():
        done.append(1)
        (house / "made").touch()

    def build_once():
        dev.once("lock", [house / "lock.txt"], build, made=[house / "made"])
        return len(done)

    return build_once


def test_same_content_is_built_once(builds):
    assert [builds(), builds()] == [1, 1]


def test_changed_content_is_built_again(house, builds):
    builds()
    (house / "lock.txt").write_text("a==2")

    assert builds() == 2


def test_what_was_deleted_is_built_again(house, builds):
    builds()
    (house / "made").unlink()

    assert builds() == 2


def test_failed_build_is_tried_again(house, builds):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        dev.once("lock", [house / "lock.txt"], fail)

    assert builds() == 1


def test_files_leaves_out_folders_and_other_endings(house):
    for name in ("src/a.po", "src/a.mo", "src/node_modules/b.po"):
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).touch()

    assert dev.files("src", skip=("node_modules",), suffix=".po") == [house / "src/a.po"]


def test_empty_variable_is_taken_away(house, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere")
    code = "import os, sys; sys.exit('DATABASE_URL' in os.environ)"

    assert dev.run(dev.sys.executable, "-c", code, DATABASE_URL="") == 0


@pytest.mark.parametrize(("ci", "code"), [("1", 1), ("", 0)])
def test_without_postgresql_the_leg_fails_in_ci_and_is_loud_elsewhere(ci, code, monkeypatch, capsys):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(dev.postgresql, "find_binaries", lambda: None)

    assert dev.test_on_postgresql([]) == code
    assert "DID NOT RUN" in capsys.readouterr().out


def test_unknown_command_is_wrong_use(capsys):
    assert dev.main(["fly"]) == 2
