"""The catalogue of KPIs: modules with ENTRIES, those of metrics first."""

KPIS = (
    "jualan.metrics.kpis.leads.ENTRIES",
    "jualan.metrics.kpis.sales.ENTRIES",
    "jualan.metrics.kpis.store.ENTRIES",
    "jualan.metrics.kpis.money.ENTRIES",
)
