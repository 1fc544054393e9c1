"""What a business's own records say on the first day: who buys where and how often, who is late, what is unpaid.

Every line names the list that shows its rows, so that the number and the list can never differ.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.http import QueryDict

from jualan.accounts.models import Account, AccountKind, Contact
from jualan.accounts.policy import VIEW as ACCOUNTS
from jualan.accounts.queries import open_pairs
from jualan.activities.models import FollowUp
from jualan.activities.queries import OPEN
from jualan.core.lists.asked import narrow, read
from jualan.home.queries import list_of
from jualan.people.policy import Viewer, allowed, require, visible
from jualan.store.models import CustomerStatistics, Order, OrderLine
from jualan.store.policy import VIEW as STORE
from jualan.store.rules import COUNTED

HOW_OFTEN = (("once", 1, 1), ("few", 2, 3), ("often", 4, 9), ("always", 10, None))
"""How often customers have bought: code, from so many orders, to so many."""
LIKE_A_BUSINESS_ORDERS = 3
LIKE_A_BUSINESS_TIMES = 5
"""A consumer with so many orders, who bought for so many times what consumers usually buy for, may be a business."""
BEST = 8
YEAR = 365
CALLS = 5
MOST_PAIRS = 1_000
LATE_NOT_GONE = 365
"""Days after which a customer who has not come back is gone rather than late."""


@dataclass(frozen=True, slots=True)
class Line:
    """So many records of a kind, the list that shows them, and the act it offers with its choice."""

    code: str
    kind: str
    query: Mapping[str, str | Sequence[str]]
    count: int
    minor: int | None = None
    label: str = ""
    act: str = ""
    choice: str = ""

    @property
    def search(self) -> str:
        return urlencode(self.query, doseq=True)


@dataclass(frozen=True, slots=True)
class Seller:
    """A product that sold best in the last year of orders. `quantity_milli` thousandths; money in base minor units."""

    product_id: int | None
    title: str
    sku: str
    quantity_milli: int
    minor: int


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found. `newest_on` is the day of the newest order."""

    channels: Sequence[Line] = ()
    how_often: Sequence[Line] = ()
    worth_a_look: Sequence[Line] = ()
    best: Sequence[Seller] = ()
    newest_on: dt.date | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())


def what_we_found(viewer: Viewer, as_of: dt.date) -> Found:
    """Return what the records that a person may see say. Raises NotAllowed."""
    require(viewer, ACCOUNTS)
    counts = {"accounts": visible(viewer, Account).count(), "contacts": visible(viewer, Contact).count()}
    if not allowed(viewer, STORE):
        return Found(worth_a_look=_some([_duplicates(viewer)]), counts=counts)
    orders = visible(viewer, Order).filter(document=Order.Document.ORDER)
    newest = orders.aggregate(newest=Max("placed_on"))["newest"]
    counts |= {"orders": orders.count()}
    look = [_like_businesses(viewer), _late(viewer, as_of), _unpaid(viewer), _duplicates(viewer)]
    return Found(_channels(orders), _how_often(viewer), _some(look), _best(orders, newest), newest, counts)


def _some(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.count]


def _channels(orders: QuerySet[Order]) -> list[Line]:
    """Return customers by the channel they ordered through, most customers first."""
    rows = (
        orders.filter(state__in=COUNTED, account__isnull=False)
        .order_by()
        .values_list("channel_id", "channel__name")
        .annotate(customers=Count("account", distinct=True))
        .order_by("-customers")
    )
    return [
        Line("channel", "order", {"channel": str(pk) if pk else "none"}, number, label=str(name or ""))
        for pk, name, number in rows
    ]


def _how_often(viewer: Viewer) -> list[Line]:
    known = CustomerStatistics.objects.filter(account__in=visible(viewer, Account))
    figures: dict[str, Any] = {}
    for code, low, high in HOW_OFTEN:
        here = Q(orders__gte=low) & (Q(orders__lte=high) if high else Q())
        figures |= {f"{code}_n": Count("pk", filter=here), f"{code}_minor": Sum("spent_minor", filter=here)}
    found = known.aggregate(**figures)
    return [
        Line(code, "account", {"orders": f"{low}..{high or ''}"}, found[f"{code}_n"], found[f"{code}_minor"] or 0)
        for code, low, high in HOW_OFTEN
        if found[f"{code}_n"]
    ]


def _like_businesses(viewer: Viewer) -> Line:
    """Consumers who come back and buy for several times what consumers usually buy for."""
    consumers = CustomerStatistics.objects.filter(
        account__in=visible(viewer, Account).filter(kind=AccountKind.CONSUMER), spent_minor__gt=0
    )
    spent = list(consumers.values_list("spent_minor", flat=True))
    least = int(median(spent)) * LIKE_A_BUSINESS_TIMES // 100 if spent else 0
    query = {"kind": "consumer", "orders": f"{LIKE_A_BUSINESS_ORDERS}..", "spent": f"{max(1, least)}.."}
    return _line(viewer, "like_business", "account", query, act="plan", choice="wholesale")


def _late(viewer: Viewer, as_of: dt.date) -> Line:
    query = {"expected": f"..{as_of - dt.timedelta(days=1)}", "sort": "-statistics__spent_minor"}
    return _line(viewer, "late", "account", query, act="plan", choice="reorder")


def _unpaid(viewer: Viewer) -> Line:
    return _line(viewer, "unpaid", "order", {"state": ["outstanding", "partly_paid"]}, act="plan", choice="payment")


def _line(viewer: Viewer, code: str, kind: str, query: Mapping[str, Any], *, act: str = "", choice: str = "") -> Line:
    """Return a line that counts what its list shows."""
    spec = list_of(kind)
    asked = read(QueryDict(urlencode(query, doseq=True)), spec)
    rows = narrow(visible(viewer, spec.model), asked, spec).order_by()
    minor = rows.aggregate(total=Sum("statistics__spent_minor"))["total"] if kind == "account" else None
    return Line(code, kind, query, rows.count(), minor, act=act, choice=choice)


def _duplicates(viewer: Viewer) -> Line:
    pairs = sum(len(open_pairs(viewer, kind, limit=MOST_PAIRS)) for kind in ("contact", "account"))
    return Line("duplicates", "duplicates", {}, pairs)


def _best(orders: QuerySet[Order], newest: dt.date | None) -> list[Seller]:
    """Return what sold for most in the year before the newest order."""
    if newest is None:
        return []
    sold = OrderLine.objects.filter(
        order__in=orders.filter(state__in=COUNTED, placed_on__gt=newest - dt.timedelta(days=YEAR))
    )
    figures = sold.order_by().values("sku", "product_id").annotate(n=Sum("quantity_milli"), minor=Sum("total_minor"))
    rows = list(figures.order_by("-minor")[:BEST])
    named = sold.order_by().filter(sku__in={row["sku"] for row in rows}).values_list("sku", "title")
    titles = dict(named.annotate(lines=Count("pk")).order_by("lines").values_list("sku", "title"))
    return [
        Seller(row["product_id"], titles.get(row["sku"], row["sku"]), row["sku"], row["n"], row["minor"])
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Call:
    """A customer worth calling now: how they usually order, and since when the next order is due."""

    account: Account
    contact: Contact | None
    phone: str
    gap_days: int
    expected_on: dt.date
    minor: int

    @property
    def key(self) -> str:
        return str(self.account.pk)


def calls_worth_making(viewer: Viewer, as_of: dt.date, *, most: int = CALLS) -> list[Call]:
    """Return the dearest customers who are late for their usual order, can be called, and wait for no other step."""
    if not allowed(viewer, STORE) or not allowed(viewer, ACCOUNTS):
        return []
    late = visible(viewer, Account).filter(
        statistics__expected_on__lt=as_of,
        statistics__expected_on__gte=as_of - dt.timedelta(days=LATE_NOT_GONE),
        statistics__spent_minor__gt=0,
    )
    dearest = list(late.order_by("-statistics__spent_minor", "pk").values_list("pk", flat=True)[: most * 20])
    waiting = FollowUp.objects.filter(OPEN, account_id__in=dearest).values_list("account_id", flat=True)
    wanted = [pk for pk in dearest if pk not in set(waiting)][: most * 4]
    known = late.select_related("statistics").prefetch_related("contacts").in_bulk(wanted)
    return [call for pk in wanted if (call := _call(known[pk]))][:most]


def _call(account: Any) -> Call | None:
    contact = next((one for one in account.contacts.all() if one.phone and one.deleted_at is None), None)
    phone = account.phone or (contact.phone if contact else "")
    figures = account.statistics
    if not phone:
        return None
    return Call(account, contact, phone, figures.usual_gap_days or 0, figures.expected_on, figures.spent_minor)
