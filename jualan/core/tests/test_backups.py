"""Backups: written while the product runs, read back, refused when damaged, and put in the place of a home."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from jualan.core.backups.actions import back_up, holds_data, put_back
from jualan.core.backups.archive import read_manifest
from jualan.core.errors import RuleBroken
from jualan.core.jobs.lock import worker_lock

User = get_user_model()
pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres") and shutil.which("pg_dump") is None,
    reason="pg_dump is not installed",
)


@pytest.fixture
def home(settings, tmp_path, transactional_db):
    """A home with a file in it and a database that other connections can read."""
    settings.HOME = tmp_path / "home"
    (settings.HOME / "files" / "logos").mkdir(parents=True)
    (settings.HOME / "files" / "logos" / "a.png").write_bytes(b"picture")
    User.objects.create(full_name="Farah Nadia")
    return settings.HOME


def test_backup_is_put_back(home, tmp_path):
    made = back_up(tmp_path / "one.jualan")
    User.objects.update(full_name="Somebody Else")
    (home / "files" / "logos" / "a.png").write_bytes(b"other")

    put_back(made.file, replace=True)

    assert User.objects.get().full_name == "Farah Nadia"
    assert (home / "files" / "logos" / "a.png").read_bytes() == b"picture"


def test_backup_replaces_an_older_one_only_when_whole(home, tmp_path, monkeypatch):
    target = tmp_path / "one.jualan"
    target.write_bytes(b"older")
    monkeypatch.setattr("jualan.core.backups.actions._verify", fail)

    with pytest.raises(RuleBroken, match="backup_unverified"):
        back_up(target)

    assert target.read_bytes() == b"older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "one.jualan"]


def fail(*_args):
    raise RuleBroken("backup_unverified")


def test_restore_refuses_a_home_that_holds_data(home, tmp_path):
    made = back_up(tmp_path / "one.jualan")

    assert holds_data()
    with pytest.raises(RuleBroken, match="home_holds_data"):
        put_back(made.file, replace=False)


def test_restore_refuses_a_home_in_use(home, tmp_path):
    if connection.vendor == "postgresql":
        pytest.skip("several processes may work jobs there")
    made = back_up(tmp_path / "one.jualan")

    with worker_lock(), pytest.raises(RuleBroken, match="home_in_use"):
        put_back(made.file, replace=True)


def test_restore_refuses_a_changed_backup_and_changes_nothing(home, tmp_path):
    made = back_up(tmp_path / "one.jualan")
    changed = tmp_path / "changed.jualan"
    with zipfile.ZipFile(made.file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"other" if name.endswith("a.png") else old.read(name))

    with pytest.raises(RuleBroken, match="backup_damaged"):
        put_back(changed, replace=True)

    assert User.objects.get().full_name == "Farah Nadia"
    assert (home / "files" / "logos" / "a.png").read_bytes() == b"picture"


def test_restore_refuses_a_member_outside_the_home(home, tmp_path):
    made = back_up(tmp_path / "one.jualan")
    manifest = read_manifest(made.file)
    manifest["sha256"]["../../evil"] = "0"
    changed = tmp_path / "changed.jualan"
    with zipfile.ZipFile(changed, "w") as new:
        new.writestr("manifest.json", json.dumps(manifest))

    with pytest.raises(RuleBroken, match="backup_damaged"):
        put_back(changed, replace=True)


@pytest.mark.parametrize("content", [b"", b"PK no zip", b"\x00" * 1000])
def test_restore_refuses_another_file(content, tmp_path, db):
    file = tmp_path / "x"
    file.write_bytes(content)

    with pytest.raises(RuleBroken, match="file_not_backup"):
        put_back(file, replace=True)


def test_backup_of_another_engine_is_refused(home, tmp_path):
    made = back_up(tmp_path / "one.jualan")
    manifest = read_manifest(made.file) | {"engine": "oracle"}
    changed = tmp_path / "changed.jualan"
    with zipfile.ZipFile(changed, "w") as new:
        new.writestr("manifest.json", json.dumps(manifest))

    with pytest.raises(RuleBroken, match="backup_other_engine"):
        put_back(changed, replace=True)


def test_commands_answer_with_one_json_object(home, tmp_path, capsys):
    call_command("backup", str(tmp_path / "one.jualan"), json=True)

    answer = json.loads(capsys.readouterr().out)
    assert (Path(answer["file"]).name, answer["files"]) == ("one.jualan", 1)
