"""Writes opportunities of files: their stage as the file declares it, without inventing a stay in it."""

import datetime as dt
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from jualan.accounts.bulk.companies import AccountsByWord
from jualan.accounts.bulk.contacts import ContactsByWord
from jualan.accounts.bulk.people import PeopleJoiner
from jualan.accounts.bulk.places import PlacesByWord
from jualan.accounts.models import Account
from jualan.catalog.bulk import ProductsByWord
from jualan.catalog.models import Product, Tier
from jualan.catalog.queries import price_for
from jualan.core.bulk import insert_rows
from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.rates import Rates
from jualan.core.imports.rows import Entry, key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.money import line_total, to_base
from jualan.core.normalise import name_key
from jualan.people.bulk import PeopleByWord
from jualan.people.models import OwnershipChange
from jualan.pipeline.importers.stages import LOST, OPEN, WON, FoundStage, ReasonsByWord, StagesByWord
from jualan.pipeline.models import Opportunity, OpportunityCredit, StageChange
from jualan.pipeline.rules import category_for

COLUMNS = (
    "name",
    "account_id",
    "contact_id",
    "owner_id",
    "first_owner_id",
    "pipeline_id",
    "stage_id",
    "stage_kind",
    "stage_since_on",
    "amount_minor",
    "currency",
    "rate_micro",
    "base_minor",
    "estimate_minor",
    "product_id",
    "product_text",
    "source_id",
    "opened_on",
    "expected_close_on",
    "closed_on",
    "won_at",
    "lost_reason_id",
    "forecast_category",
    "custom",
)
KEPT = (
    "stage_id",
    "closed_on",
    "won_at",
    "opened_on",
    "owner_id",
    "account_id",
    "contact_id",
    "product_id",
    "amount_minor",
    "currency",
    "custom",
)
WHOLE_BPS = 10_000


class OpportunityWriter:
    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.accounts = AccountsByWord(run)
        self.contacts = ContactsByWord(run)
        self.joiner = PeopleJoiner(run)
        self.owners = PeopleByWord(run)
        self.places = PlacesByWord(run)
        self.products = ProductsByWord()
        self.stages = StagesByWord(run)
        self.reasons = ReasonsByWord(run)
        self.worth = _Worth(run)
        self.references = (
            ("account", "account_id", self.accounts.find_or_make),
            ("contact", "contact_id", self.contacts.find_or_make),
            ("owner", "owner_id", self.owners.owner),
            ("source", "source_id", self.places.source),
            ("lost_reason", "lost_reason_id", self.reasons.reason),
        )

    def key(self, entry: Entry) -> str:
        if external := entry.get("external_id"):
            return key_text("id", external)
        whose = entry.get("lead_external_id") or name_key(entry.get("account"))
        if not whose and not entry.get("name"):
            return ""
        opened, closed = entry.get("opened_on"), entry.get("won_at") or entry.get("closed_on")
        return key_text(
            "opportunity",
            whose,
            name_key(entry.get("name")),
            name_key(entry.get("product")),
            opened.day if opened else "",
            closed.day if closed else "",
            entry.get("amount"),
        )

    def write(self, items: Sequence[Item]) -> None:
        self.accounts.look_up(item.get("account") for item in items)
        self.contacts.look_up(item.get("contact") for item in items)
        before = self._before([item.record_id for item in items if item.record_id is not None])
        for item in items:
            item.given["facts"] = self._facts(item, before.get(item.record_id or 0))
        open_items = [item for item in items if not item.is_refused]
        self._make_customers(open_items)
        self.worth.set(open_items, before)
        self._insert([item for item in open_items if item.record_id is None])
        self._update([item for item in open_items if not item.result], before)
        for item in open_items:
            self._tell_linkers(item)

    def _before(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        return {row["pk"]: row for row in Opportunity.objects.filter(pk__in=ids).values("pk", *KEPT)}

    def _facts(self, item: Item, before: dict[str, Any] | None) -> dict[str, Any]:
        """The columns that the filled cells of a row set; refuses the row where they contradict."""
        facts = self._named(item)
        facts |= {code: item.get(code) for code in ("name", "currency") if item.get(code)}
        facts |= {code: item.get(code).day for code in ("opened_on", "expected_close_on") if item.get(code)}
        if "amount" in item.values:
            facts["amount_minor"] = item.values["amount"]
        self._set_lead(item, facts)
        self._set_product(item, facts)
        self._set_stage(item, facts, before)
        if item.custom:
            facts["custom"] = {**(before["custom"] if before else {}), **item.custom}
        return facts

    def _named(self, item: Item) -> dict[str, Any]:
        """What the words of a row name; several of one name refuse it."""
        found: dict[str, Any] = {}
        for code, column, find in self.references:
            if word := item.get(code):
                try:
                    found[column] = find(word)
                except Ambiguous:
                    item.refuse(f"ambiguous_{code}", code, word)
        return found

    def _set_lead(self, item: Item, facts: dict[str, Any]) -> None:
        """A known lead gives the deal its contact, and its account where the row names none."""
        if "contact_id" in item.given:
            facts["contact_id"] = item.given["contact_id"]
            if item.given.get("lead_account_id"):
                facts.setdefault("account_id", item.given["lead_account_id"])

    def _set_product(self, item: Item, facts: dict[str, Any]) -> None:
        word = item.get("product")
        if not word:
            return
        found = self.products.find(word)
        if found is None:
            self.run.tally.warn("unknown_product", word)
        facts |= {"product_id": found, "product_text": "" if found else word}

    def _set_stage(self, item: Item, facts: dict[str, Any], before: dict[str, Any] | None) -> None:
        stage = self._stage(item, before)
        won, closed = item.get("won_at", None), item.get("closed_on", None)
        if won and stage.kind != WON:
            item.refuse("won_and_lost" if stage.kind == LOST else "won_and_open", "won_at", won.day)
            return
        facts |= {"pipeline_id": stage.pipeline, "stage_id": stage.pk, "stage_kind": stage.kind}
        if stage.kind == OPEN:
            facts |= {"closed_on": None, "won_at": None, "stage_since_on": None}
            if closed:
                facts.setdefault("expected_close_on", closed.day)
        else:
            self._set_closing(stage, won or closed, facts, before)
        if stage.kind != LOST:
            facts.pop("lost_reason_id", None)
        if before is None or before["stage_id"] != stage.pk:
            facts["forecast_category"] = category_for(stage.probability_bps)

    def _set_closing(
        self, stage: FoundStage, moment: Any, facts: dict[str, Any], before: dict[str, Any] | None
    ) -> None:
        """The day and moment a deal was closed; a row without them leaves those of a deal that was closed before."""
        if moment is None and before is not None and before["closed_on"] is not None:
            return
        day = moment.day if moment else None
        facts |= {"closed_on": day, "stage_since_on": day}
        facts["won_at"] = moment.at if moment and stage.kind == WON else None

    def _stage(self, item: Item, before: dict[str, Any] | None) -> FoundStage:
        """The stage of a row; without a word a win is the first won stage, and a known deal stays where it is."""
        if word := item.get("stage"):
            return self.stages.stage(word)
        if item.get("won_at"):
            return self.stages.first_of(WON)
        return self.stages.with_id(before["stage_id"]) if before else self.stages.first_of(OPEN)

    def _make_customers(self, items: Sequence[Item]) -> None:
        """A contact who wins without an account gets one."""
        wins = [
            item.given["facts"]
            for item in items
            if item.given["facts"]["stage_kind"] == WON
            and item.given["facts"].get("contact_id")
            and not item.get("account")
        ]
        lonely = [facts for facts in wins if not facts.get("account_id")]
        accounts = self.joiner.ensure_accounts([facts["contact_id"] for facts in lonely], self.accounts)
        for facts in lonely:
            facts["account_id"] = accounts[facts["contact_id"]]

    def _insert(self, items: Sequence[Item]) -> None:
        empty: dict[str, Any] = dict.fromkeys(COLUMNS) | {"product_text": "", "custom": {}}
        rows = []
        for item in items:
            facts = {**empty, **item.given["facts"]}
            facts["first_owner_id"] = facts["owner_id"]
            facts["name"] = facts["name"] or _name(item)
            rows.append(facts)
        pick = itemgetter(*COLUMNS)
        ids = insert_rows(
            Opportunity, COLUMNS, [pick(facts) for facts in rows], constants={"import_run_id": self.run.run_id}
        )
        for pk, item in zip(ids, items, strict=True):
            item.record_id, item.result = pk, CREATED
        moves = [
            (pk, facts["stage_id"], facts["closed_on"], facts["won_at"]) for pk, facts in zip(ids, rows, strict=True)
        ]
        constants = {"cause": StageChange.Cause.IMPORTED.value, "by_id": self.run.actor_id}
        insert_rows(
            StageChange, ("opportunity_id", "to_stage_id", "happened_on", "happened_at"), moves, constants=constants
        )
        credited = [
            (pk, facts["owner_id"], WHOLE_BPS)
            for pk, facts in zip(ids, rows, strict=True)
            if facts["stage_kind"] == WON and facts["owner_id"]
        ]
        insert_rows(OpportunityCredit, ("opportunity_id", "user_id", "share_bps"), credited)

    def _update(self, items: Sequence[Item], before: dict[int, dict[str, Any]]) -> None:
        wanted = {item.record_id: item.given["facts"] for item in items if item.record_id is not None}
        changed = self.run.journal.change(Opportunity, wanted)
        for item in items:
            item.result = UPDATED if item.record_id in changed else UNCHANGED
        self._note_moves({pk: wanted[pk] for pk in changed}, before)

    def _note_moves(self, after: dict[int, dict[str, Any]], before: dict[int, dict[str, Any]]) -> None:
        """Write the history of stages, owners and credits that a later file has changed."""
        moves, owners, wins, unwon = [], [], [], []
        for pk, facts in after.items():
            old = before[pk]
            was_won = self.stages.with_id(old["stage_id"]).kind == WON
            is_won = facts["stage_kind"] == WON
            day = facts.get("closed_on", old["closed_on"])
            if facts["stage_id"] != old["stage_id"] or (day != old["closed_on"] and facts["stage_kind"] != OPEN):
                moves.append((pk, old["stage_id"], facts["stage_id"], day or self.run.today, facts.get("won_at")))
            owner = facts.get("owner_id", old["owner_id"])
            if owner != old["owner_id"]:
                owners.append((pk, old["owner_id"], owner))
            if is_won and not was_won and owner:
                wins.append((pk, owner, WHOLE_BPS))
            if was_won and not is_won:
                unwon.append(pk)
        self._write_moves(moves, owners, wins, unwon)

    def _write_moves(self, moves: list[Any], owners: list[Any], wins: list[Any], unwon: list[int]) -> None:
        journal, actor = self.run.journal, self.run.actor_id
        columns = ("opportunity_id", "from_stage_id", "to_stage_id", "happened_on", "happened_at")
        journal.add(StageChange, columns, moves, cause=StageChange.Cause.IMPORTED.value, by_id=actor)
        gone = OpportunityCredit.objects.filter(opportunity__in=[*unwon, *(pk for pk, *_rest in wins)])
        journal.remove(OpportunityCredit, gone.values_list("pk", flat=True))
        journal.add(OpportunityCredit, ("opportunity_id", "user_id", "share_bps"), wins)
        journal.add(
            OwnershipChange,
            ("record_id", "old_owner_id", "owner_id"),
            owners,
            kind=Opportunity.KIND,
            happened_on=self.run.today,
            by_id=actor,
        )

    def _tell_linkers(self, item: Item) -> None:
        """What an upper area's column may need to know of the deal."""
        facts = item.given["facts"]
        item.given["opened_on"] = facts.get("opened_on")
        if facts["stage_kind"] == WON:
            item.given["won_on"] = facts.get("closed_on")


class _Worth:
    """What deals are worth in the base currency: the stated amount, else an estimate by the price of their product."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._rates = Rates(run.base_currency)
        self._prices: dict[tuple[int, int | None], int | None] = {}

    def set(self, items: Sequence[Item], before: dict[int, dict[str, Any]]) -> None:
        """Add the columns of worth to the facts of each item."""
        wholes = [
            ({**before.get(item.record_id or 0, {}), **item.given["facts"]}, item.given["facts"]) for item in items
        ]
        tiers = self._tiers([whole for whole, _facts in wholes])
        for whole, facts in wholes:
            currency = whole.get("currency") or self._run.options.currency.upper() or self._run.base_currency
            rate = self._rates.rate(currency, self._day(whole))
            amount = whole.get("amount_minor")
            facts |= {
                "currency": currency,
                "rate_micro": rate,
                "base_minor": None if amount is None else to_base(amount, rate, currency, self._run.base_currency),
                "estimate_minor": self._estimate(whole, tiers) if amount is None else None,
            }

    def _day(self, whole: dict[str, Any]) -> dt.date:
        """The day of the fact that decides the rate: of the win, else of the opening."""
        closed: dt.date | None = whole.get("closed_on") if whole["stage_kind"] == WON else None
        return closed or whole.get("opened_on") or self._run.today

    def _tiers(self, wholes: Sequence[dict[str, Any]]) -> dict[int, int]:
        wanted = {whole["account_id"] for whole in wholes if whole.get("account_id") and whole.get("product_id")}
        rows = Account.objects.filter(pk__in=wanted).values_list("pk", "tier_id")
        return {pk: tier for pk, tier in rows if tier}

    def _estimate(self, whole: dict[str, Any], tiers: dict[int, int]) -> int | None:
        """The list price of an open deal's product, as its customer's tier pays it."""
        product = whole.get("product_id")
        if product is None or whole["stage_kind"] != OPEN:
            return None
        key = (product, tiers.get(whole.get("account_id") or 0))
        if key not in self._prices:
            self._prices[key] = self._price(*key)
        return self._prices[key]

    def _price(self, product_id: int, tier_id: int | None) -> int | None:
        product = Product.objects.get(pk=product_id)
        price = price_for(product, Tier.objects.filter(pk=tier_id).first() if tier_id else None, 1000)
        if price is None:
            return None
        amount = line_total(price.unit_price_micro, 1000, product.currency)
        return to_base(
            amount, self._rates.rate(product.currency, self._run.today), product.currency, self._run.base_currency
        )


def _name(item: Item) -> str:
    """A deal without a name is called after what it is about."""
    about = [text for text in (item.get("account") or item.get("contact"), item.get("product")) if text]
    return (" · ".join(about) or str(item.get("external_id")) or "—")[:300]
