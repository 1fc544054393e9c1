"""The house itself: the browser opens, the network is closed, the clock stands still."""

import datetime as dt
import socket

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_socket import SocketConnectBlockedError


def test_browser_opens_a_page(page: Page):
    page.set_content("<title>Jualan</title>")

    assert page.title() == "Jualan"


def test_network_is_loopback_only():
    with socket.socket() as connection, pytest.raises(SocketConnectBlockedError):
        connection.connect(("192.0.2.1", 80))


def test_clock_stands_still(clock):
    clock.shift(dt.timedelta(days=1))

    assert timezone.localdate() == dt.date(2026, 3, 3)
