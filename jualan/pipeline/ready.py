"""Pipelines that a new home may take as they are: how wholesale and corporate buyers in Malaysia come to an order."""

from collections.abc import Mapping
from dataclasses import dataclass

from jualan.pipeline.models import StageKind

NewStage = tuple[str, Mapping[str, str], str, int | None, int | None]
"""(code, name by language, kind, chance in basis points, days until it is stale)."""

_LOST: NewStage = ("lost", {"en": "Lost", "ms": "Tak jadi"}, StageKind.LOST, 0, None)


@dataclass(frozen=True, slots=True)
class ReadyPipeline:
    """One ready pipeline: its code, its name and what it is for, and its stages in order."""

    code: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    stages: tuple[NewStage, ...]


READY = (
    ReadyPipeline(
        "wholesale",
        {"en": "Wholesale", "ms": "Borong"},
        {
            "en": "Shops, stockists and agents who buy to sell on.",
            "ms": "Kedai, stokis dan ejen yang beli untuk jual semula.",
        },
        (
            ("asked", {"en": "Asked for wholesale prices", "ms": "Tanya harga borong"}, StageKind.OPEN, 1000, 3),
            ("list_sent", {"en": "Price list sent", "ms": "Senarai harga dihantar"}, StageKind.OPEN, 2500, 7),
            ("samples", {"en": "Samples with them", "ms": "Sampel di tangan mereka"}, StageKind.OPEN, 4000, 14),
            ("terms", {"en": "Terms agreed", "ms": "Terma dipersetujui"}, StageKind.OPEN, 7000, 7),
            ("won", {"en": "First order", "ms": "Pesanan pertama"}, StageKind.WON, 10000, None),
            _LOST,
        ),
    ),
    ReadyPipeline(
        "corporate",
        {"en": "Bulk and corporate", "ms": "Pukal dan korporat"},
        {
            "en": "Companies, schools, offices and events that buy many at once, by quotation and purchase order.",
            "ms": "Syarikat, sekolah, pejabat dan majlis yang beli banyak sekali gus, dengan sebut harga dan PO.",
        },
        (
            ("brief", {"en": "Brief received", "ms": "Butiran diterima"}, StageKind.OPEN, 1000, 3),
            ("quoted", {"en": "Quotation sent", "ms": "Sebut harga dihantar"}, StageKind.OPEN, 3500, 7),
            ("mock_up", {"en": "Sample approved", "ms": "Contoh diluluskan"}, StageKind.OPEN, 5500, 10),
            ("awaiting_po", {"en": "Waiting for the PO", "ms": "Menunggu PO"}, StageKind.OPEN, 8000, 14),
            ("won", {"en": "PO received", "ms": "PO diterima"}, StageKind.WON, 10000, None),
            _LOST,
        ),
    ),
)
