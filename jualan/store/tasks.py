"""Background entry points of the store."""

from typing import Any

from jualan.store.actions import rebuild_statistics, rebuild_stock, recount_received


def rebuild_customers(event: dict[str, Any]) -> None:
    """Make the statistics of accounts anew after their orders changed."""
    rebuild_statistics(event["account_ids"])


def count_received(event: dict[str, Any]) -> None:
    """Add up anew what orders received after payments went."""
    recount_received(event["order_ids"])


def rebuild_products(event: dict[str, Any]) -> None:
    """Make anew what lies of products after their levels changed."""
    rebuild_stock(event["product_ids"])


def rebuild_merged(event: dict[str, Any]) -> None:
    """Make the statistics of two accounts anew after they became one, or came apart."""
    if event["kind"] == "account":
        rebuild_statistics([event["survivor"], event["loser"]])
