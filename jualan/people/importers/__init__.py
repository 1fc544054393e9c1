"""Users from files."""

from jualan.people.importers.users import USERS

__all__ = ["USERS"]
