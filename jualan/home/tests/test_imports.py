"""A file brought in on the screen: recognised, tried, run, its refused rows, taken back."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
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


def workbook(tmp_path: Path, *sheets: tuple[str, list[list[Any]]]) -> bytes:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in sheets:
            sheet = made.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path.read_bytes()


def test_each_sheet_of_a_workbook_is_brought_in(manager: Client, tmp_path: Path) -> None:
    leads: list[list[Any]] = [
        ["Lead ID", "Full Name", "Phone"],
        ["L1", "Rohana", 123884170],
        ["L2", "Muthu ", "016-241 7883"],
    ]
    products: list[list[Any]] = [["SKU", "Product", "Price"], ["A", "Cup", 5]]
    content = workbook(tmp_path, ("Prospek", leads), ("Produk", products))

    file = SimpleUploadedFile("book.xlsx", content)
    answer: Any = manager.post("/import/new/", {"file": file, "kind": ""})
    run = ImportRun.objects.get()
    page = manager.get(answer.url).content.decode()

    assert answer.url == f"/import/{run.pk}/tables/"
    assert "Prospek" in page
    assert "Produk" in page

    manager.post(answer.url, {"table": "0", "kind-0": "leads"})
    trial = manager.get(f"/import/{run.pk}/check/").content.decode()
    assert "0123884170" in trial
    assert Lead.objects.count() == 0

    manager.post(f"/import/{run.pk}/start/")
    imports.work(run.pk)
    detail = manager.get(f"/import/{run.pk}/").content.decode()
    assert Lead.objects.count() == 2
    assert f"/import/{run.pk}/tables/" in detail

    answer = manager.post(f"/import/{run.pk}/tables/", {"table": "1", "kind-1": "products"})
    second = ImportRun.objects.order_by("-pk")[0]
    assert answer.url == f"/import/{second.pk}/columns/"
    assert (second.kind, second.state) == ("products", "uploaded")


def test_a_zip_of_files_is_offered_file_by_file(manager: Client, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("leads.csv", LEADS)
        package.writestr("products.csv", "SKU,Product,Price\nA,Cup,5\n")

    answer: Any = manager.post("/import/new/", {"file": SimpleUploadedFile("all.zip", path.read_bytes()), "kind": ""})
    manager.post(answer.url, {"table": "1", "kind-1": "products"})

    run = ImportRun.objects.get()
    assert (run.kind, run.files) == ("products", ["products.csv"])


def test_rows_pasted_from_a_spreadsheet(manager: Client) -> None:
    pasted = 'Lead ID\tFull Name\tCatatan\nL1\tRohana\t"dua\nbaris"\n'

    manager.post("/import/new/", {"pasted": pasted, "kind": ""})
    run = ImportRun.objects.get()
    page = manager.get(f"/import/{run.pk}/check/").content.decode()

    assert run.kind == "leads"
    assert "Rohana" not in page
    assert Lead.objects.count() == 0

    manager.post(f"/import/{run.pk}/start/")
    imports.work(run.pk)
    assert Lead.objects.get().contact.full_name == "Rohana"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Lead ID,Full Name\n", "holds a header but no rows"),
        (b'{"leads": []}', "is JSON"),
        (b"", "Name the file"),
        (b"Colour\nred\n", "There is no kind"),
    ],
)
def test_what_cannot_be_brought_in_is_said(manager: Client, content: bytes, told: str) -> None:
    file = {"file": SimpleUploadedFile("x.csv", content)} if content else {}
    answer = manager.post("/import/new/", {**file, "kind": ""})

    assert told in answer.content.decode()
    assert answer.status_code == 422
    assert ImportRun.objects.count() == 0
