"""Users from files: who they are, their team and manager. One who comes so cannot sign in until invited."""

from collections.abc import Sequence
from typing import Any

from jualan.core.imports.items import CREATED, UNCHANGED, UPDATED, Item, RunContext
from jualan.core.imports.mapping import PHONE_WORDS, FieldSpec, FieldType, KindSpec
from jualan.core.imports.rows import Entry, key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.normalise import name_key, phone_e164
from jualan.people.bulk import PeopleByWord
from jualan.people.models import Membership, Role, User, UserRole

USERS = KindSpec(
    kind="users",
    record="user",
    model="jualan.people.models.User",
    writer="jualan.people.importers.users.UserWriter",
    export="jualan.people.importers.exports.USERS_EXPORT",
    needs=("email", "name"),
    telling=("role", "team", "manager"),
    keys=(("email",), ("name",)),
    facts=("full_name", "email", "phone"),
    joins_by_name=True,
    fields=(
        FieldSpec(
            "name",
            synonyms=("fullname", "salesagent", "agent", "rep", "salesrep", "salesperson", "username", "user", "employee",
                      "staff", "ownername", "nama", "namapenuh", "wakiljualan", "jurujual", "kakitangan"),
            parts=(("firstname", "givenname"), ("lastname", "surname", "familyname")),
            longest=200,
        ),
        FieldSpec("email", FieldType.EMAIL, ("emailaddress", "workemail", "useremail", "emel", "alamatemel")),
        FieldSpec("phone", FieldType.PHONE, PHONE_WORDS),
        FieldSpec("role", synonyms=("roles", "jobtitle", "profile", "peranan", "jawatan")),
        FieldSpec("team", synonyms=("regionaloffice", "region", "office", "branch", "department", "pasukan", "cawangan", "wilayah")),
        FieldSpec("manager", synonyms=("managername", "reportsto", "supervisor", "teamlead", "pengurus", "penyelia")),
    ),
)  # fmt: skip

ROLE_WORDS = {
    "sales rep": Role.REP,
    "salesperson": Role.REP,
    "wakil jualan": Role.REP,
    "team leader": Role.TEAM_LEAD,
    "ketua pasukan": Role.TEAM_LEAD,
    "manager": Role.SALES_MANAGER,
    "pengurus": Role.SALES_MANAGER,
    "pengurus jualan": Role.SALES_MANAGER,
    "administrator": Role.ADMIN,
    "pentadbir": Role.ADMIN,
    "pengarah": Role.DIRECTOR,
    "kewangan": Role.FINANCE,
    "pemasaran": Role.MARKETING,
}


class UserWriter:
    """Joins by e-mail, else by a name that one person bears; else makes a new person."""

    def __init__(self, run: RunContext) -> None:
        self.run = run
        self.people = PeopleByWord(run)

    def key(self, entry: Entry) -> str:
        if email := entry.get("email"):
            return key_text("email", email)
        return key_text("name", name_key(entry.get("name"))) if entry.get("name") else ""

    def write(self, items: Sequence[Item]) -> None:
        for item in items:
            try:
                self._write(item)
            except Ambiguous as word:
                item.refuse("ambiguous_name", "manager" if item.get("manager") == str(word) else "name", word)

    def _write(self, item: Item) -> None:
        roles = _roles(item)
        if roles is None:
            return
        team = self.people.team(item.get("team")) if item.get("team") else None
        manager = self.people.manager(item.get("manager")) if item.get("manager") else None
        known = item.record_id or self._find(item)
        if known is None:
            self._create(item, roles, team, manager)
        else:
            self._update(item, known, roles, team, manager)
        if item.record_id is not None:
            item.others.add(item.record_id)

    def _find(self, item: Item) -> int | None:
        """The person a row means who is known by another way."""
        if (email := item.get("email")) and (found := self.people.with_email(email)):
            return found
        named = (
            [pk for pk in self.people.names.find_all(item.get("name")) if pk not in item.others]
            if item.get("name")
            else []
        )
        if email:
            named = list(User.objects.filter(pk__in=named, email=None).values_list("pk", flat=True))
        if len(named) > 1:
            raise Ambiguous(item.get("name"))
        return named[0] if named else None

    def _create(self, item: Item, roles: list[Role], team: int | None, manager: int | None) -> None:
        name = item.get("name") or item.get("email").partition("@")[0]
        item.record_id = self.people.make(
            name, email=item.get("email"), phone=self._phone(item), roles=roles or [Role.REP]
        )
        item.result = CREATED
        self._place(item.record_id, roles, team, manager)

    def _update(self, item: Item, pk: int, roles: list[Role], team: int | None, manager: int | None) -> None:
        name, email = item.get("name"), item.get("email")
        wanted: dict[str, Any] = {"full_name": name, "name_key": name_key(name)} if name else {}
        wanted |= {"email": email} if email else {}
        wanted |= {"phone": phone} if (phone := self._phone(item, pk)) else {}
        changed = bool(self.run.journal.change(User, {pk: wanted}))
        have = set(UserRole.objects.filter(user_id=pk).values_list("role", flat=True))
        more = [(pk, role.value) for role in roles if role not in have]
        self.run.journal.add(UserRole, ("user_id", "role"), more)
        changed |= bool(more) | self._place(pk, roles, team, manager)
        self.people.note(pk, name, email)
        item.record_id, item.result = pk, UPDATED if changed else UNCHANGED

    def _place(self, pk: int, roles: list[Role], team: int | None, manager: int | None) -> bool:
        """Say where a person stands. What a file says holds for every earlier day; a dated place is not touched."""
        if (team is None and manager is None) or manager == pk:
            return False
        place = Membership.objects.filter(user_id=pk, from_on=None).order_by("pk").first()
        wanted = {name: value for name, value in (("team_id", team), ("manager_id", manager)) if value is not None}
        if place is not None:
            return bool(self.run.journal.change(Membership, {place.pk: wanted}))
        role = roles[0].value if roles else Role.REP.value
        self.run.journal.add(Membership, ("user_id", "team_id", "manager_id", "role"), [(pk, team, manager, role)])
        return True

    def _phone(self, item: Item, pk: int = 0) -> str:
        """The first number of the cell, unless someone else has it."""
        numbers = phone_e164(item.get("phone"), self.run.country)
        if not numbers:
            return ""
        if User.objects.filter(phone=numbers[0][0]).exclude(pk=pk).exists():
            self.run.tally.warn("phone_taken", numbers[0][0])
            return ""
        return numbers[0][0]


def _roles(item: Item) -> list[Role] | None:
    """The roles a row names; refuses the row when one is no role."""
    found = []
    for word in (part.strip() for part in item.get("role").replace(";", ",").split(",")):
        plain = name_key(word)
        role = ROLE_WORDS.get(plain) or next((r for r in Role if r.value == plain.replace(" ", "_")), None)
        if word and role is None:
            item.refuse("role_unknown", "role", word)
            return None
        if role is not None:
            found.append(role)
    return found
