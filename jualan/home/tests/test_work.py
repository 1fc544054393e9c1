"""Work in the background on the screen: what was given up is tried again, or taken off the list."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from jualan.core.models import JobFailure
from jualan.home import labels
from jualan.people.models import Role
from tests.cast import make_person

pytestmark = pytest.mark.django_db
NAMED = re.compile(r'later\(\s*"([a-z]+\.[a-z_]+)"')


@pytest.fixture
def boss(client):
    client.force_login(make_person("Aishah Rahman", Role.ADMIN))
    return client


def test_a_job_that_was_given_up_is_tried_again(boss, work_jobs):
    failure = JobFailure.objects.create(name="core.refresh_search", error="The disk was full", attempts=8)
    page = boss.get(reverse("home:work")).content.decode()

    boss.post(reverse("home:work-again", args=[failure.pk]))
    again = boss.post(reverse("home:work-again", args=[failure.pk]))

    assert "Bring search up to date" in page
    assert "The disk was full" in page
    assert again.status_code == 404
    assert work_jobs() >= 1
    assert "The disk was full" not in boss.get(reverse("home:work")).content.decode()


def test_a_job_that_needs_no_second_try_is_dismissed(boss, work_jobs):
    failure = JobFailure.objects.create(name="core.refresh_search", error="old", attempts=8)

    boss.post(reverse("home:work-dismiss", args=[failure.pk]))

    assert work_jobs() == 0
    assert not JobFailure.objects.filter(settled_at=None).exists()


def test_every_job_that_the_code_queues_has_words():
    root = Path(labels.__file__).parents[1]
    files = [path for path in root.rglob("*.py") if "tests" not in path.parts]
    queued = {name for path in files for name in NAMED.findall(path.read_text(encoding="utf-8"))}

    assert len(queued) > 3
    assert {name for name in queued if name not in labels.JOBS} - {"leads.route_lead"} == set()
