"""Who opens an empty home: nobody can sign in yet, so a link that only this home can sign makes its owner."""

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from jualan.core.errors import RuleBroken
from jualan.core.models import Workspace
from jualan.core.workspace import workspace
from jualan.people.actions.invitations import invite_user
from jualan.people.actions.users import add_user, change_workspace
from jualan.people.models import Role, User
from jualan.people.policy import SYSTEM
from jualan.people.queries import may_anyone_sign_in
from jualan.people.rules import PRESETS

BEGUN = "begun"
"""The mark on the workspace that its first run has begun."""
_WORD = "begin"


def _signer() -> Signer:
    return Signer(salt="jualan.people.first_person")


def first_address() -> str:
    """Return the path that makes the owner of a home in which nobody can sign in; else ''."""
    return "" if may_anyone_sign_in() else reverse("begin", args=[_signer().signature(_WORD)])


def make_owner(signature: str) -> str:
    """Return the token of a one-time link for the owner; opened again it is a new one, and the earlier works no more.

    Raises RuleBroken('invitation_over') for another signature, or once somebody can sign in. People who came by
    import stay as they are.
    """
    try:
        _signer().unsign(f"{_WORD}:{signature}")
    except BadSignature:
        raise RuleBroken("invitation_over") from None
    with transaction.atomic():
        workspace()
        Workspace.objects.select_for_update().get(pk=1)
        if may_anyone_sign_in():
            raise RuleBroken("invitation_over")
        owner = User.objects.filter(role_rows__role=Role.ADMIN, is_active=True).order_by("pk").first()
        if owner is None:
            owner = add_user(_("Owner"), roles=[*PRESETS["small_team"], Role.SALES_MANAGER], actor=SYSTEM)
        if not workspace().start:
            change_workspace({"start": {BEGUN: "done"}}, actor=SYSTEM)
        return invite_user(owner, actor=SYSTEM)
