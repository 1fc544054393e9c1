"""Why an import stops as a whole. A row that is not taken is a refusal, not one of these."""


class ImportStopped(Exception):
    """An import that cannot go on: a reason code and the facts for its sentence."""

    exit_code = 3

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class FileRefused(ImportStopped):
    """The file cannot be read as a table of rows."""

    exit_code = 3


class WrongUse(ImportStopped):
    """What was asked for does not exist or does not fit the file."""

    exit_code = 2
