"""Every write about people, one file a noun."""

from jualan.people.actions.first_person import first_address, make_owner
from jualan.people.actions.invitations import INVITATION_DAYS, accept_invitation, invite_user, revoke_invitation
from jualan.people.actions.places import change_owner, make_team, place_member
from jualan.people.actions.sessions import end_sessions
from jualan.people.actions.tablets import (
    CODE_MINUTES,
    enrol_tablet,
    enter_pin,
    make_tablet,
    revoke_tablet,
    set_pin,
    touch_tablet,
)
from jualan.people.actions.tokens import make_token, note_use, revoke_token
from jualan.people.actions.users import (
    add_user,
    change_user,
    change_workspace,
    disable_user,
    edit_person,
    forget_second_factor,
    give_preset,
    set_roles,
)
from jualan.people.queries import EDIT, TABLETS

__all__ = [
    "CODE_MINUTES",
    "EDIT",
    "INVITATION_DAYS",
    "TABLETS",
    "accept_invitation",
    "add_user",
    "change_owner",
    "change_user",
    "change_workspace",
    "disable_user",
    "edit_person",
    "end_sessions",
    "enrol_tablet",
    "enter_pin",
    "first_address",
    "forget_second_factor",
    "give_preset",
    "invite_user",
    "make_owner",
    "make_tablet",
    "make_team",
    "make_token",
    "note_use",
    "place_member",
    "revoke_invitation",
    "revoke_tablet",
    "revoke_token",
    "set_pin",
    "set_roles",
    "touch_tablet",
]
