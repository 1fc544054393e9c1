"""People and teams that files name, found or made without a question. Whoever calls has checked the permission."""

from collections import Counter

from django.contrib.auth.hashers import make_password

from jualan.core.bulk import insert_rows
from jualan.core.imports.items import RunContext
from jualan.core.imports.outcome import record_label
from jualan.core.imports.owned import own_id, record_of_own_id
from jualan.core.imports.words import Words
from jualan.core.normalise import email_key, name_key
from jualan.people.models import Role, Team, User, UserRole


class PeopleByWord:
    """Owners, managers and teams of a run: by e-mail, else by exact name; made and reported when there is none."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self.names = Words(User, name="full_name")
        self._emails = {email.lower(): pk for pk, email in User.objects.values_list("pk", "email") if email}
        self._teams = Words(Team)
        self._owners: dict[str, int] = {}

    def owner(self, word: str) -> int:
        """The person a word names; raises `Ambiguous`."""
        found = self._owners.get(word)
        if found is None:
            found = self._owners[word] = self._person(word, "owner", Role.REP)
        return found

    def manager(self, word: str) -> int:
        return self._person(word, "manager", Role.SALES_MANAGER)

    def team(self, word: str) -> int:
        return self._teams.find_or(word, self._make_team)

    def with_email(self, email: str) -> int | None:
        return self._emails.get(email.lower())

    def note(self, pk: int, name: str, email: str) -> None:
        """Let later words find a person who was just written."""
        self._owners.clear()
        if pk not in self.names.find_all(name):
            self.names.add(name, pk)
        if email:
            self._emails[email.lower()] = pk

    def _person(self, word: str, what: str, role: Role) -> int:
        own = record_of_own_id(User.KIND, word)
        if own is not None:
            return own
        email = email_key(word)
        if email and email in self._emails:
            return self._emails[email]
        found = self.names.find(word)
        if found is not None:
            return found
        pk = self.make(word.partition("@")[0] if email else word, email=email, roles=[role])
        self._run.tally.note_made(what, word, role)
        return pk

    def make(self, name: str, *, email: str = "", phone: str = "", roles: list[Role]) -> int:
        """Add a person who cannot sign in until invited."""
        columns = ("full_name", "name_key", "email", "phone", "password", "import_run_id")
        row = (name, name_key(name), email or None, phone or None, make_password(None), self._run.run_id)
        pk = insert_rows(User, columns, [row])[0]
        insert_rows(UserRole, ("user_id", "role"), [(pk, role.value) for role in roles])
        self.note(pk, name, email)
        return pk

    def _make_team(self, word: str) -> int:
        pk = insert_rows(Team, ("name", "name_key"), [(word, name_key(word))])[0]
        self._run.tally.note_made("team", word, record=record_label(Team, pk))
        return pk


def people_as_words() -> dict[int, str]:
    """How our own files name each person, so that the word names them only: e-mail, else name, else our id."""
    rows = list(User.objects.values_list("pk", "email", "full_name", "name_key"))
    names = Counter(key for _pk, _email, _name, key in rows)
    return {pk: email or (name if names[key] == 1 else own_id(User.KIND, pk)) for pk, email, name, key in rows}
