"""Whose password alone opens nothing: led to set a second factor up, and to nothing else."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from jualan.core.errors import NotAllowed, RuleBroken
from jualan.people import actions, queries
from jualan.people.models import Role
from jualan.people.policy import SYSTEM
from tests.cast import NAMES

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
MUST = {Role.ADMIN, Role.FINANCE, Role.DIRECTOR}
SET_UP = "/account/second-factor/"
PAGE = "/trash/"  # everybody may see it


@pytest.fixture
def bare(cast):
    """Everyone, before anybody has a second factor."""
    Authenticator.objects.all().delete()
    return cast


def signed_in(person):
    browser = Client()
    browser.post("/account/sign-in/", {"login": person.email, "password": PASSWORD})
    return browser


@pytest.mark.parametrize("role", NAMES)
def test_role_is_led_to_set_it_up_or_is_let_through(bare, role):
    answer = signed_in(bare.members[role]).get(PAGE)

    assert (answer.status_code, answer.headers.get("Location")) == ((302, SET_UP) if role in MUST else (200, None))


@pytest.mark.parametrize(
    "path", [PAGE, "/me/", "/people/", "/audit/", "/me/keys/new/", "/me/sessions/", "/account/password/"]
)
def test_nothing_else_opens_before_it_is_set_up(bare, path):
    browser = signed_in(bare.admin)

    assert browser.get(path).headers["Location"] == SET_UP
    assert browser.post(path).headers["Location"] == SET_UP
    assert browser.get(path, headers={"HX-Request": "true"}).headers["HX-Redirect"] == SET_UP


def test_setting_it_up_opens_the_rest(bare):
    browser = signed_in(bare.finance)
    page = browser.get("/account/second-factor/app/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page).group(1)

    browser.post(
        "/account/second-factor/app/",
        {"code": format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))},
    )

    assert browser.get(PAGE).status_code == 200


def test_turning_it_off_leads_back(bare):
    test_setting_it_up_opens_the_rest(bare)
    browser = Client()
    browser.force_login(bare.finance, backend="jualan.people.sign_in.PersonBackend")
    assert browser.get(PAGE).status_code == 200

    Authenticator.objects.all().delete()
    browser.get(SET_UP)

    assert browser.get(PAGE).headers["Location"] == SET_UP


def test_one_who_is_made_administrator_is_asked_at_once(bare):
    browser = signed_in(bare.rep)
    assert browser.get(PAGE).status_code == 200

    actions.set_roles(bare.rep, ["rep", "admin"], actor=SYSTEM)

    assert browser.get(PAGE).headers["Location"] == SET_UP


def test_others_may_have_one(bare):
    assert b"Add a passkey" in signed_in(bare.rep).get(SET_UP).content


def test_lost_phone_is_forgotten_by_somebody_else_only(cast):
    browser = Client()
    browser.force_login(cast.finance, backend="jualan.people.sign_in.PersonBackend")
    browser.get(PAGE)

    with pytest.raises(RuleBroken, match="own_second_factor"):
        actions.forget_second_factor(cast.admin, actor=cast.eyes("admin"))
    with pytest.raises(NotAllowed):
        actions.forget_second_factor(cast.finance, actor=cast.eyes("director"))
    actions.forget_second_factor(cast.finance, actor=cast.eyes("admin"))

    assert (queries.has_second_factor(cast.finance), queries.has_second_factor(cast.admin)) == (False, True)
    assert browser.get(PAGE).headers["Location"].startswith("/account/sign-in/")


def test_invitation_of_an_administrator_leads_to_it(born):
    person = actions.add_user("Kelvin Ong", email="kelvin@example.com", roles=["admin"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])
    browser = Client()

    browser.post(link, {"full_name": "Kelvin Ong", "language": "ms", "password": "hutan hujan tropika"})

    assert browser.get(PAGE).headers["Location"] == SET_UP
