"""The catalogue: one entry a KPI, for everything below metrics. Areas above add theirs through `config/wiring/kpis.py`."""
