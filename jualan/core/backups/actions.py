"""Making a backup that was read back, and putting one in the place of a home."""

import tempfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

import jualan
from jualan.core.backups import embedded, server
from jualan.core.backups.archive import read_manifest, replace_files, unpack, write_archive, written_aside
from jualan.core.database import database_file_exists, pending_migrations
from jualan.core.errors import RuleBroken
from jualan.core.health import BACKED_UP
from jualan.core.jobs.engine import is_shared
from jualan.core.jobs.lock import worker_lock
from jualan.core.models import Editable
from jualan.core.records import audit
from jualan.core.workspace import forget_workspace, workspace


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or put back."""

    file: Path
    size: int
    tables: int
    rows: int
    files: int
    made_at: str


def back_up(target: Path) -> Backup:
    """Write a backup while the product runs, read it back, and give it its name only when it is whole."""
    workspace()
    target = target.resolve()
    with written_aside(target) as aside, tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / _engine().MEMBER
        _engine().write_copy(copy)
        counts = _engine().verified_counts(copy)
        manifest = {
            "product": jualan.__version__,
            "engine": connection.vendor,
            "made_at": timezone.now().isoformat(),
            "rows": counts,
        }
        write_archive(aside, copy, copy.name, settings.HOME, manifest)
        copy.unlink()
        _verify(aside, counts, Path(folder))
    audit(BACKED_UP, workspace(), None, {"file": target.name})
    return _told(target, read_manifest(target))


def _verify(path: Path, counts: dict[str, int], folder: Path) -> None:
    """Read the archive back as a restore would. Raises RuleBroken('backup_unverified') when it says anything else."""
    manifest = read_manifest(path)
    unpack(path, manifest, folder)
    if _engine().verified_counts(folder / manifest["database"]) != counts:
        raise RuleBroken("backup_unverified", file=str(path))


def put_back_here(source: Path) -> Backup:
    """Put a backup in the place of this home from inside its own worker, which keeps every other job away.

    A backup of an older program is brought up to date. Raises RuleBroken('backup_other_engine'), RuleBroken('restore_by_command') where several processes work.
    """
    if is_shared():
        raise RuleBroken("restore_by_command", file=str(source))
    manifest = read_manifest(source)
    if manifest["engine"] != connection.vendor:
        raise RuleBroken("backup_other_engine", of=manifest["engine"], here=connection.vendor)
    told = _put_back(source, manifest)
    if pending_migrations():
        call_command("migrate", stdout=StringIO())
    return told


def put_back(source: Path, *, replace: bool) -> Backup:
    """Put a backup in the place of this home, whole or not at all.

    Raises RuleBroken('home_holds_data') for a home with people or records unless `replace`, and
    RuleBroken('home_in_use') while a process works its jobs.
    """
    manifest = read_manifest(source)
    if manifest["engine"] != connection.vendor:
        raise RuleBroken("backup_other_engine", of=manifest["engine"], here=connection.vendor)
    if holds_data() and not replace:
        raise RuleBroken("home_holds_data", home=str(settings.HOME))
    settings.HOME.mkdir(parents=True, exist_ok=True)
    if is_shared():
        return _put_back(source, manifest)
    try:
        with worker_lock():
            return _put_back(source, manifest)
    except RuleBroken as refusal:
        if refusal.code == "worker_lock_held":
            raise RuleBroken("home_in_use", home=str(settings.HOME)) from None
        raise


def _put_back(source: Path, manifest: dict[str, Any]) -> Backup:
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".restore-") as folder:
        unpack(source, manifest, Path(folder))
        copy = Path(folder) / manifest["database"]
        if _engine().verified_counts(copy) != manifest["rows"]:
            raise RuleBroken("backup_damaged", file=str(source), part=manifest["database"])
        _engine().put_back(copy)
        replace_files(Path(folder), settings.HOME)
    forget_workspace()
    return _told(source, manifest)


def holds_data() -> bool:
    """Say whether this home has a person or a record of any kind."""
    models = [get_user_model(), *(model for model in apps.get_models() if issubclass(model, Editable))]
    tables = set(_tables())
    return any(model._default_manager.exists() for model in models if model._meta.db_table in tables)  # noqa: SLF001


def _tables() -> list[str]:
    if not database_file_exists():
        return []
    try:
        return connection.introspection.table_names()
    except DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            return []  # a damaged database is just what a restore is for
        raise


def _told(path: Path, manifest: dict[str, Any]) -> Backup:
    counts = manifest["rows"]
    files = sum(name.startswith("files/") for name in manifest["sha256"])
    return Backup(path, path.stat().st_size, len(counts), sum(counts.values()), files, manifest["made_at"])


def _engine() -> Any:
    return server if is_shared() else embedded
