"""Every page of a small business in both themes, on desktop and phone: readable by machine, quiet, and translated."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, expect

from jualan.accounts.actions import add_contact, make_account
from jualan.accounts.models import DuplicatePair
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import log_activity, plan_step
from jualan.catalog.actions import add_price_list, add_product, make_tier, set_price
from jualan.core.workspace import today
from jualan.home.setup import add_field
from jualan.leads.actions import capture_lead, convert_lead
from jualan.metrics.actions import add_cost
from jualan.people.models import Role, UserRole
from jualan.people.policy import SYSTEM, viewer_of
from jualan.pipeline.actions import add_opportunity
from jualan.store.actions import take_order
from jualan.store.models import Checkout
from tests.browser.conftest import Open
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "home:today", "home:search", "home:trash-list", "home:import-list", "home:workspace-edit",
    "home:field-list", "home:audit-list", "people:user-list", "people:user-create", "people:profile",
    "leads:lead-list", "leads:lead-create", "pipeline:opportunity-board", "pipeline:opportunity-list",
    "pipeline:opportunity-create", "pipeline:setup", "accounts:account-list", "accounts:account-create",
    "accounts:contact-list", "accounts:contact-create", "accounts:duplicate-list", "store:order-list",
    "store:checkout-list", "catalog:product-list", "catalog:product-create", "catalog:price-list-list",
    "metrics:dashboard", "metrics:cost-list", "metrics:cost-create",
    "home:found", "home:import-drop", "home:backup-list", "people:session-list", "people:tablet-list",
)  # fmt: skip
WORST = {"serious", "critical"}
MARKS = ("{{", "{%", "%(", "LazyI18nString", "{'ms'", "None")
"""What stands on a page when a text was not filled in or not translated."""


@pytest.fixture
def everybody(business: Cast) -> Cast:
    """Let the sales manager see every page."""
    manager = business.sales_manager
    held = set(UserRole.objects.filter(user=manager).values_list("role", flat=True))
    UserRole.objects.bulk_create([UserRole(user=manager, role=role) for role in set(Role.values) - held])
    TOTP.activate(manager, "JBSWY3DPEHPK3PXP")
    return business


@pytest.fixture
def records(everybody: Cast) -> list[str]:
    """Make one record of each kind with something on it, and return their pages."""
    owner = everybody.sales_manager
    eyes = viewer_of(owner)
    tier = make_tier("gold", "Emas", actor=SYSTEM)
    account = make_account({"name": "Hotel Seri", "phone": "+60323884170", "tier": tier}, owner=owner, actor=SYSTEM)
    person = PersonFacts("Rohana Ismail", "r@example.com", "0123884170")
    lead = capture_lead(person, title="Langsir pejabat", owner=owner, actor=SYSTEM).lead
    other = add_contact(eyes, PersonFacts("Rohana Ismail", phone="0162417883"), account=account).contact
    pair = DuplicatePair.objects.filter(kind="contact").first()
    log_activity("call", body="Suka warna kelabu", outcome="answered", subject=lead, actor=eyes)
    won = capture_lead(PersonFacts("Muthu", phone="0176543210"), title="Bantal", owner=owner, actor=SYSTEM).lead
    deal = convert_lead(won, {"amount_minor": 1_480_000}, actor=eyes)
    add_opportunity({"name": "Langsir dewan", "account": account, "amount_minor": 990_000}, actor=eyes)
    log_activity("note", body="Tutup hari Jumaat", account=account, actor=eyes)
    plan_step("Hantar contoh", today(), account=account, actor=eyes)
    plan_step("Telefon semula", today() - dt.timedelta(days=2), contact=other, actor=eyes)
    product = add_product({"name": "Langsir", "currency": "MYR", "price_micro": 99_000_000}, actor=SYSTEM)
    prices = add_price_list("w", "Borong", "MYR", actor=SYSTEM)
    set_price(prices, product, 79_000_000, actor=SYSTEM)
    line = {"title": "Langsir", "quantity_milli": 2000, "unit_price_micro": 99_000_000}
    order = take_order({"number": "1", "account": account, "owner": owner, "placed_on": today()}, [line], actor=SYSTEM)
    checkout = Checkout.objects.create(number="1", currency="MYR", contact=lead.contact)
    cost = add_cost({"month": today().replace(day=1), "kind": "media", "amount_minor": 100}, actor=SYSTEM)
    add_field("account", {"ms": "Kain", "en": "Fabric"}, "text", [], actor=eyes)
    pages = [record.get_absolute_url() for record in (account, lead.contact, other, lead, deal, order, product)]
    if pair is not None:
        pages.append(reverse("accounts:record-merge", args=["contact", pair.left_id, pair.right_id]))
    edits: list[tuple[str, Any]] = [
        ("accounts:account-edit", account),
        ("accounts:account-address", account),
        ("accounts:contact-edit", other),
        ("pipeline:opportunity-edit", deal),
        ("catalog:product-edit", product),
        ("catalog:price-list-detail", prices),
        ("metrics:cost-detail", cost),
        ("store:checkout-detail", checkout),
        ("people:user-detail", owner),
        ("people:user-edit", owner),
    ]
    return [*pages, *(reverse(name, args=[record.pk]) for name, record in edits)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_no_page_shuts_anybody_out(
    screen: str, theme: str, open_page: Open, records: list[str], tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    page = open_page("sales_manager", screen=screen, language="ms")
    page.emulate_media(reduced_motion="reduce")
    page.goto("/me/")
    page.context.add_cookies([{"name": "jualan_theme", "value": theme, "url": page.url}])
    wrong: list[str] = []
    page.on("console", partial(note_errors, wrong))
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))

    for path in [*(reverse(name) for name in PAGES), *records]:
        answer = page.goto(path, wait_until="load")
        assert answer is not None
        if answer.status != 200 or urlsplit(page.url).path != path:
            wrong.append(f"{path}: {answer.status} {page.url}")
        wrong += faults(page)
    for _step in walk_an_import(page, tmp_path):
        wrong += faults(page)

    assert sorted(set(wrong)) == []


def note_errors(wrong: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        wrong.append(f"{message.location.get('url', '')}: {message.text}")


def faults(page: Page) -> list[str]:
    """Return what is wrong with the page that is open, its parts loaded."""
    expect(page.locator(".slot, .htmx-request")).to_have_count(0)
    found = Axe().run(page).response["violations"]
    path = page.url.partition("//")[2].partition("/")[2]
    wrong = [
        f"/{path}: {fault['id']}: {fault['nodes'][0]['target']} {fault['nodes'][0]['failureSummary']}"
        for fault in found
        if fault["impact"] in WORST
    ]
    text = page.locator("body").inner_text()
    wrong += [f"/{path}: the text {mark}" for mark in MARKS if mark in text]
    if page.locator("html").get_attribute("lang") != "ms":
        wrong.append(f"/{path}: not in Malay")
    return wrong


def walk_an_import(page: Page, folder: Path) -> Iterator[str]:
    """Go through the steps of an import, pausing at each."""
    file = folder / "prospek.csv"
    file.write_text(
        "Full Name,Phone,Lead Source,Opened on\nAminah,013-388 4170,Instagram,2026-01-20\nB,016,X,2026-13-45\n",
        encoding="utf-8",
    )
    page.goto("/import/new/")
    yield "file"
    page.set_input_files("input[type=file]", file)
    for step in ("**/columns/", "**/check/"):
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(step)
        yield step
    page.locator('form[action$="/start/"] button').click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    yield "result"
