"""A file brought in on the screen: recognised, tried, run, its refused rows, taken back."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jualan.core.models import ImportRun
from jualan.home import imports
from jualan.leads.models import Lead
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LEADS = b"""Lead ID,Full Name,Phone,Lead Source,Opened on,Catatan
L1,Rohana Ismail,012-388 4170,Instagram,2026-01-20,langsir
L2,Muthu Krishnan,016-241 7883,Referral,2026-01-21,
L3,Tan Wei Ling,019-774 1417,Referral,2026-13-45,meja
"""


@pytest.fixture
def manager(client: Client, cast: Cast, settings: object, tmp_path: Path) -> Client:
    settings.FILES_ROOT = tmp_path  # type: ignore[attr-defined] # pytest-django's settings
    client.force_login(cast.sales_manager, backend="jualan.people.sign_in.PersonBackend")
    return client


def upload(client: Client, content: bytes = LEADS, kind: str = "") -> Any:
    return client.post("/import/new/", {"file": SimpleUploadedFile("leads.csv", content), "kind": kind})


def test_file_is_recognised_mapped_tried_run_and_taken_back(manager: Client) -> None:
    upload(manager)
    run = ImportRun.objects.get()
    columns = manager.get(f"/import/{run.pk}/columns/").content.decode()
    trial = manager.get(f"/import/{run.pk}/check/").content.decode()

    assert run.kind == "leads"
    assert "Rohana Ismail" in columns
    assert "refused" in trial
    assert Lead.objects.count() == 0

    manager.post(f"/import/{run.pk}/start/")
    imports.work(run.pk)
    page = manager.get(f"/import/{run.pk}/").content.decode()
    answer: Any = manager.get(f"/import/{run.pk}/refused/")
    refused = b"".join(answer.streaming_content).decode()

    assert Lead.objects.count() == 2
    assert "2026-13-45" in page
    assert "Tan Wei Ling" in refused

    manager.post(f"/import/{run.pk}/revert/")
    assert Lead.objects.count() == 0


def test_no_table_is_refused_with_a_sentence_and_nothing_kept(manager: Client) -> None:
    answer = upload(manager, b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "leads")

    assert answer.status_code == 422
    assert ImportRun.objects.count() == 0


def test_rep_may_not_import(client: Client, cast: Cast) -> None:
    client.force_login(cast.rep, backend="jualan.people.sign_in.PersonBackend")

    assert client.get("/import/new/").status_code == 403
