"""A worker for the torture run: `python -m jualan.core.tests.torture queue COUNT | work`. Each job appends its number to TORTURE_LOG."""

import os
import signal
import sys
import threading
import time

import django


def tick(number):
    """Take a little while, then say that it is done: a job that was killed has said nothing."""
    time.sleep(0.004 * (1 + number % 5))
    with open(os.environ["TORTURE_LOG"], "a", encoding="ascii") as log:  # noqa: PTH123 one line is appended whole
        log.write(f"{number}\n")


def queue(count):
    from django.db import transaction  # noqa: PLC0415 after setup

    from jualan.core.jobs import later  # noqa: PLC0415 after setup

    with transaction.atomic():
        for number in range(count):
            later("core.tick", number)


def work():
    from jualan.core.jobs.worker import run_worker  # noqa: PLC0415 after setup

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_worker(stop)


def main():
    django.setup()
    from jualan.core import tasks  # noqa: PLC0415 after setup
    from jualan.core.jobs import engine  # noqa: PLC0415 after setup

    tasks.tick = tick
    if engine.is_shared():
        from jualan.core.jobs.shared import Shared  # noqa: PLC0415 PostgreSQL only

        Shared.BEAT_SECONDS, Shared.STALLED_SECONDS = 0.3, 1.5
    from jualan.core.jobs import worker  # noqa: PLC0415 after setup

    worker.LOOK_ROUND_SECONDS = worker.REST_SECONDS = 0.3
    queue(int(sys.argv[2])) if sys.argv[1] == "queue" else work()


if __name__ == "__main__":
    main()
