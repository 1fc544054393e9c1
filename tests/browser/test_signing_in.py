"""Signing in as people really do it: a passkey of a (virtual) phone, a PIN on a tablet that locks by itself."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from jualan.people import actions
from jualan.people.policy import SYSTEM
from tests.browser.conftest import SCREENS, Open
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = re.compile(r"^http://[^/]+/$")
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_passkeys(page: Page) -> Page:
    """Give the page's browser a phone that says yes to every fingerprint."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return page


@pytest.fixture
def stranger(browser: Browser, live_server: Any, business: Cast) -> Page:
    """A page on which nobody is signed in."""
    size: Any = SCREENS["phone"]
    return browser.new_context(viewport=size, base_url=live_server.url).new_page()


def test_invited_person_uses_a_passkey_and_never_a_password(stranger: Page) -> None:
    person = actions.add_user("Siti Aminah", phone="012-388 4170", roles=["rep"], actor=SYSTEM)
    page = with_passkeys(stranger)

    page.goto(reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)]))
    page.locator("[data-passkey=create] button").click()
    page.wait_for_url(TODAY)
    page.context.clear_cookies()
    page.goto("/account/sign-in/")
    page.locator("[data-passkey=get] button").click()
    page.wait_for_url(TODAY)

    person.refresh_from_db()
    assert page.goto("/me/").status == 200
    assert (person.has_usable_password(), Authenticator.objects.get(user=person).type) == (False, "webauthn")


def test_administrator_is_led_to_a_passkey_and_in(stranger: Page, business: Cast) -> None:
    Authenticator.objects.all().delete()
    page = with_passkeys(stranger)

    sign_in(page, "kelvin.ong@example.com")
    page.wait_for_url("**/account/second-factor/")
    page.goto("/account/passkeys/new/")
    page.locator("[data-passkey=create] button").click()
    page.wait_for_url("**/second-factor/codes/")
    assert page.goto("/people/").status == 200

    page.context.clear_cookies()
    sign_in(page, "kelvin.ong@example.com")
    page.wait_for_url("**/sign-in/second-factor/")
    page.locator("[data-passkey=get] button").click()
    page.wait_for_url(TODAY)
    assert page.goto("/people/").status == 200


def sign_in(page: Page, login: str) -> None:
    page.goto("/account/sign-in/")
    page.locator("#id_login").fill(login)
    page.locator("#id_password").fill("a long pass phrase")
    page.locator("#id_password").press("Enter")


def test_finger_that_is_not_recognised_says_so_and_keeps_the_page(stranger: Page) -> None:
    session = stranger.context.new_cdp_session(stranger)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**PHONE, "isUserVerified": False}})
    stranger.goto("/account/sign-in/")

    stranger.locator("[data-passkey=get] button").click()

    expect(stranger.locator("form.is-after [role=alert]")).to_be_visible()
    assert stranger.url.endswith("/account/sign-in/")


def test_tablet_on_the_counter_locks_when_nobody_touches_it(open_page: Open, business: Cast) -> None:
    actions.set_pin(business.retail_associate, "402815", actor=business.eyes("retail_associate"))
    manager = open_page("sales_manager")
    manager.goto("/tablets/")
    manager.locator("#id_name").fill("Bangsar, till 1")
    manager.locator("main .form button[type=submit]").click()
    manager.locator("main a[href*='/tablet/enrol/']").click()
    manager.locator("main button[type=submit]").click()
    manager.wait_for_url("**/tablet/")

    manager.clock.install()
    manager.locator(".person-choice").click()
    manager.locator("#id_pin").fill("402815")
    manager.locator("main button[type=submit]").click()
    manager.wait_for_url(TODAY)
    manager.clock.fast_forward("05:01")

    manager.wait_for_url("**/tablet/")
    assert manager.goto("/leads/").url.endswith("/tablet/")
