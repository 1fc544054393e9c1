"""Payments, parcels and stock, each against its own facts."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from jualan.metrics.prove.raw import Difference, Home, day, rows

_ON_DELIVERY = re.compile(
    r"\b(cod|c\.o\.d\.?|cash on deliver\w*|pay(ment)? on deliver\w*"
    r"|(bayar(an)?|tunai) (semasa|masa|ketika|bila) (hantar|penghantaran|terima|serahan|sampai))(?!\w)"
)


def payments_once(here: Home) -> Iterator[Difference | None]:
    """What is known only in sum and what came one by one are together no more than the order is worth."""
    del here
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    sql = "SELECT order_id, is_derived, amount_minor FROM store_payment WHERE amount_minor > 0 AND order_id IS NOT NULL"
    for order, is_derived, amount in rows(sql):
        sums[order][bool(is_derived)] += amount
    for pk, total in rows("SELECT id, total_minor FROM store_order"):
        one_by_one, in_sum = sums.get(pk, (0, 0))
        if in_sum and one_by_one + in_sum > total:
            yield Difference("payment_doubled", f"order {pk}", total, one_by_one + in_sum)
        else:
            yield None


def payment_currencies(here: Home) -> Iterator[Difference | None]:
    """A payment of a file bears the currency of its order."""
    del here
    sql = (
        "SELECT p.id, p.currency, o.currency FROM store_payment p JOIN store_order o ON o.id = p.order_id "
        "WHERE p.currency <> o.currency"
    )
    for pk, own, of_order in rows(sql):
        yield Difference("payment_currency", f"payment {pk}", of_order, own)


def collected_on_delivery(here: Home) -> Iterator[Difference | None]:
    """An order that pays on delivery brought nothing by its own word before it was delivered, on the day it was."""
    del here
    paid: dict[int, list[Any]] = defaultdict(list)
    for order, on in rows("SELECT order_id, paid_on FROM store_payment WHERE is_derived AND amount_minor > 0"):
        paid[order].append(day(on))
    sql = "SELECT id, payment_method, fulfilment, delivered_on FROM store_order WHERE payment_method <> ''"
    for pk, method, fulfilment, delivered in rows(sql):
        if not _ON_DELIVERY.search(" ".join(re.split(r"[\s_-]+", method.casefold()))):
            continue
        on = day(delivered)
        expected = [on] * len(paid[pk]) if on else paid[pk] if fulfilment == "delivered" else []
        yield None if paid[pk] == expected else Difference("collected_on", f"order {pk}", expected, paid[pk])


def parcels_returned(here: Home) -> Iterator[Difference | None]:
    """The parcels of a customer that came back are the orders that say so."""
    del here
    sql = (
        "SELECT account_id, COUNT(*) FROM store_order WHERE fulfilment = 'returned' AND deleted_at IS NULL "
        "AND account_id IS NOT NULL GROUP BY 1"
    )
    stated = dict(rows("SELECT account_id, returned_parcels FROM store_customerstatistics"))
    found = dict(rows(sql))
    for pk in found.keys() | stated.keys():
        expected, told = found.get(pk, 0), stated.get(pk, 0)
        yield None if expected == told else Difference("returned_parcels", f"account {pk}", expected, told)


def stock_totals(here: Home) -> Iterator[Difference | None]:
    """What lies of a product is the sum of its newest level at each place."""
    del here
    newest: dict[tuple[int, int | None], tuple[int, int]] = {}
    fields = "product_id, location_id, on_hand_milli, incoming_milli"
    for product, location, lies, comes in rows(
        f"SELECT {fields} FROM store_stocklevel WHERE deleted_at IS NULL ORDER BY as_of, id"  # noqa: S608 a constant
    ):
        newest[(product, location)] = (lies, comes)
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for (product, _location), (lies, comes) in newest.items():
        sums[product][0] += lies
        sums[product][1] += comes
    stated = {
        pk: [a, b] for pk, a, b in rows("SELECT product_id, on_hand_milli, incoming_milli FROM store_productstock")
    }
    for pk in sums.keys() | stated.keys():
        same = sums.get(pk) == stated.get(pk)
        yield None if same else Difference("stock", f"product {pk}", sums.get(pk), stated.get(pk))


CHECKS = (payments_once, payment_currencies, collected_on_delivery, parcels_returned, stock_totals)
