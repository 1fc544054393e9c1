"""The proof: every record against its own facts, and every KPI again from raw rows.

Plain SQL and Python. Nothing here imports from `metrics` or any `rules`, so that one fault cannot hide in both.
"""
