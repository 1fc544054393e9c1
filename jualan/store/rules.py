"""What an order's words mean for money and parcel, and what a customer's buying adds up to."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

ORDER_WORDS: Mapping[str, str] = {
    "pending": "outstanding",
    "unpaid": "outstanding",
    "authorized": "outstanding",
    "expired": "outstanding",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "voided": "cancelled",
    "void": "cancelled",
    "unavailable": "cancelled",
    "failed": "cancelled",
    "partially_paid": "partly_paid",
    "partly_paid": "partly_paid",
    "on_terms": "on_terms",
    "test": "test",
    "paid": "paid",
    "partially_refunded": "paid",
    "refunded": "paid",
    "": "paid",
}
"""The words of a file that are known; any other word is a paid order."""

COUNTED = frozenset({"paid", "partly_paid", "on_terms"})
"""The states of an order that counts as a sale."""


def state_of_word(word: str) -> str:
    """Return what a file's status word means for money."""
    return ORDER_WORDS.get("_".join(word.casefold().split()), "paid")


FULFILMENT_WORDS: Mapping[str, str] = {
    word: meaning
    for meaning, words in {
        "waiting": "waiting unfulfilled pending processing packed ready_to_ship to_ship on_hold scheduled perlu_dihantar "
        "untuk_dihantar sedang_diproses belum_dihantar",
        "partly_sent": "partly_sent partial partially_fulfilled partially_shipped dihantar_sebahagian",
        "sent": "sent fulfilled shipped shipping in_transit to_receive out_for_delivery dihantar dalam_penghantaran penghantaran",
        "delivered": "delivered completed received diterima selesai sudah_diterima telah_dihantar_serah",
        "returned": "returned returned_to_sender return_to_sender rts failed_delivery delivery_failed undelivered "
        "dipulangkan gagal_dihantar pulang_kepada_penghantar",
    }.items()
    for word in words.split()
}
"""The words of a file that tell where a parcel is; any other word tells nothing."""

_CASH_ON_DELIVERY = re.compile(
    r"\b(cod|c\.o\.d\.?|cash on deliver\w*|pay(ment)? on deliver\w*"
    r"|(bayar(an)?|tunai) (semasa|masa|ketika|bila) (hantar|penghantaran|terima|serahan|sampai))(?!\w)"
)


def fulfilment_of_word(word: str) -> str:
    """Return where a parcel is by a file's word, or nothing."""
    return FULFILMENT_WORDS.get("_".join(re.split(r"[\s_-]+", word.casefold().strip())), "")


def is_cash_on_delivery(method: str) -> bool:
    """Say whether a way of paying means that the courier collects the money."""
    return _CASH_ON_DELIVERY.search(" ".join(re.split(r"[\s_-]+", method.casefold()))) is not None


@dataclass(frozen=True, slots=True)
class Parcel:
    """How an order is paid and where its parcel is, as far as known."""

    method: str = ""
    fulfilment: str = ""
    delivered_on: dt.date | None = None

    @property
    def is_delivered(self) -> bool:
        return self.delivered_on is not None or self.fulfilment == "delivered"

    @property
    def is_collected_later(self) -> bool:
        """Whether the courier has yet to collect the money, or never will."""
        return is_cash_on_delivery(self.method) and not self.is_delivered

    def state(self, state: str) -> str:
        """Return what is paid: cash on delivery is accepted on terms until delivered, and no sale once it came back."""
        if not is_cash_on_delivery(self.method) or state not in {"paid", "on_terms", "returned"}:
            return state
        if self.is_delivered:
            return "paid"
        return "returned" if self.fulfilment == "returned" else "on_terms"


def state_of_received(state: str, received_minor: int, total_minor: int) -> str:
    """Return what is paid after money was noted; an order that is no sale stays none."""
    if state not in {"paid", "partly_paid", "on_terms", "outstanding"}:
        return state
    if received_minor >= total_minor > 0:
        return "paid"
    if received_minor > 0:
        return "partly_paid"
    return state if state in {"on_terms", "outstanding"} else "outstanding"


@dataclass(frozen=True, slots=True)
class Bought:
    """One counted order of a customer; merchandise in base minor units, before and after refunds."""

    placed_on: dt.date
    merchandise_minor: int
    refunded_minor: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    orders: int = 0
    spent_minor: int = 0
    first_order_on: dt.date | None = None
    last_order_on: dt.date | None = None
    usual_gap_days: int | None = None
    expected_on: dt.date | None = None


GAPS_OF_A_HABIT = 2


def statistics(bought: Sequence[Bought]) -> Statistics:
    """Add up what a customer bought; the usual gap is the median of the days between orders."""
    days = sorted(order.placed_on for order in bought)
    if not days:
        return Statistics()
    gaps = [(later - earlier).days for earlier, later in pairwise(days) if later > earlier]
    usual = median_low(gaps) if gaps else None
    return Statistics(
        orders=len(days),
        spent_minor=sum(order.merchandise_minor - order.refunded_minor for order in bought),
        first_order_on=days[0],
        last_order_on=days[-1],
        usual_gap_days=usual,
        expected_on=days[-1] + dt.timedelta(days=usual) if usual and len(gaps) >= GAPS_OF_A_HABIT else None,
    )


@dataclass(frozen=True, slots=True)
class OrdersChanged:
    """Event: orders of these accounts were written; at most some thousands at a time."""

    account_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PaymentsRemoved:
    """Event: payments of these orders are about to go, with the import that brought them."""

    order_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StockChanged:
    """Event: stock levels of these products were written or removed."""

    product_ids: tuple[int, ...]
