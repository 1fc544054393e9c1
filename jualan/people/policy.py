"""The one policy layer: role → permission → scope. Reads begin with `visible`, writes with `require`.

`config/wiring/grants.py` holds the table; each area's `policy.py` says by `TIES` how its records belong to an owner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, cached_property
from importlib import import_module
from typing import TypeVar

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from jualan.core.errors import NotAllowed, NotFound
from jualan.core.wiring import wired
from jualan.core.workspace import today
from jualan.people.models import Collaborator, Membership, Role, User
from jualan.people.rules import needs_second_factor

M = TypeVar("M", bound=Model)


class Scope(IntEnum):
    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3


@dataclass(frozen=True, slots=True)
class Tie:
    """How the records of a model belong to people.

    `view` and `edit` are permissions. `owner` is the path of the owner's id (empty: the record has none and only ALL
    scope sees it). `parents` are paths of owner ids that also open the record (its account's). `queue` is the
    permission that opens records without an owner. `is_trashable` hides rows with `deleted_at`; `is_mergeable`
    hides rows that were merged away.
    """

    view: str
    edit: str
    owner: str = ""
    parents: tuple[str, ...] = ()
    queue: str = ""
    is_trashable: bool = True
    is_mergeable: bool = False


@dataclass(eq=False)
class Viewer:
    """A person's eyes for one request or command: their grants and the people below them, read once."""

    user: User | None
    grants: Mapping[str, Scope] = field(default_factory=dict)
    is_system: bool = False
    is_floor: bool = False
    """At a counter tablet, by PIN: the rights of the shop floor and nothing of one's own account."""

    @property
    def pk(self) -> int | None:
        return self.user.pk if self.user else None

    def scope(self, permission: str) -> Scope:
        return Scope.ALL if self.is_system else self.grants.get(permission, Scope.NONE)

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """Ids of the person and everyone below them in today's reporting line."""
        return frozenset() if self.pk is None else line_below(self.pk)


SYSTEM = Viewer(user=None, is_system=True)


@cache
def ties() -> Mapping[type[Model], Tie]:
    """Return the ties of every area that has a `policy.py` with TIES."""
    found: dict[type[Model], Tie] = {}
    for area in settings.AREAS:
        try:
            module = import_module(f"{area}.policy")
        except ModuleNotFoundError:
            continue
        found.update(getattr(module, "TIES", {}))
    return found


def grants_of(roles: Iterable[str]) -> dict[str, Scope]:
    """Return the widest scope of each permission over several roles."""
    widest: dict[str, Scope] = {}
    for role in roles:
        for permission, scope in wired("grants", "GRANTS")[Role(role)].items():
            widest[permission] = max(scope, widest.get(permission, Scope.NONE))
    return widest


def viewer_of(user: User, *, only: Iterable[str] | None = None) -> Viewer:
    """Return a person's eyes; `only` keeps just those permissions (an API token's)."""
    grants = grants_of(user.role_rows.values_list("role", flat=True))
    if only is not None:
        grants = {permission: grants[permission] for permission in only if permission in grants}
    return Viewer(user=user, grants=grants)


def floor_viewer(user: User) -> Viewer:
    """Return a person's eyes at a counter tablet: what the shop floor needs, within what the person may."""
    floor: Mapping[str, Scope] = wired("grants", "FLOOR")
    own = viewer_of(user).grants
    grants = {permission: min(own[permission], scope) for permission, scope in floor.items() if permission in own}
    return Viewer(user=user, grants=grants, is_floor=True)


def must_have_second_factor(viewer: Viewer) -> bool:
    """Say whether a password alone is too little for what this person may do."""
    return needs_second_factor(viewer.grants, wired("grants", "GUARDED"))


def line_below(user_id: int) -> frozenset[int]:
    """Return the ids of a person and of everyone below them in today's line."""
    day = today()
    current = Membership.objects.filter(
        Q(from_on__isnull=True) | Q(from_on__lte=day), Q(to_on__isnull=True) | Q(to_on__gte=day), manager__isnull=False
    )
    reports: dict[int, list[int]] = {}
    for member, manager in current.values_list("user_id", "manager_id"):
        reports.setdefault(manager, []).append(member)
    found, waiting = {user_id}, [user_id]
    while waiting:
        below = [member for member in reports.get(waiting.pop(), []) if member not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)


def visible(viewer: Viewer, model: type[M], *, permission: str = "", with_trash: bool = False) -> QuerySet[M]:
    """Return the rows of a model that a person may see (or, with `permission`, act on)."""
    tie = ties()[model]
    rows = model._default_manager.all()  # noqa: SLF001 Django's own name
    if tie.is_trashable and not with_trash:
        rows = rows.filter(deleted_at__isnull=True)
    if tie.is_mergeable:
        rows = rows.filter(merged_into__isnull=True)
    scope = viewer.scope(permission or tie.view)
    if scope is Scope.ALL:
        return rows
    if scope is Scope.NONE or not tie.owner:
        return rows.none()
    return rows.filter(_within(viewer, model, tie, scope))


def _within(viewer: Viewer, model: type[Model], tie: Tie, scope: Scope) -> Q:
    """Return the condition that a row belongs to the person, their line, their queue or their collaboration."""
    ids = viewer.team_ids if scope is Scope.TEAM else frozenset({viewer.pk})
    condition = Q(**{f"{tie.owner}__in": ids})
    for parent in tie.parents:
        condition |= Q(**{f"{parent}__in": ids})
    if tie.queue and viewer.scope(tie.queue) is not Scope.NONE:
        condition |= Q(**{f"{tie.owner}__isnull": True})
    if kind := getattr(model, "KIND", ""):
        mine = Collaborator.objects.filter(kind=kind, user=viewer.user, record_id=OuterRef("pk"))
        condition |= Q(Exists(mine))
    return condition


def get_visible(viewer: Viewer, model: type[M], pk: int, *, with_trash: bool = False) -> M:
    """Return one visible row; raises NotFound whether it is missing or hidden."""
    record = visible(viewer, model, with_trash=with_trash).filter(pk=pk).first()
    if record is None:
        raise NotFound("not_found", kind=getattr(model, "KIND", ""), pk=pk)
    return record


def allowed(viewer: Viewer, permission: str, record: Model | None = None) -> bool:
    """Say whether a person may do something, to this record if one is given."""
    scope = viewer.scope(permission)
    if scope is Scope.ALL:
        return True
    if scope is Scope.NONE:
        return False
    if record is None or record.pk is None:
        return True
    return visible(viewer, type(record), permission=permission, with_trash=True).filter(pk=record.pk).exists()


def require(viewer: Viewer, permission: str, record: Model | None = None) -> None:
    """Raise NotAllowed unless the person may do this."""
    if not allowed(viewer, permission, record):
        raise NotAllowed("not_allowed", permission=permission)


def require_whole(viewer: Viewer) -> None:
    """Raise NotAllowed for whoever signed in by PIN: accounts, keys and PINs are not for a shared screen."""
    if viewer.is_floor:
        raise NotAllowed("not_at_counter")


def require_edit(viewer: Viewer, record: Model) -> None:
    """Raise NotAllowed unless the person may change this record."""
    require(viewer, ties()[type(record)].edit, record)


def permissions() -> frozenset[str]:
    """Return every permission that some role is granted."""
    return frozenset(permission for grants in wired("grants", "GRANTS").values() for permission in grants)
