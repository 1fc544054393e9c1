"""Which homes are demos: those with the file `demo-home` in them, their data in a file beside it."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from jualan.core.errors import RuleBroken

MARK = "demo-home"
HARMLESS = {MARK, "secret.key", "worker.lock"}


def is_demo_home() -> bool:
    """Say whether this home is a demo, and its database the one inside it."""
    if connection.vendor != "sqlite" or not (settings.HOME / MARK).is_file():
        return False
    name = str(connection.settings_dict["NAME"])
    return "memory" in name or Path(name).resolve().is_relative_to(settings.HOME)


def mark_demo_home() -> None:
    """Make this home a demo. Raises RuleBroken('home_not_demo') for a folder that holds anything else."""
    if connection.vendor != "sqlite" or not Path(connection.settings_dict["NAME"]).is_relative_to(settings.HOME):
        raise RuleBroken("demo_database")
    if is_demo_home():
        return
    settings.HOME.mkdir(parents=True, exist_ok=True)
    if {path.name for path in settings.HOME.iterdir()} - HARMLESS:
        raise RuleBroken("home_not_demo", home=str(settings.HOME))
    (settings.HOME / MARK).write_text("This folder holds a demo. Anyone on this machine may sign in as anyone.\n")
