"""Background entry points of home."""

from jualan.core.models import ImportRun
from jualan.home import imports


def run_import(run_id: int) -> None:
    """Do an import that was started on a screen, or go on with it."""
    run = ImportRun.objects.filter(pk=run_id, state=ImportRun.State.RUNNING).first()
    if run is not None:
        imports.work(run)
