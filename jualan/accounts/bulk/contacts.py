"""Contacts that a reference column names: by external id, e-mail, else a name that one contact bears; else made."""

from collections import Counter
from collections.abc import Iterable

from jualan.accounts.bulk.people import PeopleJoiner, Person
from jualan.accounts.models import Contact
from jualan.core.imports.items import RunContext
from jualan.core.imports.owned import own_id, record_of_own_id
from jualan.core.imports.rows import key_text
from jualan.core.imports.words import Ambiguous
from jualan.core.models import ImportedRecord
from jualan.core.normalise import email_key, name_key


class ContactsByWord:
    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._joiner = PeopleJoiner(run)
        self._ids: dict[str, int] = {}
        self._names: dict[str, list[int]] = {}

    def look_up(self, words: Iterable[str]) -> None:
        """Fetch what the words of a chunk may name."""
        wanted = {word for word in words if word}
        keys = {key_text("id", word): word for word in wanted}
        rows = ImportedRecord.objects.filter(system=self._run.system, kind=Contact.KIND, key__in=keys)
        self._ids = {keys[key]: pk for key, pk in rows.values_list("key", "record_id")}
        self._names = {}
        names = {name_key(word) for word in wanted}
        found = Contact.objects.filter(name_key__in=names, deleted_at=None, merged_into=None).order_by("pk")
        for name, pk in found.values_list("name_key", "pk"):
            self._names.setdefault(name, []).append(pk)

    def find_or_make(self, word: str) -> int:
        """The contact a word names, made and reported where there is none; raises `Ambiguous`."""
        if word in self._ids:
            return self._ids[word]
        own = record_of_own_id(Contact.KIND, word)
        if own is not None:
            return own
        named = self._names.setdefault(name_key(word), [])
        if len(named) > 1:
            raise Ambiguous(word)
        return named[0] if named else self._make(word)

    def _make(self, word: str) -> int:
        email = email_key(word)
        person = Person(full_name="" if email else word, email=email)
        self._joiner.join([person])
        assert person.contact_id is not None
        if person.is_new:
            self._run.tally.note_made("contact", word)
        self._names[name_key(word)].append(person.contact_id)
        return person.contact_id


def contacts_as_words(ids: Iterable[int | None]) -> dict[int | None, str]:
    """How our own files name contacts: by e-mail, else by a name that one bears, else by our id."""
    rows = list(
        Contact.objects.filter(pk__in={pk for pk in ids if pk}).values_list("pk", "email", "full_name", "name_key")
    )
    alive = Contact.objects.filter(name_key__in={row[3] for row in rows if row[3]}, deleted_at=None, merged_into=None)
    names = Counter(alive.values_list("name_key", flat=True))
    return {pk: email or (name if names[key] == 1 else own_id(Contact.KIND, pk)) for pk, email, name, key in rows}
