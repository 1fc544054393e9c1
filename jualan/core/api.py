"""What every router of `/api/v1/` shares: pages by cursor, refusals as JSON, and the answers that are documented."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from jualan.core.errors import NotAllowed, NotFound, Refusal, StaleRecord
from jualan.core.labels import refusal_text

LARGEST_PAGE = 200


class Problem(Schema):
    """Why nothing was done: a stable code, a sentence in the person's language, and facts."""

    code: str
    message: str
    facts: dict[str, Any] = {}


class Listing(Schema):
    """Which page is asked for: `after` is the `next` of the page before."""

    after: int = Field(0, ge=0, le=2**62, description="Return records with a higher id than this.")
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class Elsewhere(Schema):
    """It was noted on a record that this person may not see: what kind it is, whose, and when it was last touched."""

    kind: str
    owner: str
    last_touch_on: dt.date | None


PROBLEMS: Mapping[int, type[Problem]] = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)
"""The refusals that every operation documents."""


def elsewhere(record: Any) -> Elsewhere:
    """Return all that may be told of an invisible record."""
    return Elsewhere(kind=record.KIND, owner=str(record.owner or ""), last_touch_on=record.last_touch_on)


def page_of(rows: QuerySet[Any], listing: Listing) -> dict[str, Any]:
    """Return one page by id, and the cursor of the next (null on the last)."""
    found = list(rows.filter(pk__gt=listing.after).order_by("pk")[: listing.limit + 1])
    items: Sequence[Any] = found[: listing.limit]
    return {"items": items, "next": items[-1].pk if len(found) > listing.limit else None}


def status_of(error: Refusal) -> int:
    """Return the HTTP status of a refusal."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NotAllowed):
        return 403
    return 409 if isinstance(error, StaleRecord) else 422


def problem_of(request: HttpRequest, error: Refusal) -> dict[str, Any]:
    """Return the JSON of a refusal; a stale save shows the version that stands."""
    del request
    facts = {name: value for name, value in error.facts.items() if isinstance(value, str | int | bool | list | tuple)}
    if isinstance(error, StaleRecord):
        facts["version"] = error.facts["record"].version
    return {"code": error.code, "message": refusal_text(error), "facts": facts}


def given(payload: Schema) -> dict[str, Any]:
    """Return the fields that a PATCH names, without the version."""
    values = payload.dict(exclude_unset=True)
    values.pop("version", None)
    return values
