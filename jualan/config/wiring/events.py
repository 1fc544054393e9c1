"""Who hears what: event → jobs (`<area>.<function>` of its tasks.py)."""

from jualan.accounts.rules import RecordsMerged
from jualan.activities.rules import HumanReply
from jualan.catalog.rules import PriceChanged
from jualan.store.rules import OrdersChanged, PaymentsRemoved, StockChanged

EVENTS: dict[type, tuple[str, ...]] = {
    HumanReply: ("leads.stop_response_clock",),
    OrdersChanged: ("store.rebuild_customers",),
    PaymentsRemoved: ("store.count_received",),
    PriceChanged: ("pipeline.reestimate_product",),
    RecordsMerged: ("store.rebuild_merged",),
    StockChanged: ("store.rebuild_products",),
}
