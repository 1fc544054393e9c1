"""Where a test can run."""

import os

import pytest

only_on_sqlite = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="is about a home on SQLite"
)
