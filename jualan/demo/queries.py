"""Who can be signed in as with one click."""

from jualan.people.models import Role, User


def person_of_role(role: str) -> User | None:
    """Return the first active person of a role, preferring one who has no other."""
    people = User.objects.filter(role_rows__role=role, is_active=True).prefetch_related("role_rows").order_by("pk")
    return min(people, key=lambda person: len(person.role_rows.all()), default=None)


def people_by_role() -> dict[str, User]:
    """Return one person for each role that somebody has."""
    found = {role.value: person_of_role(role.value) for role in Role}
    return {role: person for role, person in found.items() if person is not None}
