"""The main job, done in a real browser as people do it."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from jualan.accounts.rules import PersonFacts
from jualan.leads.actions import capture_lead
from jualan.leads.models import Lead
from jualan.people.policy import SYSTEM
from jualan.pipeline.models import Opportunity
from tests.browser.conftest import Open
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize(
    ("screen", "language"), [("desktop", "en"), ("desktop", "ms"), ("phone", "en"), ("phone", "ms")]
)
WORDS = {
    "en": {"qualified": "Qualified", "won": "Won"},
    "ms": {"qualified": "Layak", "won": "Berjaya"},
}
LEADS = "Lead ID,Full Name,Phone,Lead Source,Opened on\nL1,Rohana Ismail,012-388 4170,Instagram,2026-01-20\nL2,Muthu,016-241 7883,Referral,2026-13-45\n"


@BOTH
def test_walk_in_becomes_a_won_deal_and_the_number_moves(
    screen: str, language: str, open_page: Open, business: Cast
) -> None:
    capture_lead(PersonFacts("Tan Wei Lin", phone="012-388 4170"), owner=business.rep, actor=SYSTEM)
    page = open_page("rep", screen=screen, language=language)

    type_a_walk_in(page)
    qualify(page, WORDS[language]["qualified"])
    make_a_deal(page)
    move = {"desktop": drag, "phone": choose_from_the_menu}[screen]
    for stage in ("qualified", "won"):
        page.goto("/sales/")
        with page.expect_response("**/sales/move/") as answer:
            move(page, WORDS[language][stage])
        assert answer.value.status == 200

    deal = Opportunity.objects.get()
    assert (deal.stage_kind, deal.base_minor, deal.stage_changes.count()) == ("won", 1_480_000, 3)
    open_the_number(page)


def type_a_walk_in(page: Page) -> None:
    """Type who asks; the same phone warns; say that it is someone new."""
    page.goto("/leads/new/")
    page.locator("#id_full_name").fill("Tan Wei Ling")
    page.locator("#id_phone").fill("0123884170")
    page.locator("#id_title").fill("40 curtain sets")
    page.locator("#id_value_minor").fill("14,800")
    expect(page.locator(".duplicates")).to_contain_text("Tan Wei Lin")
    page.locator('.duplicate-choice input[value=""]').check()
    page.locator("#lead-form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/leads/\d+/"))
    assert Lead.objects.count() == 2


def qualify(page: Page, word: str) -> None:
    """Say that the need is real."""
    page.locator('[hx-post$="/status/qualified/"]').click()
    expect(page.locator(".stages [aria-current]")).to_have_text(word)


def make_a_deal(page: Page) -> None:
    """Convert the lead in its dialog."""
    page.locator('[data-dialog="convert"]').first.click()
    page.locator("#convert button[type=submit]").click()
    page.wait_for_url(re.compile(r"/sales/\d+/"))


def place_of(page: Page, stage: str) -> Locator:
    """Return the column or the strip of a stage."""
    return page.locator(f'#board [data-stage][data-stage-name="{stage}"]')


def drag(page: Page, stage: str) -> None:
    """Take the card with the mouse and let it go over a column or a strip."""
    card = page.locator("#board .card").bounding_box()
    assert card is not None
    page.mouse.move(card["x"] + 30, card["y"] + 12)
    page.mouse.down()
    page.mouse.move(card["x"] + 50, card["y"] + 20, steps=4)
    target = place_of(page, stage).bounding_box()
    assert target is not None
    page.mouse.move(target["x"] + target["width"] / 2, target["y"] + min(target["height"] / 2, 60), steps=12)
    expect(place_of(page, stage).locator(".card")).to_have_count(1)
    page.mouse.up()


def choose_from_the_menu(page: Page, stage: str) -> None:
    """Open the card's own menu and walk it with the keys, as where nothing can be dragged."""
    page.locator("#board .card [data-move]").click()
    item = page.get_by_role("menuitem", name=stage, exact=True)
    expect(item).to_be_visible()
    for _key in range(10):
        if item.evaluate("it => it === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def open_the_number(page: Page) -> None:
    """The dashboard shows the win; its number opens; the row leads to the deal."""
    page.goto("/business/")
    figure = page.locator(".kpi .figure").first
    expect(figure).to_have_text("14,800.00")
    figure.click()
    row = page.locator("#panel a", has_text="40 curtain sets")
    expect(row).to_be_visible()
    row.click()
    page.wait_for_url(re.compile(r"/sales/\d+/"))
    expect(page.locator("h1")).to_contain_text("40 curtain sets")


def test_file_is_brought_in_mended_and_taken_back(
    open_page: Open, tmp_path: Path, settings: Any, work_jobs: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    file = tmp_path / "leads.csv"
    file.write_text(LEADS, encoding="utf-8")
    page = open_page("sales_manager")
    page.goto("/import/new/")
    page.set_input_files("input[type=file]", file)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/columns/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/check/")
    expect(page.locator("main")).to_contain_text("2026-13-45")
    page.locator('form[action$="/start/"] button').click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    work_jobs()
    page.reload()

    expect(page.locator(".verdicts")).to_contain_text("1 new")
    assert Lead.objects.count() == 1
    with page.expect_download() as refused:
        page.locator('a[href$="/refused/"]').click()
    mended = tmp_path / "mended.csv"
    mended.write_text(
        Path(refused.value.path()).read_text(encoding="utf-8-sig").replace("2026-13-45", "2026-01-21"), encoding="utf-8"
    )

    page.goto("/import/new/")
    page.set_input_files("input[type=file]", mended)
    page.locator("main form button[type=submit]").click()
    page.locator("main form button[type=submit]").click()
    page.locator('form[action$="/start/"] button').click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    work_jobs()
    page.reload()
    assert Lead.objects.count() == 2

    page.locator('form[action$="/revert/"] button').click()
    page.wait_for_timeout(500)
    assert Lead.objects.count() == 1
