"""Stages and lost reasons that files name by a word; made in the default pipeline when there is none."""

from dataclasses import dataclass

from jualan.core.bulk import insert_rows
from jualan.core.imports.items import RunContext
from jualan.core.imports.outcome import record_label
from jualan.core.imports.words import Words, code_of
from jualan.core.normalise import name_key
from jualan.pipeline.actions import order_stages
from jualan.pipeline.models import LostReason, Stage, StageKind
from jualan.pipeline.queries import default_pipeline, last_position
from jualan.pipeline.rules import kind_of_word


@dataclass(frozen=True, slots=True)
class FoundStage:
    pk: int
    pipeline: int
    kind: str
    probability_bps: int | None


class StagesByWord:
    """A stage of any pipeline by its name, the default pipeline's before others."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._pipeline = default_pipeline()
        self._stages: dict[int, FoundStage] = {}
        self._words: dict[str, int] = {}
        for stage in Stage.objects.order_by("pipeline__position", "position", "pk"):
            self._note(stage)
        for stage in Stage.objects.filter(pipeline=self._pipeline):
            self._note(stage, is_first=True)

    def stage(self, word: str) -> FoundStage:
        pk = self._words.get(name_key(word))
        return self._stages[pk] if pk is not None else self._make(word, kind_of_word(word))

    def with_id(self, pk: int) -> FoundStage:
        return self._stages[pk]

    def first_of(self, kind: str) -> FoundStage:
        """The first stage of a kind in the default pipeline, made if it has none."""
        found = self._pipeline.stages.filter(kind=kind).order_by("position", "pk").values_list("pk", flat=True).first()
        return self._stages[found] if found is not None else self._make(kind.capitalize(), kind)

    def _note(self, stage: Stage, *, is_first: bool = False) -> None:
        found = FoundStage(stage.pk, stage.pipeline_id, stage.kind, stage.probability_bps)
        self._stages[stage.pk] = found
        data = getattr(stage.name, "data", stage.name)
        for word in (*(data.values() if isinstance(data, dict) else [str(data)]), stage.code):
            if is_first or name_key(word) not in self._words:
                self._words[name_key(word)] = stage.pk

    def _make(self, word: str, kind: str) -> FoundStage:
        codes = self._pipeline.stages.values_list("code", flat=True)
        row = (
            self._pipeline.pk,
            code_of(word, codes),
            word,
            name_key(word),
            str(kind),
            last_position(self._pipeline) + 1,
        )
        columns = ("pipeline_id", "code", "name", "name_key", "kind", "position")
        pk = insert_rows(Stage, columns, [row])[0]
        order_stages(self._pipeline)
        self._run.tally.note_made("stage", word, str(kind), record=record_label(Stage, pk))
        found = self._stages[pk] = FoundStage(pk, self._pipeline.pk, str(kind), None)
        self._words[name_key(word)] = pk
        return found


class ReasonsByWord:
    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._words = Words(LostReason, more=("code",))

    def reason(self, word: str) -> int:
        return self._words.find_or(word, self._make)

    def _make(self, word: str) -> int:
        codes = LostReason.objects.values_list("code", flat=True)
        row = (code_of(word, codes), word, name_key(word), len(codes))
        pk = insert_rows(LostReason, ("code", "name", "name_key", "position"), [row])[0]
        self._run.tally.note_made("lost_reason", word, record=record_label(LostReason, pk))
        return pk


OPEN, WON, LOST = StageKind.OPEN.value, StageKind.WON.value, StageKind.LOST.value
