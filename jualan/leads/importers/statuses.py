"""Lead statuses that files name by a word; made of the kind that the word tells when there is none."""

from dataclasses import dataclass

from jualan.core.bulk import insert_rows
from jualan.core.imports.cells import FALSE_WORDS, TRUE_WORDS
from jualan.core.imports.items import RunContext
from jualan.core.imports.outcome import record_label
from jualan.core.imports.words import Words, code_of
from jualan.core.normalise import name_key
from jualan.leads.models import LeadStatus
from jualan.leads.rules import Kind, kind_of_word

PLAIN_WORDS = TRUE_WORDS | FALSE_WORDS


@dataclass(frozen=True, slots=True)
class FoundStatus:
    pk: int
    kind: str


class StatusesByWord:
    """Lead statuses of a run: by name in any language, else made of the kind that the word tells."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._words = Words(LeadStatus, more=("code",))
        self._found: dict[str, FoundStatus] = {}
        self._kinds = dict(LeadStatus.objects.values_list("pk", "kind"))

    def status(self, word: str, told: str = "") -> FoundStatus:
        """The status of a word; `told` is the kind (or a word of that kind) that a person gave it."""
        if not told:
            found = self._found.get(word)
            if found is None:
                pk = self._words.find_or(word, lambda name: self._make(name, kind_of_word(name)))
                found = self._found[word] = FoundStatus(pk, self._kinds[pk])
            return found
        kind = _kind_told(told)
        if name_key(word) in PLAIN_WORDS:  # 1 and 0 are no names for a status
            return self.first_of(kind)
        pk = self._words.find_or(word, lambda name: self._make(name, kind))
        if self._kinds[pk] != kind:
            self._run.journal.change(LeadStatus, {pk: {"kind": kind.value}})
            self._kinds[pk] = kind.value
            self._found.clear()
            self._run.tally.note_made("status", word, kind)
        return FoundStatus(pk, kind)

    def first_of(self, kind: Kind) -> FoundStatus:
        """The status that actions use for a kind."""
        found = LeadStatus.objects.filter(kind=kind).values_list("pk", flat=True).first()
        pk = self._words.add(kind, self._make(kind.capitalize(), kind)) if found is None else found
        self._kinds[pk] = kind.value
        return FoundStatus(pk, kind)

    def _make(self, word: str, kind: Kind) -> int:
        codes = LeadStatus.objects.values_list("code", flat=True)
        row = (code_of(word, codes), word, name_key(word), kind.value, len(codes))
        pk = insert_rows(LeadStatus, ("code", "name", "name_key", "kind", "position"), [row])[0]
        self._kinds[pk] = kind.value
        self._run.tally.note_made("status", word, kind, record=record_label(LeadStatus, pk))
        return pk


def _kind_told(word: str) -> Kind:
    plain = name_key(word)
    return next((kind for kind in Kind if kind.value == plain), None) or kind_of_word(plain)
