"""Every address for every role and a stranger. A named address without a row here fails."""

from dataclasses import dataclass
from typing import Any

import pytest

pytestmark = pytest.mark.django_db

PUBLIC, SIGNED_IN = "public", "signed in"


@dataclass(frozen=True)
class Row:
    """Who may: a permission, PUBLIC or SIGNED_IN. `record` is the key in the world whose id fills the path.

    `is_owned`: the record belongs to the rep, so that OWN scope opens it for the rep and hides it from another.
    `edit` is what doing something with a visible record needs.
    """

    needs: str
    record: str = ""
    is_owned: bool = False
    edit: str = ""
    args: tuple[Any, ...] = ()
    method: str = "get"


def lists(*names: str, needs: str) -> dict[str, Row]:
    return {name: Row(needs) for name in names}


def records(record: str, *names: str, needs: str, edit: str = "", method: str = "get", args: tuple[Any, ...] = ()) -> dict[str, Row]:
    is_owned = record in OWNED
    return {name: Row(needs, record, is_owned, edit, args, method) for name in names}


OWNED = {"account", "contact", "lead", "deal", "order", "checkout", "activity", "step"}
