"""Locations that files name by a word; made and reported when there is none."""

from jualan.core.bulk import insert_rows
from jualan.core.imports.items import RunContext
from jualan.core.imports.outcome import record_label
from jualan.core.imports.words import Words
from jualan.core.normalise import name_key
from jualan.store.models import Location


class LocationsByWord:
    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._words = Words(Location)

    def location(self, word: str) -> int:
        return self._words.find_or(word, self._make)

    def _make(self, word: str) -> int:
        pk = insert_rows(Location, ("name", "name_key"), [(word[:120], name_key(word)[:120])])[0]
        self._run.tally.note_made("location", word, record=record_label(Location, pk))
        return pk
