"""What files can bring, in the order in which a business brings it; columns of upper areas; other names of things."""

KINDS = ("jualan.people.importers.USERS",)
EXTRA_COLUMNS: tuple[str, ...] = ()
"""Columns that an upper area adds to a lower area's kind."""
ALIASES: dict[str, tuple[str, str]] = {}
"""Kind → (function that returns its other names, function that adds some)."""
