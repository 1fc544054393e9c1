"""A home, a server and a signed-in page for the journeys: desktop and phone, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from jualan.core.birth import be_born
from tests.cast import Cast, make_cast

SCREENS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
Open = Callable[..., Page]


@pytest.fixture
def business(transactional_db: None) -> Cast:
    be_born()
    return make_cast()


@pytest.fixture
def open_page(browser: Browser, live_server: Any, business: Cast) -> Open:
    """Give a page on which somebody is signed in, with a screen and a language."""

    def opener(role: str, *, screen: str = "desktop", language: str = "en") -> Page:
        user = business.members[role]
        user.language = language
        user.save(update_fields=["language"])
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        size: Any = SCREENS[screen]
        context = browser.new_context(viewport=size, base_url=live_server.url)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return context.new_page()

    return opener
