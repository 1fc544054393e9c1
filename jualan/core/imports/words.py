"""Things that files name by a word: found by normalised name in any language or by code, made when there is none."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count
from typing import Any

from django.db import models

from jualan.core.normalise import name_key


class Ambiguous(Exception):
    """A word that names several things."""


def names_of(value: Any) -> list[str]:
    """Every language of a translated name, or the one plain name."""
    data = getattr(value, "data", value)
    return [text for text in data.values() if text] if isinstance(data, dict) else [str(data)]


class Words:
    """The rows of a small table by the words that name them; read once, kept up as rows are made."""

    def __init__(self, model: type[models.Model], *, name: str = "name", more: Sequence[str] = ()) -> None:
        self._found: dict[str, list[int]] = {}
        self._sure: dict[str, int] = {}
        for pk, text, *others in model._base_manager.values_list("pk", name, *more):  # noqa: SLF001 Django's own name
            for word in {name_key(w) for w in [*names_of(text), *(str(other) for other in others if other)]}:
                self._found.setdefault(word, []).append(pk)

    def find(self, word: str) -> int | None:
        """The one thing this word names; nothing if none does, `Ambiguous` if several do."""
        found = self._found.get(name_key(word), ())
        if len(found) > 1:
            raise Ambiguous(word)
        return found[0] if found else None

    def find_all(self, word: str) -> list[int]:
        return list(self._found.get(name_key(word), ()))

    def add(self, word: str, pk: int) -> int:
        """Note a thing just made under its name."""
        self._found.setdefault(name_key(word), []).append(pk)
        self._sure.clear()
        return pk

    def find_or(self, word: str, make: Callable[[str], int]) -> int:
        """The one thing this word names, made when there is none; `Ambiguous` if several are."""
        sure = self._sure.get(word)
        if sure is None:
            found = self.find(word)
            sure = self._sure[word] = self.add(word, make(word)) if found is None else found
        return sure


def code_of(word: str, taken: Iterable[str] = ()) -> str:
    """A stable code for a thing made from a word."""
    plain = name_key(word).replace(" ", "_")[:60] or "unnamed"
    known = set(taken)
    return next(code for code in chain((plain,), (f"{plain}_{n}" for n in count(2))) if code not in known)
