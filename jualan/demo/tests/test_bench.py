"""The bench measures pages that stand, not refusals or the way to a sign-in."""

import pytest
from django.conf import settings

from jualan.core.birth import be_born
from jualan.demo.bench import making
from jualan.demo.management.commands.bench import _lines
from jualan.people.models import User

pytestmark = pytest.mark.django_db


def test_every_line_of_the_bench_answers(client):
    be_born()
    making.make(400)
    client.force_login(User.objects.get(email=making.EMAIL), backend=settings.AUTHENTICATION_BACKENDS[0])

    for line in _lines():
        answer = client.post(line.path(), line.form()) if line.form else client.get(line.path())
        assert answer.status_code == (302 if line.form else 200), line.code
