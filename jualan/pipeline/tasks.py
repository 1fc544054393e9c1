"""Background entry points of the pipeline."""

from typing import Any

from jualan.people.policy import SYSTEM, visible
from jualan.pipeline.actions import reestimate
from jualan.pipeline.models import Opportunity


def reestimate_product(event: dict[str, Any]) -> None:
    """Work out again what open deals for a product are worth."""
    rows = visible(SYSTEM, Opportunity).filter(product_id=event["product_id"], stage_kind="open", amount_minor=None)
    for opportunity in rows.select_related("product", "account__tier__price_list"):
        reestimate(opportunity, actor=SYSTEM)
