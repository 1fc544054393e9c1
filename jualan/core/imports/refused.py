"""The rows an import did not take, as files that can be mended and imported again."""

import csv
from pathlib import Path

from django.conf import settings

from jualan.core.imports.cells import neutralised
from jualan.core.imports.labels import reason_text
from jualan.core.models import ImportRefusal, ImportRun

ROW, REASON = "jualan_row", "jualan_reason"
"""Columns that say where a row stood and why it was refused; read again they are no columns of the file."""


def write_refused(run_id: int) -> list[Path]:
    """Write the refused rows of a run, a file for each file of the run; nothing where none was refused."""
    run = ImportRun.objects.get(pk=run_id)
    rows = ImportRefusal.objects.filter(run=run).order_by("pk")
    names = list(rows.order_by("file").values_list("file", flat=True).distinct())
    return [_write(run, name, place) for place, name in enumerate(names, start=1)]


def _write(run: ImportRun, name: str, place: int) -> Path:
    path = Path(settings.HOME) / "imports" / f"refused-{run.pk}-{place}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = run.options.get("headers", {}).get(name, [])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*header, ROW, REASON])
        rows = ImportRefusal.objects.filter(run=run, file=name).order_by("row", "pk")
        for refusal in rows.iterator(2000):
            cells = [*refusal.cells, *[""] * (len(header) - len(refusal.cells))]
            writer.writerow(
                [*map(neutralised, cells), refusal.row, reason_text(refusal.reason) if refusal.reason else ""]
            )
    return path
