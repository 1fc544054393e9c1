"""Background entry points of home."""

from jualan.home import imports


def run_import(run_id: int) -> None:
    """Do an import that was started on a screen, or go on with it."""
    imports.work(run_id)
