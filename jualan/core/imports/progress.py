"""How far an import has come, on standard error: one moving line on a terminal, plain lines elsewhere."""

import time
from typing import TextIO

from django.utils.translation import gettext as _

from jualan.core.imports.engine import Step

MOVES_EVERY = 0.2
TELLS_EVERY = 10.0


class ProgressLine:
    """Tells rows, rate and time left."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._began: dict[str, float] = {}
        self._told = 0.0
        self._width = 0

    def tell(self, step: Step) -> None:
        """Take a step; most are too soon after the last to be told."""
        now = time.monotonic()
        began = self._began.setdefault(step.phase, now)
        if now - max(self._told, began) < (MOVES_EVERY if self._is_terminal else TELLS_EVERY):
            return
        self._told = now
        self._write(_sentence(step, now - began))

    def end(self) -> None:
        if self._is_terminal and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()

    def _write(self, text: str) -> None:
        if self._is_terminal:
            self._stream.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            self._stream.write(text + "\n")
        self._stream.flush()


def _sentence(step: Step, seconds: float) -> str:
    if step.phase == "waiting":
        return _("Waiting for another import to end.")
    rate = step.rows / seconds if seconds else 0
    left = seconds * (1 - step.done) / step.done if step.done else 0
    facts = {"rows": f"{step.rows:,}", "rate": f"{rate:,.0f}", "percent": f"{step.done:.0%}", "left": f"{left:,.0f}"}
    if step.phase == "reading":
        return _("Reading: %(rows)s rows, %(rate)s a second, %(percent)s, %(left)s s left") % facts
    return _("Writing: %(rows)s rows, %(rate)s a second, %(percent)s, %(left)s s left") % facts
