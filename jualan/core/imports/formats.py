"""The layouts of other programs' files, each a table of data: `config/wiring/formats/*.toml`, and a business's own beside.

A file of the same name and kind in `JUALAN_HOME/formats` takes the place of ours.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from django.conf import settings

from jualan.core.imports.mapping import SUM, Columns, FormatSpec, normalised_header


@cache
def formats() -> dict[str, tuple[FormatSpec, ...]]:
    """Kind → the formats it comes in."""
    found: dict[tuple[str, str], FormatSpec] = {}
    for name, layouts in _files():
        for layout in layouts:
            spec = _format(name, layout)
            found[spec.kind, f"{name}.{layout.get('variant', '')}"] = spec
    kinds = dict.fromkeys(kind for kind, _name in found)
    return {kind: tuple(spec for (of, _name), spec in found.items() if of == kind) for kind in kinds}


def _files() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(name, layouts) of each file: ours, then those of the business."""
    own = Path(settings.HOME) / "formats"
    ours = resources.files(f"{settings.CONFIG_PACKAGE}.wiring").joinpath("formats")
    for folder in (ours, own) if own.is_dir() else (ours,):
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".toml"):
                yield file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8"))["layout"]


def _format(name: str, layout: Mapping[str, Any]) -> FormatSpec:
    return FormatSpec(
        name=name,
        kind=layout["kind"],
        signatures=tuple(frozenset(map(normalised_header, signature)) for signature in layout["recognised_by"]),
        columns={field: _columns(told) for field, told in layout["columns"].items()},
        values=layout.get("values", {}),
        constants=layout.get("constants", {}),
        left_out=tuple((normalised_header(header), begins) for header, begins in layout.get("left_out", {}).items()),
        blank={normalised_header(header): frozenset(words) for header, words in layout.get("blank", {}).items()},
        prefixes={normalised_header(header): prefix for header, prefix in layout.get("prefixes", {}).items()},
        unsigned=frozenset(layout.get("unsigned", ())),
        summed=tuple(layout.get("summed", ())),
        of_lines=frozenset(layout.get("of_lines", ())),
        date_order=layout.get("date_order", ""),
        source=layout["source"],
    )


def _columns(told: Any) -> Columns:
    """A header, several of which the first filled counts, or `{join = […], with = ", "}` / `{add = […]}`."""
    if isinstance(told, str):
        return Columns((normalised_header(told),))
    if isinstance(told, list):
        return Columns(tuple(map(normalised_header, told)))
    if "add" in told:
        return Columns(tuple(map(normalised_header, told["add"])), SUM)
    return Columns(tuple(map(normalised_header, told["join"])), told.get("with", " "))
