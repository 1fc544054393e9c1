"""Whatever is done in whatever order: no fact is lost, KPIs equal an oracle, and the proof finds nothing."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from jualan.accounts.actions import merge, unmerge
from jualan.accounts.models import Account
from jualan.accounts.rules import PersonFacts
from jualan.core.models import AuditEntry
from jualan.core.workspace import today
from jualan.leads.actions import capture_lead, convert_lead
from jualan.metrics.catalogue import answer
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


class Selling(RuleBasedStateMachine):
    """People ask, buy, come back, are merged and taken apart; deals move every way they may."""

    deals, orders, merges = Bundle("deals"), Bundle("orders"), Bundle("merges")

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
        deal = convert_lead(lead, {"amount_minor": amount, "name": f"Deal {self.number}"}, actor=SYSTEM)
        self.deal_facts[deal.pk] = {"kind": "open", "amount": amount, "trashed": False}
        return deal.pk

    @rule(deal=deals, code=st.sampled_from(["new", "qualified", "negotiation", "verbal_yes"]))
    def move_or_reopen(self, deal: int, code: str) -> None:
        if self.deal_facts[deal]["trashed"]:
            return
        move_stage(Opportunity.objects.get(pk=deal), self.stages[code], actor=SYSTEM)
        self.deal_facts[deal]["kind"] = "open"

    @rule(deal=deals, is_won=st.booleans())
    def close(self, deal: int, is_won: bool) -> None:
        facts = self.deal_facts[deal]
        if facts["trashed"] or facts["kind"] != "open":
            return
        stage = self.stages["won" if is_won else "lost"]
        move_stage(Opportunity.objects.get(pk=deal), stage, lost_reason=None if is_won else self.reason, actor=SYSTEM)
        facts["kind"] = "won" if is_won else "lost"

    @rule(deal=deals)
    def trash_or_restore_deal(self, deal: int) -> None:
        record, facts = Opportunity.objects.get(pk=deal), self.deal_facts[deal]
        (restore_opportunity if facts["trashed"] else trash_opportunity)(record, actor=SYSTEM)
        facts["trashed"] = not facts["trashed"]

    @rule(target=orders, price=st.integers(1, 10**9), pieces=st.integers(1, 40_000), deal=deals)
    def order(self, price: int, pieces: int, deal: int) -> int:
        self.number += 1
        buyer = Opportunity.objects.get(pk=deal).contact
        line = {"title": "Lamp", "unit_price_micro": price, "quantity_milli": pieces}
        order = take_order({"number": f"N{self.number}", "buyer": buyer}, [line], actor=SYSTEM)
        self.order_facts[order.pk] = {"minor": order.merchandise_minor, "paid": False, "back": 0, "trashed": False}
        return order.pk

    @rule(order=orders)
    def pay(self, order: int) -> None:
        facts = self.order_facts[order]
        if facts["trashed"] or facts["paid"] or not facts["minor"]:
            return
        record = Order.objects.get(pk=order)
        take_payment(record, record.total_minor, actor=SYSTEM)
        facts["paid"] = True

    @rule(order=orders, part=st.integers(1, 4))
    def refund(self, order: int, part: int) -> None:
        facts = self.order_facts[order]
        amount = min(facts["minor"] // part, facts["minor"] - facts["back"])
        if facts["trashed"] or not facts["paid"] or amount <= 0:
            return
        refund_order(Order.objects.get(pk=order), amount, actor=SYSTEM)
        facts["back"] += amount

    @rule(order=orders)
    def trash_or_restore_order(self, order: int) -> None:
        record, facts = Order.objects.get(pk=order), self.order_facts[order]
        (restore_order if facts["trashed"] else trash_order)(record, actor=SYSTEM)
        facts["trashed"] = not facts["trashed"]

    @rule(target=merges, one=deals, other=deals)
    def merge_their_contacts(self, one: int, other: int) -> Any:
        left, right = (Opportunity.objects.get(pk=pk).contact for pk in (one, other))
        if left is None or right is None or left.pk == right.pk or left.merged_into_id or right.merged_into_id:
            return multiple()
        return merge(left, right, actor=SYSTEM)

    @rule(target=merges, one=orders, other=orders)
    def merge_their_accounts(self, one: int, other: int) -> Any:
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
    def no_fact_is_lost(self) -> None:
        models = (StageChange, Payment, Refund, AuditEntry)
        seen = sum(model.objects.count() for model in models)
        assert seen >= self.facts_seen
        self.facts_seen = seen

    @invariant()
    def the_proof_finds_nothing(self) -> None:
        rebuild_statistics(list(Account.objects.values_list("pk", flat=True)))
        assert prove_records()[1] == []

    def ask(self, code: str) -> Any:
        return answer(Asked(code, START, today(), SYSTEM)).whole


def test_selling_in_any_order() -> None:
    run_state_machine_as_test(
        Selling,
        settings=settings(
            max_examples=12, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
