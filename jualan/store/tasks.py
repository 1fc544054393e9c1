"""Background entry points of the store."""

from typing import Any

from jualan.store.actions import rebuild_statistics


def rebuild_customers(event: dict[str, Any]) -> None:
    """Make the statistics of accounts anew after their orders changed."""
    rebuild_statistics(event["account_ids"])


def rebuild_merged(event: dict[str, Any]) -> None:
    """Make the statistics of two accounts anew after they became one, or came apart."""
    if event["kind"] == "account":
        rebuild_statistics([event["survivor"], event["loser"]])
