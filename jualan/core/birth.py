"""What a home is given when its tables are made."""

from django.db import transaction

from jualan.core.errors import RuleBroken
from jualan.core.models import Workspace
from jualan.core.wiring import function, wired
from jualan.core.workspace import forget_workspace


def be_born(*, currency: str = "", time_zone: str = "") -> None:
    """Make the workspace and each area's defaults; run again it changes nothing.

    `currency` and `time_zone` are set if given. Raises RuleBroken('money_stored') when either would change while
    money is stored.
    """
    with transaction.atomic():
        home, is_new = Workspace.objects.get_or_create(pk=1)
        wanted = {"currency": currency or home.currency, "time_zone": time_zone or home.time_zone}
        if any(getattr(home, field) != value for field, value in wanted.items()):
            if not is_new and money_is_stored():
                raise RuleBroken("money_stored", currency=home.currency, time_zone=home.time_zone)
            for field, value in wanted.items():
                setattr(home, field, value)
            home.save()
        forget_workspace()
        for path in wired("birth", "BIRTH"):
            function(path)()


def money_is_stored() -> bool:
    """Say whether any table that `config/wiring/birth.py` names as holding money has a row."""
    return any(function(path).objects.exists() for path in wired("birth", "MONEY"))
