"""Background entry points of home."""

from jualan.home import imports


def run_import(run_id: int) -> None:
    """Do an import that was started on a screen, or go on with it."""
    imports.work(run_id)


def run_imports(run_ids: list[int]) -> None:
    """Do the imports of a set in their order; what is done already is passed over."""
    for run_id in run_ids:
        imports.work(run_id)
