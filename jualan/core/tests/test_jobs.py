"""Jobs: queued with the fact, tried again, given up, come round, and worked off by commands. Both engines."""

import datetime as dt
import threading
import time

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from jualan.core import tasks
from jualan.core.errors import OutsideFailure, RuleBroken
from jualan.core.jobs import job_function, later
from jualan.core.jobs.attempt import MOST_ATTEMPTS, MOST_CLAIMS, Claimed, back_off, work
from jualan.core.jobs.engine import engine
from jualan.core.jobs.failures import dismiss, run_again
from jualan.core.jobs.lock import is_lock_held, worker_lock
from jualan.core.jobs.queries import job_counts, open_failures, running_jobs
from jualan.core.jobs.schedules import next_time, queue_due, write_schedules
from jualan.core.jobs.worker import run_worker, work_off, work_one
from jualan.core.models import Schedule
from jualan.core.wiring import wired


@pytest.fixture
def done(monkeypatch, db):
    """A job `core.note` that notes its argument."""
    found = []
    monkeypatch.setattr(tasks, "note", found.append, raising=False)
    job_function.cache_clear()
    yield found
    job_function.cache_clear()


@pytest.fixture
def failing(monkeypatch, db):
    """A job `core.fail` that raises what `failing(error)` was given."""

    def set_error(error):
        def fail():
            raise error

        monkeypatch.setattr(tasks, "fail", fail, raising=False)
        job_function.cache_clear()

    yield set_error
    job_function.cache_clear()


def test_job_is_queued_with_the_fact_or_not_at_all(done, work_jobs):
    with transaction.atomic():
        later("core.note", 1)
        transaction.set_rollback(True)
    later("core.note", 2)

    assert work_jobs() == 1
    assert done == [2]


def test_later_refuses_a_name_nobody_has():
    with pytest.raises(ImportError):
        later("core.no_such_job")


def test_every_name_in_the_wiring_has_its_job():
    listeners = [name for names in wired("events", "EVENTS").values() for name in names]

    assert [job_function(name) for name in [*listeners, *wired("schedules", "SCHEDULES")]]


def test_finished_job_leaves_no_row(done, work_jobs):
    later("core.note", 1)
    work_jobs()

    assert job_counts().due == job_counts().running == 0


def test_job_of_later_is_not_taken_now(done):
    later("core.note", 1, in_seconds=60)

    assert not work_one(engine())
    assert engine().is_idle()


def test_retryable_failure_is_queued_again_with_back_off(failing):
    failing(OutsideFailure("503", is_retryable=True))
    later("core.fail")

    assert work_one(engine())
    assert not work_one(engine())
    assert open_failures().count() == 0


def test_retryable_failure_is_given_up_after_the_last_attempt(failing, work_jobs):
    failing(OutsideFailure("503", is_retryable=True))
    later("core.fail")

    assert work_jobs(may_fail=True) == MOST_ATTEMPTS
    failure = open_failures().get()
    assert (failure.name, failure.attempts) == ("core.fail", MOST_ATTEMPTS)


@pytest.mark.parametrize("error", [OutsideFailure("404", is_retryable=False), ValueError("bad data")])
def test_other_failure_is_given_up_at_once(failing, work_jobs, error):
    failing(error)
    later("core.fail")

    assert work_jobs(may_fail=True) == 1
    assert str(error) in open_failures().get().error


def test_job_that_takes_its_worker_down_is_given_up(done):
    finished = []
    work(Claimed(1, "core.note", [1], 1, MOST_CLAIMS + 1), lambda: finished.append(True))

    assert (done, finished, open_failures().count()) == ([], [True], 1)


def test_failure_is_run_again_once(done, failing, work_jobs):
    failing(ValueError("bad data"))
    later("core.fail")
    work_jobs(may_fail=True)
    failure = open_failures().get()
    failing(None)

    run_again(failure)

    assert open_failures().count() == 0
    assert job_counts().due == 1
    with pytest.raises(RuleBroken, match="failure_settled"):
        dismiss(failure)


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 10), (2, 30), (3, 90), (7, 3600)])
def test_back_off_grows_to_an_hour(attempt, seconds):
    assert back_off(attempt) == seconds


def test_schedule_is_queued_once_when_its_time_has_come(born):
    write_schedules()
    write_schedules()
    schedule = Schedule.objects.get(name="core.forget_ended_sessions")
    Schedule.objects.filter(pk=schedule.pk).update(next_at=timezone.now() - dt.timedelta(hours=1))

    assert (queue_due(), queue_due()) == (1, 0)
    schedule.refresh_from_db()
    assert schedule.next_at > timezone.now()
    assert job_counts().due == 1


def test_schedules_follow_the_wiring(born):
    Schedule.objects.create(name="core.gone", cron="* * * * *", next_at=timezone.now())
    write_schedules()

    assert set(Schedule.objects.values_list("name", flat=True)) == set(wired("schedules", "SCHEDULES"))


def test_next_time_is_in_the_zone_of_the_moment():
    noon = dt.datetime(2026, 3, 2, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))

    assert next_time("17 3 * * *", noon) == dt.datetime(2026, 3, 2, 19, 17, tzinfo=dt.UTC)


def test_scheduled_jobs_run(born, work_jobs):
    later("core.forget_ended_sessions")
    later("core.forget_settled_failures")

    assert work_jobs() == 2


def test_only_one_holds_the_lock(settings, tmp_path):
    settings.HOME = tmp_path

    with worker_lock():
        assert is_lock_held()
        with pytest.raises(RuleBroken, match="worker_lock_held"), worker_lock():
            pass
    assert not is_lock_held()


def test_work_off_works_what_was_queued(done, settings, tmp_path):
    settings.HOME = tmp_path
    later("core.note", 1)
    later("core.note", 2)

    work_off()

    assert done == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_worker_works_until_told_to_stop(done, settings, tmp_path):
    settings.HOME = tmp_path
    stop = threading.Event()
    worker = threading.Thread(target=run_and_close, args=(stop,))
    later("core.note", 1)
    worker.start()
    until = timezone.now() + dt.timedelta(seconds=90)
    try:
        queue_when_free("core.note", 2)
        while len(done) < 2 and timezone.now() < until:
            stop.wait(0.05)
    finally:
        stop.set()
        worker.join(20)

    assert sorted(done) == [1, 2]
    assert not worker.is_alive()


def queue_when_free(name, *args):
    """Queue a job; threads of a test share one SQLite database in memory, whose tables lock without waiting."""
    for _try in range(200):
        try:
            with transaction.atomic():
                later(name, *args)
        except OperationalError:
            time.sleep(0.02)
        else:
            return


def run_and_close(stop):
    from django.db import connection  # noqa: PLC0415 each thread has its own

    try:
        run_worker(stop)
    finally:
        connection.close()


def test_running_job_is_seen(done):
    later("core.note", 1)
    engine().claim()

    assert (running_jobs(), job_counts().running) == (["core.note"], 1)
