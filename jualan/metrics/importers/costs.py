"""What selling costs, month by month, from files."""

from collections.abc import Sequence
from typing import Any

from jualan.accounts.bulk.places import PlacesByWord
from jualan.core.bulk import insert_rows
from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.mapping import FieldSpec, FieldType, KindSpec
from jualan.core.imports.rates import Rates
from jualan.core.imports.rows import Entry, key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.normalise import name_key
from jualan.metrics.models import CostEntry
from jualan.people.bulk import PeopleByWord

COSTS = KindSpec(
    kind="costs",
    record="cost",
    model="jualan.metrics.models.CostEntry",
    writer="jualan.metrics.importers.costs.CostWriter",
    export="jualan.metrics.importers.exports.COSTS_EXPORT",
    needs=("month",),
    keys=(("month", "kind", "channel", "team", "currency"),),
    facts=("month", "kind", "amount_minor", "currency"),
    fields=(
        FieldSpec("month", FieldType.MONTH, ("bulan", "period")),
        FieldSpec("kind", synonyms=("costtype", "type", "category", "jenis", "jeniskos")),
        FieldSpec("channel", synonyms=("saleschannel", "saluran"), longest=120),
        FieldSpec("team", synonyms=("teamname", "pasukan"), longest=120),
        FieldSpec("amount", FieldType.MONEY, ("cost", "spend", "value", "jumlah", "kos", "amaun")),
        FieldSpec("currency", FieldType.CURRENCY, ("currencycode", "matawang")),
    ),
)
KIND_WORDS = {
    "ads": CostEntry.Kind.MEDIA,
    "advertising": CostEntry.Kind.MEDIA,
    "marketing": CostEntry.Kind.MEDIA,
    "iklan": CostEntry.Kind.MEDIA,
    "salaries": CostEntry.Kind.SALARY,
    "gaji": CostEntry.Kind.SALARY,
    "commissions": CostEntry.Kind.COMMISSION,
    "komisen": CostEntry.Kind.COMMISSION,
    "software": CostEntry.Kind.TOOLS,
    "alatan": CostEntry.Kind.TOOLS,
    "overheads": CostEntry.Kind.OVERHEAD,
}
COLUMNS = ("month", "kind", "channel_id", "team_id", "amount_minor", "currency", "rate_micro", "custom")


class CostWriter:
    """One entry a month, kind, channel, team and currency; a later file's amount replaces it."""

    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.places = PlacesByWord(run)
        self.people = PeopleByWord(run)
        self.rates = Rates(run.base_currency)

    def key(self, entry: Entry) -> str:
        if not entry.get("month") or not entry.get("kind"):
            return ""
        words = (name_key(entry.get(code)) for code in ("kind", "channel", "team"))
        return key_text("cost", entry.get("month"), *words, entry.get("currency") or self.run.options.currency.upper())

    def write(self, items: Sequence[Item]) -> None:
        for item in items:
            self._work_out(item)
        open_items = [item for item in items if not item.is_refused]
        self._find_known(open_items)
        new: dict[Any, Item] = {}
        for item in open_items:
            if item.record_id is None and new.setdefault(_whose(item), item) is not item:
                item.refuse("cost_twice", "month", item.get("month"))
        rows = [tuple(item.given[name] for name in COLUMNS) for item in new.values()]
        ids = insert_rows(CostEntry, COLUMNS, rows, constants={"import_run_id": self.run.run_id})
        for pk, item in zip(ids, new.values(), strict=True):
            item.record_id, item.result = pk, CREATED
        self._update([item for item in open_items if not item.result])

    def _work_out(self, item: Item) -> None:
        if not item.get("month") or "amount" not in item.values:
            missing = "amount" if item.get("month") else "month"
            item.refuse(f"{missing}_missing", missing)
            return
        kind = _kind(item.get("kind"))
        if kind is None:
            item.refuse("kind_unknown", "kind", item.get("kind"))
            return
        currency = item.get("currency") or self.run.options.currency.upper() or self.run.base_currency
        try:
            channel = self.places.channel(item.get("channel")) if item.get("channel") else None
        except Ambiguous as word:
            item.refuse("ambiguous_channel", "channel", word)
            return
        item.given |= {
            "month": item.get("month"),
            "kind": kind,
            "channel_id": channel,
            "team_id": self.people.team(item.get("team")) if item.get("team") else None,
            "amount_minor": item.values["amount"],
            "currency": currency,
            "rate_micro": self.rates.rate(currency, item.get("month")),
            "custom": item.custom,
        }

    def _find_known(self, items: Sequence[Item]) -> None:
        months = {item.given["month"] for item in items}
        columns = ("month", "kind", "channel_id", "team_id", "currency")
        rows = CostEntry.objects.filter(month__in=months, deleted_at=None).values_list("pk", *columns)
        known = {tuple(row): pk for pk, *row in rows}
        for item in items:
            item.record_id = item.record_id or known.get(_whose(item))

    def _update(self, items: Sequence[Item]) -> None:
        wanted = {
            item.record_id or 0: {"amount_minor": item.given["amount_minor"], "rate_micro": item.given["rate_micro"]}
            for item in items
        }
        changed = self.run.journal.change(CostEntry, wanted)
        for item in items:
            item.result = UPDATED if item.record_id in changed else UNCHANGED


def _whose(item: Item) -> tuple[Any, ...]:
    return tuple(item.given[name] for name in ("month", "kind", "channel_id", "team_id", "currency"))


def _kind(word: str) -> str | None:
    plain = name_key(word)
    found = KIND_WORDS.get(plain) or next((kind for kind in CostEntry.Kind if kind.value == plain), None)
    return found.value if found else None
