"""Accounts, contacts and customers from files."""

from jualan.accounts.importers.companies import ACCOUNTS
from jualan.accounts.importers.people import CONTACTS, CUSTOMERS

__all__ = ["ACCOUNTS", "CONTACTS", "CUSTOMERS"]
