"""Users as a file."""

from collections.abc import Iterator
from typing import Any

from jualan.core.imports.exporting import Export
from jualan.people.bulk import people_as_words
from jualan.people.models import Membership, UserRole
from jualan.people.policy import Viewer
from jualan.people.queries import users


def user_rows(viewer: Viewer) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Everyone, with the place they have had since ever."""
    words = people_as_words()
    roles: dict[int, list[str]] = {}
    for pk, role in UserRole.objects.order_by("pk").values_list("user_id", "role"):
        roles.setdefault(pk, []).append(role)
    places = Membership.objects.filter(from_on=None).order_by("-pk").select_related("team")
    place = {row.user_id: row for row in places}
    for user in users(viewer).order_by("pk"):
        stands = place.get(user.pk)
        values = {
            "name": user.full_name,
            "email": user.email,
            "phone": user.phone,
            "role": ", ".join(roles.get(user.pk, ())),
            "team": stands.team.name if stands and stands.team else "",
            "manager": words.get(stands.manager_id or 0, "") if stands else "",
        }
        yield user.pk, values, {}


USERS_EXPORT = Export(("name", "email", "phone", "role", "team", "manager"), user_rows)
