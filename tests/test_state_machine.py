"""Whatever is done in whatever order: no fact is lost, KPIs equal an oracle, and the proof finds nothing."""

import datetime as dt
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from jualan.accounts.actions import merge, unmerge
from jualan.accounts.models import Account
from jualan.accounts.rules import PersonFacts
from jualan.core.imports.engine import run_import
from jualan.core.imports.items import Options
from jualan.core.imports.planning import plan_import
from jualan.core.imports.reverting import revert_run
from jualan.core.models import AuditEntry, ImportRun
from jualan.core.workspace import today
from jualan.leads.actions import capture_lead, convert_lead
from jualan.leads.models import Lead
from jualan.metrics.catalogue import answer
from jualan.metrics.management.commands.prove import prove_kpis
from jualan.metrics.prove.records import prove_records
from jualan.metrics.queries.asking import Asked
from jualan.people.policy import SYSTEM
from jualan.pipeline.actions import move_stage, restore_opportunity, trash_opportunity
from jualan.pipeline.models import LostReason, Opportunity, Stage, StageChange
from jualan.store.actions import rebuild_statistics, refund_order, restore_order, take_order, take_payment, trash_order
from jualan.store.models import Order, Payment, Refund
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
START = dt.date(2020, 1, 1)
KIND = {"leads": Lead, "opportunities": Opportunity, "orders": Order}
HEAD = {
    "leads": "Lead ID,Full Name,Create Date",
    "opportunities": "Deal ID,Deal name,Contact,Amount,Stage,Create Date,Close Date",
    "orders": "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
}


def row_of(kind: str, key: str, minor: int, stage: str) -> str:
    """Return one row of a file; its money is `minor`."""
    amount = f"{minor // 100}.{minor % 100:02}"
    if kind == "leads":
        return f"{key},Asked {key},2024-02-01"
    if kind == "orders":
        return f"{key},L,Lamp,1,2024-03-01 10:00:00,{amount},C{minor % 3},Malaysia"
    return f"{key},Deal {key},Buyer {key},{amount},{stage},2024-02-01,{'' if stage == 'New' else '2024-03-01'}"


ROWS = st.tuples(st.integers(1, 10**7), st.sampled_from(["New", "Won", "Lost"]))


def imported_facts(kind: str, minor: int, stage: str) -> dict[str, Any]:
    """Return what the oracle knows of a row that was brought in."""
    if kind == "opportunities":
        outcome = {"New": "open", "Won": "won", "Lost": "lost"}[stage]
        return {"kind": outcome, "amount": minor, "trashed": False}
    return {"minor": minor, "paid": True, "back": 0, "trashed": False} if kind == "orders" else {}


def facts_on(kind: str, ids: list[int]) -> int:
    """Return how many facts, of those that are otherwise never lost, stand on records."""
    if kind == "opportunities":
        return StageChange.objects.filter(opportunity__in=ids).count()
    return Payment.objects.filter(order__in=ids).count() if kind == "orders" else 0


class Selling(RuleBasedStateMachine):
    """People ask, buy, come back, are merged and taken apart; deals move every way they may."""

    deals, orders, merges = Bundle("deals"), Bundle("orders"), Bundle("merges")
    leads, files = Bundle("leads"), Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        from jualan.core.birth import be_born  # noqa: PLC0415 inside the block that is rolled back

        be_born()
        self.cast = make_cast()
        self.stages = {stage.code: stage for stage in Stage.objects.all()}
        self.reason = LostReason.objects.get(code="price")
        self.deal_facts: dict[int, dict[str, Any]] = {}
        self.order_facts: dict[int, dict[str, Any]] = {}
        self.lead_facts: dict[int, dict[str, Any]] = {}
        self.number = 0
        self.facts_seen = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @rule(
        target=deals, amount=st.integers(1, 10**9) | st.none(), phone=st.sampled_from(["0123884170", "0162417883", ""])
    )
    def walk_in_becomes_a_deal(self, amount: int | None, phone: str) -> int:
        self.number += 1
        person = PersonFacts(full_name=f"Walk-in {self.number}", phone=phone)
        lead = capture_lead(person, owner=self.cast.rep, actor=SYSTEM).lead
        if lead.status_kind == "converted":
            return multiple()  # type: ignore[return-value] # nothing new
        self.lead_facts[lead.pk] = {}
        deal = convert_lead(lead, {"amount_minor": amount, "name": f"Deal {self.number}"}, actor=SYSTEM)
        self.deal_facts[deal.pk] = {"kind": "open", "amount": amount, "trashed": False}
        return deal.pk

    @rule(target=files, kind=st.sampled_from(sorted(KIND)), rows=st.lists(ROWS, min_size=1, max_size=3))
    def bring_a_file(self, kind: str, rows: list[tuple[int, str]]) -> int:
        made = {}
        for minor, stage in rows:
            self.number += 1
            made[f"9{self.number:05}"] = (minor, stage)
        run = self.import_rows(kind, made)
        for pk, (minor, stage) in zip(self.made_by(kind, run), made.values(), strict=True):
            self.facts_of(kind)[pk] = imported_facts(kind, minor, stage)
        return run

    def import_rows(self, kind: str, rows: dict[str, tuple[int, str]]) -> int:
        """Import a file of rows and return the number of the run."""
        text = "\n".join([HEAD[kind], *(row_of(kind, key, *row) for key, row in rows.items())])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"{kind}.csv")
            path.write_text(text + "\n", encoding="utf-8")
            outcome = run_import(plan_import(kind, [path], Options()))
        assert outcome.tally.refused_rows == 0
        return outcome.import_id or 0

    def made_by(self, kind: str, run: int) -> list[int]:
        return list(KIND[kind]._base_manager.filter(import_run=run).order_by("pk").values_list("pk", flat=True))

    def facts_of(self, kind: str) -> dict[int, dict[str, Any]]:
        return {"leads": self.lead_facts, "opportunities": self.deal_facts, "orders": self.order_facts}[kind]

    @rule(target=leads, run=files)
    def take_up_leads(self, run: int) -> Any:
        return multiple(*self.made_by("leads", run))

    @rule(target=deals, run=files)
    def take_up_deals(self, run: int) -> Any:
        return multiple(*self.made_by("opportunities", run))

    @rule(target=orders, run=files)
    def take_up_orders(self, run: int) -> Any:
        return multiple(*self.made_by("orders", run))

    @rule(target=deals, lead=leads, amount=st.integers(1, 10**9))
    def convert_an_imported_lead(self, lead: int, amount: int) -> Any:
        facts = self.lead_facts.get(lead)
        if facts is None or facts.get("touched"):
            return multiple()
        deal = convert_lead(Lead.objects.get(pk=lead), {"amount_minor": amount}, actor=SYSTEM)
        self.deal_facts[deal.pk] = {"kind": "open", "amount": amount, "trashed": False}
        facts["touched"] = True
        return deal.pk

    @rule(run=files)
    def take_a_file_back(self, run: int) -> None:
        """What nobody touched since goes with all its facts; the rest stays as it is."""
        record = ImportRun.objects.get(pk=run)
        if record.state == ImportRun.State.REVERTED:
            return
        facts = self.facts_of(record.kind)
        going = [pk for pk in self.made_by(record.kind, run) if not facts[pk].get("touched")]
        lost = facts_on(record.kind, going)
        reverted = revert_run(record)
        assert reverted.removed[KIND[record.kind].KIND] == len(going)
        assert not KIND[record.kind]._base_manager.filter(pk__in=going).exists()
        for pk in going:
            del facts[pk]
        self.facts_seen -= lost

    @rule(deal=deals, code=st.sampled_from(["new", "qualified", "negotiation", "verbal_yes"]))
    def move_or_reopen(self, deal: int, code: str) -> None:
        facts = self.deal_facts.get(deal)
        if facts is None or facts["trashed"]:
            return
        if move_stage(Opportunity.objects.get(pk=deal), self.stages[code], actor=SYSTEM):
            facts |= {"kind": "open", "touched": True}

    @rule(deal=deals, is_won=st.booleans())
    def close(self, deal: int, is_won: bool) -> None:
        facts = self.deal_facts.get(deal)
        if facts is None or facts["trashed"] or facts["kind"] != "open":
            return
        stage = self.stages["won" if is_won else "lost"]
        move_stage(Opportunity.objects.get(pk=deal), stage, lost_reason=None if is_won else self.reason, actor=SYSTEM)
        facts |= {"kind": "won" if is_won else "lost", "touched": True}

    @rule(deal=deals)
    def trash_or_restore_deal(self, deal: int) -> None:
        facts = self.deal_facts.get(deal)
        if facts is None:
            return
        record = Opportunity.objects.get(pk=deal)
        (restore_opportunity if facts["trashed"] else trash_opportunity)(record, actor=SYSTEM)
        facts |= {"trashed": not facts["trashed"], "touched": True}

    @rule(target=orders, price=st.integers(1, 10**9), pieces=st.integers(1, 40_000), deal=deals)
    def order(self, price: int, pieces: int, deal: int) -> Any:
        if deal not in self.deal_facts:
            return multiple()
        self.number += 1
        buyer = Opportunity.objects.get(pk=deal).contact
        line = {"title": "Lamp", "unit_price_micro": price, "quantity_milli": pieces}
        order = take_order({"number": f"N{self.number}", "buyer": buyer}, [line], actor=SYSTEM)
        self.order_facts[order.pk] = {"minor": order.merchandise_minor, "paid": False, "back": 0, "trashed": False}
        return order.pk

    @rule(order=orders)
    def pay(self, order: int) -> None:
        facts = self.order_facts.get(order)
        if facts is None or facts["trashed"] or facts["paid"] or not facts["minor"]:
            return
        record = Order.objects.get(pk=order)
        take_payment(record, record.total_minor, actor=SYSTEM)
        facts |= {"paid": True, "touched": True}

    @rule(order=orders, part=st.integers(1, 4))
    def refund(self, order: int, part: int) -> None:
        facts = self.order_facts.get(order)
        amount = min(facts["minor"] // part, facts["minor"] - facts["back"]) if facts else 0
        if facts is None or facts["trashed"] or not facts["paid"] or amount <= 0:
            return
        refund_order(Order.objects.get(pk=order), amount, actor=SYSTEM)
        facts |= {"back": facts["back"] + amount, "touched": True}

    @rule(order=orders)
    def trash_or_restore_order(self, order: int) -> None:
        facts = self.order_facts.get(order)
        if facts is None:
            return
        (restore_order if facts["trashed"] else trash_order)(Order.objects.get(pk=order), actor=SYSTEM)
        facts |= {"trashed": not facts["trashed"], "touched": True}

    @rule(target=merges, one=deals, other=deals)
    def merge_their_contacts(self, one: int, other: int) -> Any:
        if not {one, other} <= self.deal_facts.keys():
            return multiple()
        left, right = (Opportunity.objects.get(pk=pk).contact for pk in (one, other))
        if left is None or right is None or left.pk == right.pk or left.merged_into_id or right.merged_into_id:
            return multiple()
        return merge(left, right, actor=SYSTEM)

    @rule(target=merges, one=orders, other=orders)
    def merge_their_accounts(self, one: int, other: int) -> Any:
        if not {one, other} <= self.order_facts.keys():
            return multiple()
        left, right = (Order.objects.get(pk=pk).account for pk in (one, other))
        if left is None or right is None or left.pk == right.pk or left.merged_into_id or right.merged_into_id:
            return multiple()
        return merge(left, right, actor=SYSTEM)

    @rule(batch=merges)
    def take_apart(self, batch: Any) -> None:
        batch.refresh_from_db()
        if batch.undone_at is None:
            unmerge(batch, actor=SYSTEM)

    @invariant()
    def deals_count_as_the_oracle_counts(self) -> None:
        living = [facts for facts in self.deal_facts.values() if not facts["trashed"]]
        won = sum(facts["kind"] == "won" for facts in living)
        closed = won + sum(facts["kind"] == "lost" for facts in living)
        assert self.ask("win_rate").value == (Fraction(won, closed) if closed else None)
        open_minor = sum(facts["amount"] or 0 for facts in living if facts["kind"] == "open")
        assert self.ask("pipeline_value").value == open_minor

    @invariant()
    def money_counts_as_the_oracle_counts(self) -> None:
        living = [f for f in self.order_facts.values() if not f["trashed"] and f["paid"]]
        sold = [f["amount"] or 0 for f in self.deal_facts.values() if f["kind"] == "won" and not f["trashed"]]
        assert self.ask("revenue").value == sum(f["minor"] - f["back"] for f in living) + sum(sold)
        assert self.ask("money_received").value == sum(f["minor"] - f["back"] for f in living)
        assert self.ask("aov").denominator == len(living)

    @invariant()
    def leads_count_as_the_oracle_counts(self) -> None:
        assert self.ask("lead_conversion").denominator == len(self.lead_facts)

    @invariant()
    def no_fact_is_lost(self) -> None:
        models = (StageChange, Payment, Refund, AuditEntry)
        seen = sum(model.objects.count() for model in models)
        assert seen >= self.facts_seen
        self.facts_seen = seen

    @invariant()
    def the_proof_finds_nothing(self) -> None:
        rebuild_statistics(list(Account.objects.values_list("pk", flat=True)))
        assert prove_records()[1] + prove_kpis()[1] == []

    def ask(self, code: str) -> Any:
        return answer(Asked(code, START, today(), SYSTEM)).whole


def test_selling_in_any_order() -> None:
    run_state_machine_as_test(
        Selling,
        settings=settings(
            max_examples=12, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
