"""The first day in a real browser: an empty home, ten files dropped, what was found, an invitation opened, a call logged."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from jualan.accounts.models import Contact
from jualan.activities.models import Activity
from jualan.core.birth import be_born
from jualan.core.jobs.draining import drain
from jualan.core.workspace import today, workspace
from jualan.people.actions import first_address
from jualan.people.models import User
from jualan.pipeline.models import Pipeline
from jualan.store.models import Order
from tests.browser.conftest import SCREENS
from tests.browser.test_signing_in import with_passkeys

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Lim Mei Ling\nTEL:+60162417883\nEND:VCARD\n"


@pytest.fixture
def new_page(
    browser: Browser, live_server: Any, transactional_db: None, settings: Any, tmp_path: Path
) -> Iterator[Any]:
    """Give pages of browsers that nobody has used, at the address of an empty home."""
    settings.FILES_ROOT = tmp_path / "kept"
    be_born()
    contexts = []

    def opener(screen: str, language: str) -> Page:
        size: Any = SCREENS[screen]
        context = browser.new_context(viewport=size, base_url=live_server.url)
        context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        contexts.append(context)
        return with_passkeys(context.new_page())

    yield opener
    for context in contexts:
        context.close()


def files(folder: Path) -> list[str]:
    """Write ten files as a seller has them: three of them no good."""
    days = [today() - dt.timedelta(days=40 + 30 * back) for back in range(4)]
    orders = "\n".join(
        f"A-{place},{day},Siti Aminah,siti@example.com,012-388 4170,paid,250.00" for place, day in enumerate(days)
    )
    head = "number,placed_on,customer_name,email,phone,status,total\n"
    texts = {
        "orders.csv": head + orders,
        "more-orders.csv": head + f"B-1,{today()},Tan Wei Ling,tan@example.com,016-241 7883,pending,90.00",
        "products.csv": "sku,name,price\nRT-1,Langsir,120\nRT-2,Cadar,90",
        "contacts.csv": "name,email\nSiti Aminah,siti@example.com\nFarid,farid@example.com",
        "leads.csv": "name,phone,source,opened_on\nRohana,012-998 1212,Instagram,2026-01-20",
        "customers.csv": "external_id,name,email\nC1,Ganesh,ganesh@example.com",
        "phone-book.vcf": CARD,
        "notes.csv": "colour,shape\nred,round",
        "empty.csv": "",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(folder / "costs.zip", "w") as package:
        package.writestr("costs.csv", "month,kind,channel,amount\n2026-01,media,Facebook,300")
    return sorted(str(path) for path in folder.iterdir() if path.is_file())


@pytest.mark.parametrize(("screen", "language"), [("desktop", "en"), ("phone", "ms")])
def test_from_an_empty_home_to_the_first_call(screen: str, language: str, new_page: Any, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    page = new_page(screen, language)

    page.goto(first_address())
    page.locator("#id_full_name").fill("Aishah Rahman")
    page.locator("#id_login").fill("013-777 1234")
    page.locator("[data-passkey=create] button").click()
    page.wait_for_url(re.compile(r"/start/|/codes/"))
    page.goto("/start/")
    describe(page)
    bring_in(page, files(tmp_path / "drop"))
    expect(page.locator(".finds > li").first).to_be_visible()
    page.goto("/start/pipelines/")
    page.locator("main form:has(input[name=pipeline]) button[type=submit]").click()
    link = invite(page)
    open_invitation(new_page(screen, language), link)
    call(page)

    assert (Order.objects.count(), Pipeline.objects.count()) == (5, 3)
    assert Contact.objects.filter(email="siti@example.com").count() == 1
    assert workspace().name == "Rumah Tenang"


def describe(page: Page) -> None:
    page.locator("#id_name").fill("Rumah Tenang")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/start/files/")


def bring_in(page: Page, paths: list[str]) -> None:
    """Drop ten files, look, leave out what holds nothing, and import the rest."""
    page.locator("input[type=file][name=files]").set_input_files(paths)
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("empty.csv")
    start = page.locator('form[action$="/start/"] button')
    expect(start).to_be_visible(timeout=20_000)
    expect(page.locator("#set-check tbody tr")).to_have_count(9)
    with page.expect_navigation():
        start.click()
    drain()
    page.wait_for_selector('a[href="/found/"]', timeout=20_000)
    page.goto("/start/found/")


def invite(page: Page) -> str:
    page.goto("/start/people/")
    page.locator("textarea[name=staff]").fill("Farah Nadia 012-345 6789")
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator('a[href^="https://wa.me/60123456789"]')).to_be_visible()
    return page.locator("[data-copy]").get_attribute("data-copy") or ""


def open_invitation(page: Page, link: str) -> None:
    """The second person opens the link on a browser of their own and stands on Today."""
    page.goto(link)
    page.locator("[data-passkey=create] button").click()
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    assert User.objects.filter(full_name="Farah Nadia").exists()


def call(page: Page) -> None:
    """The first call that is worth making is made and logged."""
    page.goto("/start/today/")
    row = page.locator(".call-list li").first
    expect(row).to_contain_text("Siti Aminah")
    row.locator('a[href^="tel:"]').evaluate("link => { link.removeAttribute('href'); link.click(); }")
    row.locator("button[name=outcome]").first.click()
    expect(page.locator("#toasts")).not_to_be_empty()
    assert Activity.objects.filter(kind="call").count() == 1
