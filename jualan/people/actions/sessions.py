"""Sessions: what is signed in, ended one by one or all together."""

from allauth.usersessions.models import UserSession

from jualan.core.records import audit
from jualan.people.models import User
from jualan.people.policy import Viewer, require, require_whole
from jualan.people.queries import EDIT


def end_sessions(user: User, *, actor: Viewer, only: int | None = None, keep: str = "") -> int:
    """Sign a person out and return how many sessions ended: all, `only` that one, or all but the session key `keep`."""
    require_whole(actor)
    if actor.pk != user.pk:
        require(actor, EDIT)
    rows = UserSession.objects.filter(user=user).exclude(session_key=keep)
    if only is not None:
        rows = rows.filter(pk=only)
    ended = list(rows)
    for session in ended:
        session.end()
    if ended:
        audit("sessions_ended", user, actor)
    return len(ended)
