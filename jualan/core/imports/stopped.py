"""Why an import stops as a whole. A row that is not taken is a refusal of its own, not one of these."""

from typing import Any

from jualan.core.errors import Refusal


class ImportStopped(Refusal):
    """An import that cannot go on. Facts that are lists are joined for their sentence."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        told = {
            name: ", ".join(map(str, fact)) if isinstance(fact, list | tuple) else fact for name, fact in facts.items()
        }
        super().__init__(code, **told)


class FileRefused(ImportStopped):
    """The file cannot be read as a table of rows: the command ends with 3."""


class WrongUse(ImportStopped):
    """What was asked for does not exist or does not fit the file: the command ends with 2."""
