"""What the cells of an order's rows say of its money, its parcel and its credit: rows for the tables beside it."""

from typing import Any

from jualan.core.imports.items import Item
from jualan.core.imports.rows import TOLD
from jualan.store.importers.documents import ADDED_UP
from jualan.store.models import Fulfilment, OrderState
from jualan.store.rules import Parcel, fulfilment_of_word, is_cash_on_delivery, state_of_word

MONEY_CELLS = frozenset({"total", "outstanding", "refunded", "paid_on", "status", *ADDED_UP})
PARCEL_CELLS = frozenset({"payment_method", "fulfilment_status", "delivered_on"})
WHOLE_BPS = 10_000


def payments_of(item: Item) -> list[tuple[Any, ...]]:
    """What came in on the day it was paid or collected, else the order's; what went back on the order's day."""
    columns, facts, parcel = item.given["columns"], item.given["facts"], item.given["parcel"]
    paid = item.given["first"].get("paid_on")
    stated_day = parcel.delivered_on if is_cash_on_delivery(parcel.method) else None
    stated_day = stated_day or (paid.day if paid else None)
    day = stated_day or columns["placed_on"]
    if day is None:
        return []
    money = (columns["currency"], columns["rate_micro"])
    found: list[tuple[Any, ...]] = []
    if received := item.given.get("received_minor", columns["received_minor"]):
        found.append((item.record_id, received, *money, day, stated_day is not None))
    if refunded := item.given.get("repaid_minor", columns["refunded_minor"]):
        back_on = columns["placed_on"] or day
        found.append((item.record_id, -refunded, *money, back_on, facts.is_refund_dated))
    return found


def refunds_of(item: Item) -> list[tuple[Any, ...]]:
    columns, facts = item.given["columns"], item.given["facts"]
    day = columns["placed_on"] or (item.given["first"]["paid_on"].day if "paid_on" in item.given["first"] else None)
    refunded = item.given.get("refunded_minor", facts.refund)
    if not refunded or day is None:
        return []
    share = min(refunded, facts.refund_merchandise)
    return [(item.record_id, refunded, share, columns["currency"], columns["rate_micro"], day, facts.is_refund_dated)]


def fulfilment_of(first: dict[str, Any]) -> str:
    """Where the parcel is: the meaning told for its word, else that of the word."""
    told, word = first.get("fulfilment_status" + TOLD, ""), first.get("fulfilment_status", "")
    return told if told in Fulfilment.values else fulfilment_of_word(told or word)


def parcel_of(first: dict[str, Any], before: dict[str, Any] | None) -> Parcel:
    """How it is paid and where it is, by this file or by what was known."""
    known = before or {"payment_method": "", "fulfilment": "", "delivered_on": None}
    return Parcel(
        method=first.get("payment_method") or known["payment_method"],
        fulfilment=fulfilment_of(first) or known["fulfilment"],
        delivered_on=first["delivered_on"].day if "delivered_on" in first else known["delivered_on"],
    )


def tells_parcel_only(item: Item) -> bool:
    """Whether a file says where the parcel of a cash-on-delivery order is, and nothing of its money."""
    first = item.given["first"]
    says_money = item.given["facts"].lines or MONEY_CELLS & first.keys()
    return bool(not says_money and PARCEL_CELLS & first.keys() and is_cash_on_delivery(item.given["parcel"].method))


def collected(parcel: Parcel, before: dict[str, Any]) -> dict[str, Any]:
    """What a known order's parcel says of its money: all of it came in once delivered, none before."""
    state = parcel.state(before["state"])
    kept = ("currency", "rate_micro", "total_minor", "refunded_minor", "placed_on", "placed_at")
    received = (
        0 if parcel.is_collected_later else before["total_minor"] if state == "paid" else before["received_minor"]
    )
    return {name: before[name] for name in kept} | {"state": state, "received_minor": received}


def credits_of(item: Item) -> list[tuple[Any, ...]]:
    """The whole order counts for who served, else for its owner; a house order for nobody."""
    columns = item.given["columns"]
    user = columns["staff_id"] or columns["owner_id"]
    return [] if user is None else [(item.record_id, user, WHOLE_BPS)]


def kept_state(first: dict[str, Any], before: dict[str, Any] | None, parcel: Parcel) -> str:
    """The state of a known order whose word has not changed; one that follows from its balance is worked out anew."""
    if before is None or "outstanding" in first:
        return ""
    unsaid = before["status"] if is_cash_on_delivery(parcel.method) else ""
    if first.get("status", unsaid) != before["status"]:
        return ""
    return str(before["state"])


def told_state(word: str) -> str:
    """The meaning that a person gave to a status word: a state, or a word whose state is known."""
    if not word:
        return ""
    plain = "_".join(word.casefold().split())
    return plain if plain in OrderState.values else state_of_word(word)
