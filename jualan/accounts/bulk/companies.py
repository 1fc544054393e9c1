"""Accounts that files name: by external id, else by a name that one account bears, else made."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jualan.accounts.models import Account, AccountKind, IdentityKey
from jualan.accounts.rules import account_keys
from jualan.core.bulk import insert_rows, select_in
from jualan.core.imports.items import RunContext
from jualan.core.imports.owned import own_id, record_of_own_id
from jualan.core.imports.rows import key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.normalise import name_key

COLUMNS = (
    "name",
    "name_key",
    "kind",
    "tier_id",
    "code",
    "upline_id",
    "industry",
    "website",
    "email",
    "phone",
    "owner_id",
    "first_owner_id",
    "customer_since_on",
    "custom",
)
EMPTY: Mapping[str, Any] = {
    "kind": AccountKind.COMPANY.value,
    "tier_id": None,
    "code": "",
    "upline_id": None,
    "industry": "",
    "website": "",
    "email": "",
    "phone": "",
    "owner_id": None,
    "customer_since_on": None,
    "custom": {},
}
MOST_KEPT = 200_000
_BY_ID = "SELECT key, record_id FROM core_importedrecord WHERE system = %s AND kind = 'account' AND key IN"
_BY_NAME = """
    SELECT name_key, id FROM accounts_account WHERE deleted_at IS NULL AND merged_into_id IS NULL AND name_key IN
"""


class AccountsByWord:
    """The accounts of a run, looked up a chunk at a time."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._names: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        self._looked_up: set[str] = set()

    def look_up(self, words: Iterable[str]) -> None:
        """Fetch what the words of a chunk may name, so that `find` asks nothing."""
        if len(self._looked_up) > MOST_KEPT:
            for known in (self._names, self._ids, self._looked_up):
                known.clear()
        wanted = {word for word in words if word and word not in self._looked_up}
        self._looked_up |= wanted
        keys = {key_text("id", word): word for word in wanted}
        for key, pk in select_in(_BY_ID, [self._run.system], keys):
            self._ids[keys[key]] = pk
        names = {name_key(word) for word in wanted} - self._names.keys()
        for name, pk in select_in(_BY_NAME, [], names, "ORDER BY id"):
            self._names.setdefault(name, []).append(pk)

    def find(self, word: str) -> int | None:
        """The account a word names; raises `Ambiguous` where several bear it."""
        if word in self._ids:
            return self._ids[word]
        own = record_of_own_id(Account.KIND, word)
        if own is not None:
            return own
        found = self.named(word)
        if len(found) > 1:
            raise Ambiguous(word)
        return found[0] if found else None

    def find_or_make(self, word: str) -> int:
        """The account a word names, made as a company and reported where there is none."""
        found = self.find(word)
        if found is None:
            found = self.make([{"name": word}])[0]
            self._run.tally.note_made("account", word, AccountKind.COMPANY)
        return found

    def named(self, word: str) -> list[int]:
        return self._names.get(name_key(word), [])

    def make(self, accounts: Sequence[Mapping[str, Any]]) -> list[int]:
        """Add accounts with their keys; `name` and any of COLUMNS."""
        rows = []
        for values in accounts:
            whole = {**EMPTY, **values, "name_key": name_key(values["name"])}
            rows.append(tuple(whole.get(column, whole["owner_id"]) for column in COLUMNS))
        ids = insert_rows(Account, COLUMNS, rows, constants={"import_run_id": self._run.run_id})
        self._run.touch("account", ids)
        keys = []
        for pk, values in zip(ids, accounts, strict=True):
            self._names.setdefault(name_key(values["name"]), []).append(pk)
            website, email = values.get("website", ""), values.get("email", "")
            if (website or email) and values.get("kind") != AccountKind.CONSUMER:
                keys += [(key.kind, key.value, pk) for key in account_keys(website=website, email=email)]
        insert_rows(IdentityKey, ("kind", "value", "account_id"), keys, constants={"is_deciding": False})
        return ids


def accounts_as_words(ids: Iterable[int | None]) -> dict[int | None, str]:
    """How our own files name accounts, so that the word names them only: by name, else by our id."""
    rows = list(Account.objects.filter(pk__in={pk for pk in ids if pk}).values_list("pk", "name", "name_key"))
    alive = Account.objects.filter(name_key__in={key for _pk, _name, key in rows}, deleted_at=None, merged_into=None)
    names = Counter(alive.values_list("name_key", flat=True))
    return {pk: name if names[key] == 1 and name else own_id(Account.KIND, pk) for pk, name, key in rows}
