"""The refusals that travel from a rule or an action to the person; texts are made at the edge (`labels.py`)."""

from typing import Any


class Refusal(Exception):
    """Something was not done, and nothing has been changed. `code` names why; `facts` fill the sentence.

    The code is positional only, so that a fact may be named `code`.
    """

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class RuleBroken(Refusal):
    """The request is understood and allowed, but a business rule forbids it."""


class NotAllowed(Refusal):
    """The record is visible, but this person may not do this: 403."""


class NotFound(Refusal):
    """No such record, or not visible to this person: 404."""


class StaleRecord(Refusal):
    """Someone saved the record since it was read; facts hold `record` as it is now and `values` as they were wanted."""


class OutsideFailure(Exception):
    """Something beyond this process failed. `is_retryable` says whether trying later can help."""

    def __init__(self, message: str, *, is_retryable: bool) -> None:
        super().__init__(message)
        self.is_retryable = is_retryable
