"""Who did what, in words."""

import re
from pathlib import Path

from django.urls import reverse

from jualan import home
from jualan.accounts.rules import PersonFacts
from jualan.core.models import AuditEntry
from jualan.core.search.refreshing import refresh
from jualan.home import labels
from jualan.leads.actions import capture_lead
from jualan.people.policy import SYSTEM

BACKEND = "jualan.people.sign_in.PersonBackend"
VERB = re.compile(r'(?:verb=|\baudit\(\s*)"([a-z_]+)"')


def page_of(client, person, **asked):
    client.force_login(person, backend=BACKEND)
    return client.get(reverse("home:audit-list"), asked).content.decode()


def test_names_are_told_to_those_who_may_see_the_record(client, cast):
    lead = capture_lead(PersonFacts("Rohana Ismail", phone="0123884170"), title="Langsir", actor=SYSTEM).lead
    refresh()

    directors = page_of(client, cast.director, kind="lead")
    admins = page_of(client, cast.admin, kind="lead")

    assert lead.get_absolute_url() in directors
    assert "Rohana Ismail" in directors
    assert lead.get_absolute_url() not in admins
    assert "Rohana Ismail" not in admins


def test_older_entries_are_a_page_away(client, cast, monkeypatch):
    monkeypatch.setattr("jualan.home.audit.PAGE", 2)
    AuditEntry.objects.bulk_create([AuditEntry(verb="created", kind="team", record_id=pk) for pk in range(5)])
    newest = AuditEntry.objects.order_by("-pk")[1].pk

    assert f"before={newest}" in page_of(client, cast.admin, kind="team")
    assert "before=" not in page_of(client, cast.admin, kind="team", record="1")


def test_every_verb_in_the_code_has_words():
    root = Path(home.__file__).parents[1]
    files = [path for path in root.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts]
    used = {verb for path in files for verb in VERB.findall(path.read_text(encoding="utf-8"))}

    assert len(used) > 20
    assert {verb for verb in used if verb not in labels.AUDIT_VERBS} == set()
