"""Sources, channels and campaigns that files name by a word; made and reported when there is none."""

from django.db import models

from jualan.accounts.models import Campaign, Channel, Source
from jualan.core.bulk import insert_rows
from jualan.core.imports.items import RunContext
from jualan.core.imports.outcome import record_label
from jualan.core.imports.words import Words, code_of
from jualan.core.normalise import name_key


class PlacesByWord:
    """Read when first asked for; raises `Ambiguous` where a word names several."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._words: dict[type[models.Model], Words] = {}

    def source(self, word: str) -> int:
        return self._of(Source).find_or(word, lambda name: self._make(Source, "source", name))

    def channel(self, word: str) -> int:
        return self._of(Channel).find_or(word, lambda name: self._make(Channel, "channel", name))

    def campaign(self, word: str) -> int:
        return self._of(Campaign).find_or(word, lambda name: self._make(Campaign, "campaign", name))

    def _of(self, model: type[models.Model]) -> Words:
        if model not in self._words:
            self._words[model] = Words(model, more=("code",))
        return self._words[model]

    def _make(self, model: type[models.Model], what: str, word: str) -> int:
        codes = model._base_manager.values_list("code", flat=True)  # noqa: SLF001 Django's own name
        row = (code_of(word, codes), word[:120], name_key(word)[:120])
        pk = insert_rows(model, ("code", "name", "name_key"), [row])[0]
        self._run.tally.note_made(what, word, record=record_label(model, pk))
        return pk
