"""`jualan worker`: works jobs beside `serve --no-worker`, and on PostgreSQL in any number."""

import signal
import threading
from types import FrameType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.commands import Verb
from jualan.core.database import require_migrated
from jualan.core.jobs import wake
from jualan.core.jobs.worker import run_worker


class Command(Verb):
    about = gettext_lazy("Work the jobs; Ctrl-C ends it after the present one.")

    def handle(self, *_args: Any, **_options: Any) -> None:
        require_migrated()
        stop = threading.Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            stop.set()
            wake.set()

        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, end)
        run_worker(stop, on_ready=lambda: self.aside(_("Working jobs. Ctrl-C ends it.")))
