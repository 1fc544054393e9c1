"""Background entry points of home."""

from jualan.home import backups, imports


def run_import(run_id: int) -> None:
    """Do an import that was started on a screen, or go on with it."""
    imports.work(run_id)


def run_imports(run_ids: list[int]) -> None:
    """Do the imports of a set in their order; what is done already is passed over."""
    for run_id in run_ids:
        imports.work(run_id)


def daily_backup() -> None:
    """Make today's backup if there is none; asked every hour, so that a machine that sleeps at night has one too."""
    backups.make_daily()


def back_up_now() -> None:
    backups.make_now()


def restore_backup(name: str, user_id: int) -> None:
    """Put a kept backup in the place of this home."""
    backups.put_back(name, user_id)
