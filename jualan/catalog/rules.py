"""Which price a customer pays."""

from collections.abc import Sequence
from dataclasses import dataclass

from jualan.core.money import WHOLE_BPS, divide


@dataclass(frozen=True, slots=True)
class ListTerms:
    """A price list as the rule sees it: prices of one product by quantity (thousandths), and its general discount."""

    code: str
    discount_bps: int = 0
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of one piece in millionths and why: `break`, `list_discount` or `list_price`."""

    unit_price_micro: int
    reason: str
    price_list: str = ""
    from_quantity_milli: int = 0


def unit_price(list_price_micro: int | None, quantity_milli: int, terms: ListTerms | None) -> UnitPrice | None:
    """Return the price for a quantity: the list's highest break reached, else its discount, else the list price."""
    if terms is not None:
        reached = [price for price in terms.breaks if price[0] <= quantity_milli]
        if reached:
            start, price = max(reached)
            return UnitPrice(price, "break", terms.code, start)
        if terms.discount_bps and list_price_micro is not None:
            return UnitPrice(_discounted(list_price_micro, terms.discount_bps), "list_discount", terms.code)
    return None if list_price_micro is None else UnitPrice(list_price_micro, "list_price")


def _discounted(price_micro: int, discount_bps: int) -> int:
    return divide(price_micro * (WHOLE_BPS - discount_bps), WHOLE_BPS)


def next_break(quantity_milli: int, breaks: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the next quantity (thousandths) at which a lower price begins, with that price."""
    ahead = [price for price in breaks if price[0] > quantity_milli]
    return min(ahead) if ahead else None


def is_below_minimum(worth_minor: int | None, minimum_minor: int) -> bool:
    """Say whether an order is worth less than its customer's tier asks for; an unknown worth is not held against it."""
    return worth_minor is not None and worth_minor < minimum_minor


@dataclass(frozen=True, slots=True)
class PriceChanged:
    """Event: a product's list price changed."""

    product_id: int
