"""Sales as they stood at a moment: documents, their refunds and payments, and won deals that no order stands for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jualan.accounts.models import Account
from jualan.core.money import to_base
from jualan.core.workspace import base_currency
from jualan.metrics.queries.asking import Asked, Cut, read_once
from jualan.metrics.queries.deals import Deal, deals
from jualan.metrics.queries.dimensions import Book
from jualan.metrics.rules import Ties
from jualan.people.policy import SYSTEM, visible
from jualan.pipeline.models import OpportunityOrder
from jualan.store.models import Order, OrderCredit, OrderLine, Payment, Refund
from jualan.store.rules import COUNTED, state_of_word


@dataclass(frozen=True, slots=True)
class Sale:
    """One document. `reason` says why it is no counted order ('' = it is one). Money in base minor units."""

    id: int
    reason: str
    document: str
    day: dt.date | None
    at: dt.datetime | None
    merchandise: int
    account: int | None
    owner: int | None
    channel: int | None
    currency: str
    country: str
    custom: Mapping[str, Any]
    fee: int = 0
    """What the platform keeps of it, in base minor units; 0 = none known."""

    def ties(self, day: dt.date | None = None, **more: Any) -> Ties:
        facts = {
            "day": day or self.day,
            "owner": self.owner,
            "account": self.account,
            "channel": self.channel,
            "currency": self.currency,
            "country": self.country,
            "custom": self.custom,
        }
        return Ties(**{**facts, **more})


_FIELDS = (
    "pk",
    "document",
    "state",
    "status",
    "placed_on",
    "placed_at",
    "merchandise_minor",
    "rate_micro",
    "currency",
    "account_id",
    "owner_id",
    "channel_id",
    "country",
    "custom",
    "deleted_at",
    "created_at",
    "platform_fee_minor",
)


@read_once
def sales(asked: Asked) -> dict[int, Sale]:
    """Return every visible document that was known at the cut, by its id."""
    base = base_currency()
    found = {}
    for row in visible(asked.viewer, Order, with_trash=True).values_list(*_FIELDS).iterator(5000):
        pk, document, state, status, on, at, minor, rate, currency, account, owner, channel, country, custom = row[:14]
        deleted, created, fee = row[14:]
        if not asked.cut.was_known(created) or not asked.cut.has_happened(on, at):
            continue
        amount = to_base(minor, rate, currency, base)
        reason = _reason(document, state, status, amount, minor, is_trashed=deleted is not None)
        places = (account, owner, channel, currency, country, custom, to_base(fee, rate, currency, base) or 0)
        found[pk] = Sale(pk, reason, document, on, at, amount or 0, *places)
    return found


def _reason(document: str, state: str, status: str, amount: int | None, minor: int, *, is_trashed: bool) -> str:
    """Return why a document is no counted order: the first that holds, in the order people would name them."""
    if is_trashed:
        return "trashed"
    if document == Order.Document.ADJUSTMENT:
        return "adjustment"
    if state not in COUNTED:
        return state if state_of_word(status) in COUNTED else status
    if document == Order.Document.CREDIT_NOTE:
        return "credit_note"
    if amount is None:
        return "no_rate"
    return "zero_value" if minor <= 0 else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A refund: merchandise taken back for a document. Base minor units."""

    order: int
    day: dt.date
    minor: int
    is_day_stated: bool


def refunds(asked: Asked, known: Mapping[int, Sale]) -> list[Taken]:
    """Return the refunds of known documents that count: of counted orders, and credit notes that stand alone."""
    base = base_currency()
    fields = ("order_id", "refunded_on", "merchandise_minor", "rate_micro", "currency", "is_day_stated", "recorded_at")
    found = []
    for order, day, minor, rate, currency, stated, recorded in Refund.objects.order_by("pk").values_list(*fields):
        sale = known.get(order)
        if sale is None or sale.reason not in {"", "credit_note"} or not asked.cut.was_known(recorded):
            continue
        amount = to_base(minor, rate, currency, base)
        if amount and asked.cut.has_happened(day):
            found.append(Taken(order, day, amount, stated))
    return found


@read_once
def order_credits() -> Mapping[int, Sequence[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for order, user, bps in OrderCredit.objects.order_by("pk").values_list("order_id", "user_id", "share_bps"):
        found[order].append((user, bps))
    return found


@dataclass(frozen=True, slots=True)
class Paid:
    """A movement of money: in (positive) or back (negative). `minor` None = no rate was known."""

    id: int
    order: int | None
    day: dt.date
    minor: int | None
    currency: str
    is_day_stated: bool


@read_once
def payments(asked: Asked) -> list[Paid]:
    """Return every payment and repayment that had happened and was known at the cut."""
    base = base_currency()
    fields = ("pk", "order_id", "paid_on", "amount_minor", "rate_micro", "currency", "is_day_stated", "recorded_at")
    rows = Payment.objects.order_by("pk").values_list(*fields).iterator(5000)
    return [
        Paid(pk, order, day, to_base(minor, rate, currency, base), currency, stated)
        for pk, order, day, minor, rate, currency, stated, recorded in rows
        if asked.cut.has_happened(day) and asked.cut.was_known(recorded)
    ]


def line_shares(order_ids: Sequence[int]) -> Mapping[int, Sequence[tuple[int | None, int]]]:
    """Return (product, line total) of orders, for splitting merchandise by product."""
    found: dict[int, list[tuple[int | None, int]]] = defaultdict(list)
    for order, product, total in OrderLine.objects.order_by("pk").values_list("order_id", "product_id", "total_minor"):
        if total:
            found[order].append((product, total))
    wanted = set(order_ids)
    return {order: lines for order, lines in found.items() if order in wanted}


@read_once
def won_without_order(asked: Asked, book: Book) -> list[Deal]:
    """Return won deals that no counted order stands for."""
    linked = set(
        OpportunityOrder.objects.filter(order__state__in=COUNTED, order__deleted_at=None).values_list(
            "opportunity_id", flat=True
        )
    )
    return [deal for deal in deals(asked, book) if deal.kind == "won" and deal.id not in linked]


@read_once
def first_sales(cut: Cut) -> dict[int, tuple[dt.date, str, int]]:
    """Return each account's first sale over all shops and deals: (day, kind, id). Not bound by visibility."""
    found: dict[int, tuple[dt.date, str, int]] = {}
    asked = Asked("", dt.date.min, dt.date.max, SYSTEM, cut=cut)
    rows: list[tuple[dt.date, float, str, int, int]] = []
    for sale in sales(asked).values():
        if not sale.reason and sale.account and sale.day:
            rows.append((sale.day, sale.at.timestamp() if sale.at else 0.0, "order", sale.id, sale.account))
    for deal in won_without_order(asked, Book()):
        if deal.account and deal.closed_on and not deal.is_trashed:
            rows.append((deal.closed_on, 0.0, "opportunity", deal.id, deal.account))
    for day, _moment, kind, pk, account in sorted(rows):
        found.setdefault(account, (day, kind, pk))
    return found


def declared_customers() -> dict[int, dt.date]:
    """Return the accounts whose day of becoming a customer is declared."""
    rows = Account.objects.filter(customer_since_on__isnull=False, merged_into=None, deleted_at=None)
    return {pk: day for pk, day in rows.values_list("pk", "customer_since_on") if day}
