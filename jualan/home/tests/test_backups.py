"""The backup of every day: made once, kept fourteen, told when it fails, put back from the screen."""

import datetime as dt
import os
import shutil
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from jualan.core.backups import daily
from jualan.core.database import pending_migrations
from jualan.core.errors import RuleBroken
from jualan.core.models import JobFailure
from jualan.core.workspace import workspace
from jualan.home import tasks
from jualan.people.models import Role
from tests.cast import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        os.environ.get("DATABASE_URL", "").startswith("postgres") and shutil.which("pg_dump") is None,
        reason="pg_dump is not installed",
    ),
]
on_sqlite = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="put back by command there"
)


@pytest.fixture
def owner(settings, tmp_path, client):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    person = make_person("Aishah Rahman", Role.ADMIN)
    client.force_login(person)
    return person


def names():
    return [one.name for one in daily.kept()]


def test_a_day_has_one_backup_and_the_newest_fourteen_are_kept(owner, monkeypatch):
    for number in range(16):
        monkeypatch.setattr(daily, "today", lambda number=number: dt.date(2026, 11, 1) + dt.timedelta(days=number))
        tasks.daily_backup()
        tasks.daily_backup()

    assert sorted(names())[:1] == ["daily-2026-11-03.jualan"]
    assert len(names()) == daily.KEEP


def test_a_failed_backup_is_told_on_today_and_by_one_mail_until_one_succeeds(owner, client, monkeypatch, work_jobs):
    from jualan.core.jobs import later  # noqa: PLC0415

    def fails(_target):
        raise RuleBroken("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(daily, "back_up", fails)
        for _hour in range(2):
            later("home.daily_backup")
            work_jobs(may_fail=True)
    told = client.get(reverse("home:today")).content.decode()
    later("home.daily_backup")
    work_jobs()

    assert [message.to for message in mail.outbox] == [[owner.email]]
    assert "The disk is full" in mail.outbox[0].body
    assert reverse("home:backup-list") in told
    assert not JobFailure.objects.filter(settled_at__isnull=True).exists()
    assert "The last backup failed." not in client.get(reverse("home:today")).content.decode()


def test_a_backup_that_succeeds_hides_no_failed_restore(owner):
    _backup, restore = (
        JobFailure.objects.create(name=name, error="?", attempts=1)
        for name in ("home.daily_backup", "home.restore_backup")
    )

    tasks.daily_backup()

    assert list(JobFailure.objects.filter(settled_at__isnull=True)) == [restore]


def test_an_hour_without_a_backup_settles_nothing(owner):
    tasks.daily_backup()
    failure = JobFailure.objects.create(name="home.back_up_now", error="?", attempts=1)

    tasks.daily_backup()

    assert list(JobFailure.objects.filter(settled_at__isnull=True)) == [failure]


@on_sqlite
def test_a_backup_is_put_back_from_the_screen_and_that_too_can_be_taken_back(owner, client, work_jobs):
    client.post(reverse("home:backup-create"))
    work_jobs()
    [name] = names()
    get_user_model().objects.filter(pk=owner.pk).update(full_name="Somebody Else")
    url = reverse("home:backup-restore", args=[name])

    refused = client.post(url, {"name": "wrong"})
    work_jobs()
    assert (refused.status_code, get_user_model().objects.get().full_name) == (422, "Somebody Else")

    client.post(url, {"name": workspace().name})
    work_jobs()
    assert get_user_model().objects.get().full_name == "Aishah Rahman"
    assert sum(name.startswith("before-restore") for name in names()) == 1


@on_sqlite
def test_a_backup_of_an_older_program_is_brought_up_to_date(owner):
    call_command("migrate", "pipeline", "0001", stdout=StringIO())
    daily.make_now()
    [name] = names()
    call_command("migrate", stdout=StringIO())

    tasks.restore_backup(name, owner.pk)

    assert pending_migrations() == []


def test_only_who_runs_the_business_sees_and_takes_backups(owner, client):
    tasks.back_up_now()
    [name] = names()
    downloaded = client.get(reverse("home:backup-file", args=[name]))
    outside = client.get(reverse("home:backup-file", args=["..%2Fjualan.sqlite3"]))
    client.force_login(make_person("Farah Nadia", Role.REP))

    assert b"".join(downloaded.streaming_content)[:2] == b"PK"
    assert outside.status_code == 404
    assert client.get(reverse("home:backup-list")).status_code == 403
    assert client.get(reverse("home:backup-file", args=[name])).status_code == 403
