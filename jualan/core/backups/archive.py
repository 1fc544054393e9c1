"""The file of a backup: written beside its place, read back and compared, and only then given its name."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from jualan.core.errors import RuleBroken

MANIFEST = "manifest.json"
FORMAT = 1
FILES = "files/"
KEY = "secret.key"
BLOCK = 1024 * 1024


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """Yield a path beside the target; what stands there afterwards takes the target's name, or nothing does."""
    aside = target.with_name(f"{target.name}.part")
    try:
        yield aside
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def write_archive(path: Path, database: Path, member: str, home: Path, manifest: dict[str, Any]) -> None:
    """Write the archive: the database under its member name, the files of the home, the manifest with every hash last."""
    path.touch(mode=0o600)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        hashes = {member: _put(archive, database, member)}
        for file in _files_of(home):
            name = FILES + file.relative_to(home / "files").as_posix()
            hashes[name] = _put(archive, file, name)
        if (home / KEY).is_file():
            hashes[KEY] = _put(archive, home / KEY, KEY)
        whole = {"format": FORMAT, **manifest, "database": member, "sha256": hashes}
        archive.writestr(MANIFEST, json.dumps(whole, indent=1))


def read_manifest(path: Path) -> dict[str, Any]:
    """Return what the backup says of itself. Raises RuleBroken('file_not_backup') for any other file."""
    if not path.is_file():
        raise RuleBroken("file_missing", file=str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise RuleBroken("file_not_backup", file=str(path)) from None
    if manifest.get("format") != FORMAT:
        raise RuleBroken("file_not_backup", file=str(path))
    return manifest


def unpack(path: Path, manifest: dict[str, Any], folder: Path) -> None:
    """Write every member into the folder. Raises RuleBroken('backup_damaged') when one is not as it was written."""
    for name, expected in manifest["sha256"].items():
        target = (folder / name).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise RuleBroken("backup_damaged", file=str(path), part=name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if _take(path, name, target) != expected:
            raise RuleBroken("backup_damaged", file=str(path), part=name)


def _take(path: Path, name: str, target: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as source, target.open("wb") as copy:
            return _copied(source, copy)
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError):
        raise RuleBroken("backup_damaged", file=str(path), part=name) from None


def _put(archive: zipfile.ZipFile, file: Path, name: str) -> str:
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as copy:
        return _copied(source, copy)


def _copied(source: IO[bytes], copy: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(BLOCK):
        digest.update(block)
        copy.write(block)
    return digest.hexdigest()


def _files_of(home: Path) -> list[Path]:
    return sorted(path for path in (home / "files").rglob("*") if path.is_file())


def replace_files(folder: Path, home: Path) -> None:
    """Let the unpacked files take the place of the home's; the key too, so that links and sessions go on."""
    old = home / "files.old"
    shutil.rmtree(old, ignore_errors=True)
    if (home / "files").exists():
        (home / "files").rename(old)
    if (folder / "files").exists():
        shutil.move(folder / "files", home / "files")
    if (folder / KEY).exists():
        shutil.move(folder / KEY, home / KEY)
        (home / KEY).chmod(0o600)
    shutil.rmtree(old, ignore_errors=True)
