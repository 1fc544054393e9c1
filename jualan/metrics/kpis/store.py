"""KPIs of money and customers: revenue, money received, order value, repeat and lost customers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from jualan.metrics.kpis.entry import CUSTOMER, PEOPLE, TIME, Kpi, shares, total
from jualan.metrics.kpis.sales import won_amounts
from jualan.metrics.queries.asking import Asked
from jualan.metrics.queries.deals import deal_credits
from jualan.metrics.queries.dimensions import Book
from jualan.metrics.queries.sales import (
    Paid,
    Sale,
    first_sales,
    line_shares,
    order_credits,
    payments,
    refunds,
    sales,
    won_without_order,
)
from jualan.metrics.rules import Fact, Money, Shape, Ties, Unit, median

SALE = (*TIME, *PEOPLE, "channel", "product", "category", *CUSTOMER, "currency")
ORDER = (*TIME, *PEOPLE, "channel", *CUSTOMER, "currency")
WHERE = ("account", "has_customer", "country")
_SAME_SALE_DAYS = 30
_NOT_NAMED = frozenset({"credit_note"})


def _split(asked: Asked) -> str:
    """Return whether facts must be split between people, between products, or not at all."""
    named = {asked.by, *asked.where}
    if named & set(PEOPLE):
        return "people"
    return "products" if named & {"product", "category"} else ""


def _parts(asked: Asked, sale: Sale, minor: int, how: str, books: dict[str, Any]) -> list[tuple[dict[str, Any], int]]:
    """Split an amount of a sale as the question needs it; parts add up to the amount."""
    if how == "people":
        people = books["credits"].get(sale.id)
        return (
            [({"owner": user}, part) for user, part in shares(minor, people)] if people else [({"owner": None}, minor)]
        )
    if how == "products":
        lines = [line for line in books["lines"].get(sale.id, ()) if line[1] > 0]
        return [({"product": product}, part) for product, part in shares(minor, lines)] if lines else [({}, minor)]
    del asked
    return [({}, minor)]


def _books(how: str, known: dict[int, Sale]) -> dict[str, Any]:
    if how == "people":
        return {"credits": order_credits()}
    return {"lines": line_shares(list(known))} if how == "products" else {}


def revenue(asked: Asked, book: Book) -> list[Fact]:
    """Counted orders and won deals without an order by the day of the sale, minus refunds by the day of the refund."""
    known, how = sales(asked), _split(asked)
    books = _books(how, known)
    placed = [sale for sale in known.values() if asked.covers(sale.day) and sale.reason not in _NOT_NAMED]
    found = [fact for sale in placed for fact in _sold(asked, sale, how, books)]
    for taken in refunds(asked, known):
        if asked.covers(taken.day):
            sale = known[taken.order]
            also = {"refund_day_unknown": 0 if taken.is_day_stated else taken.minor}
            for ties, part in _parts(asked, sale, taken.minor, how, books):
                found.append(Fact("order", sale.id, sale.ties(taken.day, **ties), -part, also=also))
    return found + _deal_revenue(asked, book, known, how)


def _sold(asked: Asked, sale: Sale, how: str, books: dict[str, Any]) -> list[Fact]:
    """Return the facts of one document: its parts, or why it is no counted order."""
    if sale.reason:
        return [Fact("order", sale.id, sale.ties(), reason=sale.reason)]
    parts = _parts(asked, sale, sale.merchandise, how, books)
    return [Fact("order", sale.id, sale.ties(**ties), part, also={"gross": part}) for ties, part in parts]


def _deal_revenue(asked: Asked, book: Book, known: dict[int, Sale], how: str) -> list[Fact]:
    credited = deal_credits()
    found = []
    doubles = _possible_doubles(known)
    for deal in won_without_order(asked, book):
        if not asked.covers(deal.closed_on):
            continue
        if deal.is_trashed or deal.base_minor is None:
            reason = "trashed" if deal.is_trashed else "no_rate" if deal.has_amount else "no_amount"
            found.append(Fact("opportunity", deal.id, deal.ties(deal.closed_on, stage=None), reason=reason))
            continue
        is_double = _is_double(deal.account, deal.closed_on, deal.base_minor, doubles)
        people = won_amounts(deal, credited) if how == "people" else [(deal.owner, deal.base_minor)]
        for owner, part in people:
            ties = deal.ties(deal.closed_on, stage=None, owner=owner)
            also = {"gross": part, "possible_double": part if is_double else 0}
            found.append(Fact("opportunity", deal.id, ties, part, also=also))
    return found


def _possible_doubles(known: dict[int, Sale]) -> dict[int, list[Sale]]:
    found: dict[int, list[Sale]] = defaultdict(list)
    for sale in known.values():
        if not sale.reason and sale.account:
            found[sale.account].append(sale)
    return found


def _is_double(account: int | None, day: dt.date | None, minor: int, by_account: dict[int, list[Sale]]) -> bool:
    """Say whether an order of the same account within 30 days and 10 % of the amount may be this deal."""
    return any(
        sale.day is not None
        and day is not None
        and abs((sale.day - day).days) <= _SAME_SALE_DAYS
        and abs(sale.merchandise - minor) * 10 <= minor
        for sale in by_account.get(account or 0, ())
    )


def _revenue_also(facts: Sequence[Fact]) -> dict[str, Any]:
    names = ("gross", "possible_double", "refund_day_unknown")
    return {name: Money(total(facts, name)) for name in names}


def money_received(asked: Asked, book: Book) -> list[Fact]:
    """Payments minus repayments by the day the money moved, tax and shipping in."""
    del book
    known, how = sales(asked), _split(asked)
    books = _books(how, known)
    found, moved = [], payments(asked)
    fees = _fees(moved, known)
    for paid in moved:
        if not asked.covers(paid.day):
            continue
        sale = known.get(paid.order or 0)
        if sale is None and not asked.viewer.is_system:
            continue
        reason = "trashed" if sale and sale.reason == "trashed" else "no_rate" if paid.minor is None else ""
        if sale and sale.reason == "test":
            reason = "test"
        minor = paid.minor or 0
        whole = 0 if paid.is_day_stated else minor
        parts = _parts(asked, sale, minor, how, books) if sale else [({}, minor)]
        kept = _parts(asked, sale, fees.get(paid.id, 0), how, books) if sale else [({}, 0)]
        for (ties, part), (_ties, fee) in zip(parts, kept, strict=True):
            also = {"day_unknown": whole, "net_of_fees": part - fee}
            place = sale.ties(paid.day, **ties) if sale else Ties(day=paid.day, currency=paid.currency)
            found.append(Fact("order", paid.order or 0, place, part, reason=reason, also=also))
    return found


def _fees(moved: Sequence[Paid], known: Mapping[int, Sale]) -> dict[int, int]:
    """Return payment → what the platform kept: the whole fee goes with the first money that came in for its order."""
    firsts: dict[int, int] = {}
    for paid in sorted(moved, key=lambda paid: (paid.day, paid.id)):
        if paid.order is not None and paid.order in known and (paid.minor or 0) > 0:
            firsts.setdefault(paid.order, paid.id)
    return {first: known[order].fee for order, first in firsts.items() if known[order].fee}


def _received_also(facts: Sequence[Fact]) -> dict[str, Any]:
    return {name: Money(total(facts, name)) for name in ("day_unknown", "net_of_fees")}


def aov(asked: Asked, book: Book) -> list[Fact]:
    """Counted orders placed in the period: merchandise after discounts, before refunds."""
    del book
    known = sales(asked)
    credited = order_credits() if _split(asked) == "people" else {}
    back: dict[int, int] = defaultdict(int)
    for taken in refunds(asked, known):
        back[taken.order] += taken.minor
    found = []
    for sale in known.values():
        if not asked.covers(sale.day) or sale.reason in _NOT_NAMED:
            continue
        also = {"net": sale.merchandise - back[sale.id], "each": sale.merchandise}
        people: list[int | None] = [user for user, _bps in credited.get(sale.id, ())]
        for owner in people or [None if credited else sale.owner]:
            ties = sale.ties(owner=owner)
            found.append(Fact("order", sale.id, ties, sale.merchandise, 1, reason=sale.reason, also=also))
    return found


def _aov_also(facts: Sequence[Fact]) -> dict[str, Any]:
    each = sorted(fact.also["each"] for fact in facts)
    middle = median(each)
    net = Fraction(total(facts, "net"), len(facts)) if facts else None
    return {"net": _money(net), "median": _money(middle)}


def _money(value: Fraction | int | None) -> Money | None:
    if value is None:
        return None
    return Money(Fraction(value))


def repeat_rate(asked: Asked, book: Book) -> list[Fact]:
    """One fact a customer whose first order lies in the period (any period with `--all`): has a second by the cut."""
    del book
    counted: dict[int, list[Sale]] = defaultdict(list)
    found = []
    for sale in sales(asked).values():
        if not sale.reason and sale.account and sale.day:
            counted[sale.account].append(sale)
        elif not sale.reason and asked.covers(sale.day):
            found.append(Fact("order", sale.id, sale.ties(), reason="no_customer"))
    for account, orders in counted.items():
        first = min(orders, key=lambda sale: (sale.day, sale.id))
        if asked.is_all or asked.covers(first.day):
            found.append(Fact("account", account, first.ties(), int(len(orders) > 1), 1))
    return found


def _first_or_later(asked: Asked, book: Book, *, is_first: bool) -> list[Fact]:
    """Revenue whose sale is (or is not) its account's first over all shops; a refund goes with its order."""
    firsts = first_sales(asked.cut)
    found = []
    for fact in revenue(asked, book):
        if fact.reason:
            found.append(fact)
            continue
        account = fact.ties.account
        if account is None:
            found.append(Fact(fact.kind, fact.id, fact.ties, reason="no_customer"))
            continue
        first = firsts.get(account)
        if (first is not None and first[1:] == (fact.kind, fact.id)) == is_first:
            found.append(fact)
    return found


def new_revenue(asked: Asked, book: Book) -> list[Fact]:
    return _first_or_later(asked, book, is_first=True)


def repeat_revenue(asked: Asked, book: Book) -> list[Fact]:
    return _first_or_later(asked, book, is_first=False)


def churn_inactive(asked: Asked, book: Book) -> list[Fact]:
    """One fact a customer who ordered before the period (within the look-back): did they order in it?"""
    del book
    days: dict[int, list[Sale]] = defaultdict(list)
    for sale in sales(asked).values():
        if not sale.reason and sale.account and sale.day:
            days[sale.account].append(sale)
    since = asked.start - dt.timedelta(days=asked.look_back) if asked.look_back else dt.date.min
    found = []
    for account, orders in days.items():
        before = [sale for sale in orders if sale.day and since <= sale.day < asked.start]
        if before:
            is_gone = not any(asked.covers(sale.day) for sale in orders)
            last = max(before, key=lambda sale: (sale.day, sale.id))
            found.append(Fact("account", account, last.ties(asked.start), int(is_gone), 1))
    return found


REVENUE_RULE = _(
    "Merchandise after discounts of counted orders, and won deals without an order, minus refunds by the day of the refund. Tax and shipping are not in it. The seller's own voucher lowers it, the platform's does not."
)
ENTRIES = (
    Kpi("revenue", _("Revenue"), REVENUE_RULE, Unit.MONEY, Shape.SUM, revenue, SALE, also=_revenue_also, where=WHERE),
    Kpi(
        code="money_received",
        label=_("Money received"),
        rule=_(
            "Payments minus repayments by the day the money moved, tax and shipping included. Cash on delivery came in on the day of delivery."
        ),
        unit=Unit.MONEY,
        shape=Shape.SUM,
        facts=money_received,
        dimensions=ORDER,
        where=WHERE,
        also=_received_also,
    ),
    Kpi(
        code="aov",
        label=_("Average order value"),
        rule=_("Merchandise of the counted orders placed in the period, before refunds, divided by their number."),
        unit=Unit.MONEY,
        shape=Shape.RATIO,
        facts=aov,
        dimensions=ORDER,
        also=_aov_also,
        where=WHERE,
    ),
    Kpi(
        code="repeat_rate",
        label=_("Repeat purchase rate"),
        rule=_(
            "Customers with two orders or more divided by customers with one or more, of those whose first order lies in the period."
        ),
        unit=Unit.RATIO,
        shape=Shape.RATIO,
        facts=repeat_rate,
        dimensions=ORDER,
        flags=frozenset({"all"}),
        where=WHERE,
    ),
    Kpi(
        code="new_revenue",
        label=_("Revenue of new customers"),
        rule=_("Revenue of the sales that are their customer's first over all shops."),
        unit=Unit.MONEY,
        shape=Shape.SUM,
        facts=new_revenue,
        dimensions=SALE,
        also=_revenue_also,
        where=WHERE,
    ),
    Kpi(
        code="repeat_revenue",
        label=_("Revenue of returning customers"),
        rule=_("Revenue of all later sales of a customer, and of refunds that name no order."),
        unit=Unit.MONEY,
        shape=Shape.SUM,
        facts=repeat_revenue,
        dimensions=SALE,
        also=_revenue_also,
        where=WHERE,
    ),
    Kpi(
        code="churn_inactive",
        label=_("Customers gone quiet"),
        rule=_("Customers who ordered before the period and not in it, divided by customers who ordered before it."),
        unit=Unit.RATIO,
        shape=Shape.RATIO,
        facts=churn_inactive,
        dimensions=tuple(d for d in ORDER if d not in TIME),
        flags=frozenset({"look_back"}),
        where=WHERE,
    ),
)
