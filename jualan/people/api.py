"""People over REST, and the token that opens the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import HttpBearer

from jualan.core.api import PROBLEMS, Listing, page_of
from jualan.core.errors import NotFound
from jualan.people import actions, queries
from jualan.people.middleware import PersonRequest
from jualan.people.models import User
from jualan.people.policy import viewer_of

router = Router(tags=["users"])


class TokenAuth(HttpBearer):
    """`Authorization: Bearer KEY`. The request then sees with its person's eyes."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = queries.token_owner(token)
        if found is None:
            return None
        request.viewer = viewer_of(found.user, only=found.permissions)  # type: ignore[attr-defined] # read by every operation
        actions.note_use(found)
        return found.user


class UserOut(Schema):
    id: int
    full_name: str
    email: str | None
    phone: str | None
    is_active: bool
    roles: list[str]

    @staticmethod
    def resolve_roles(user: User) -> list[str]:
        return sorted(row.role for row in user.role_rows.all())


class UserPage(Schema):
    items: list[UserOut]
    next: int | None


@router.get("/users", response={200: UserPage, **PROBLEMS}, summary="List people")
def list_users(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(queries.users(request.viewer), listing)


@router.get("/users/{pk}", response={200: UserOut, **PROBLEMS}, summary="One person")
def get_user(request: PersonRequest, pk: int) -> User:
    user = queries.users(request.viewer).filter(pk=min(pk, 2**62)).first()
    if user is None:
        raise NotFound("not_found", kind="user", pk=pk)
    return user
