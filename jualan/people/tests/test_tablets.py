"""The counter tablet: enrolled once, worked by PIN with the rights of the floor, and what a thief or a leaver gets: nothing."""

import datetime as dt
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import identify_hasher
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from jualan.core.errors import NotAllowed, RuleBroken
from jualan.core.models import AuditEntry
from jualan.people import actions
from jualan.people.models import ApiToken, Pin, Tablet
from jualan.people.policy import SYSTEM, Scope, floor_viewer
from jualan.people.sign_in import TABLET_COOKIE

pytestmark = pytest.mark.django_db
PIN = "402815"
COUNTER = "/tablet/"
PAGE = "/trash/"  # everybody may see it


def enrolled(name="Bangsar, till 1", browser=None):
    """Return a browser that is a counter tablet."""
    _tablet, code = actions.make_tablet(name, actor=SYSTEM)
    browser = browser or Client()
    browser.post("/tablet/enrol/", {"code": code})
    return browser


@pytest.fixture
def associate(cast):
    actions.set_pin(cast.retail_associate, PIN, actor=cast.eyes("retail_associate"))
    return cast.retail_associate


@pytest.fixture
def tablet(associate):
    return enrolled()


def enter(browser, person, pin=PIN):
    return browser.post(COUNTER, {"who": person.pk, "pin": pin})


def is_in(browser):
    return browser.get(PAGE).status_code == 200


# Enrolling


def test_code_enrols_one_browser_once(cast):
    made, code = actions.make_tablet("Till 1", actor=SYSTEM)
    first, second = Client(), Client()

    assert first.post("/tablet/enrol/", {"code": f"{code[:5].lower()} {code[5:]}"}).headers["Location"] == COUNTER
    assert second.post("/tablet/enrol/", {"code": code}).status_code == 422

    cookie = first.cookies[TABLET_COOKIE]
    made.refresh_from_db()
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (made.code_hash, cookie.value in str(vars(made))) == (None, False)
    assert TABLET_COOKIE not in second.cookies


def test_code_grows_old(cast, clock):
    _made, code = actions.make_tablet("Till 1", actor=SYSTEM)
    clock.shift(dt.timedelta(minutes=actions.CODE_MINUTES, seconds=1))

    assert Client().post("/tablet/enrol/", {"code": code}).status_code == 422


def test_link_alone_enrols_nothing(cast):
    """Whoever previews a link must not use it up."""
    _made, code = actions.make_tablet("Till 1", actor=SYSTEM)
    browser = Client()

    page = browser.get(f"/tablet/enrol/{code}/").content.decode()

    assert (TABLET_COOKIE in browser.cookies, code in page) == (False, True)
    assert Tablet.objects.get().enrolled_at is None


def test_manager_who_enrols_the_tablet_is_signed_out_there(cast):
    browser = Client()
    browser.force_login(cast.sales_manager, backend="jualan.people.sign_in.PersonBackend")

    enrolled(browser=browser)

    assert "_auth_user_id" not in browser.session


@override_settings(ACCOUNT_RATE_LIMITS={"tablet_enrol": "10/m/ip"})
def test_codes_are_not_guessed_by_the_hundred(cast):
    browser = Client()
    answers = [browser.post("/tablet/enrol/", {"code": "AAAAA-AAAAA"}).status_code for _try in range(12)]

    assert answers == [422] * 10 + [429] * 2


@pytest.mark.parametrize("role", ["rep", "retail_associate", "viewer", "finance"])
def test_only_managers_make_tablets(cast, role):
    with pytest.raises(NotAllowed):
        actions.make_tablet("Till 1", actor=cast.eyes(role))

    assert not Tablet.objects.exists()


def test_audit_keeps_no_secret_of_a_tablet(cast):
    made, _code = actions.make_tablet("Till 1", actor=SYSTEM)
    kept = made.code_hash
    actions.revoke_tablet(made, actor=SYSTEM)

    assert kept not in str(list(AuditEntry.objects.values_list("changes", flat=True)))


# Working


def test_associate_works_with_the_rights_of_the_floor(tablet, associate, cast):
    page = tablet.get(COUNTER).content.decode()
    answer = enter(tablet, associate)

    assert associate.full_name in page
    assert cast.rep.full_name not in page  # who has no PIN is not told to a thief
    assert (answer.headers["Location"], is_in(tablet)) == ("/", True)
    assert tablet.get("/leads/").status_code == 200


def test_director_has_no_more_than_the_floor_at_the_counter(tablet, cast):
    actions.set_pin(cast.director, "918273", actor=cast.eyes("director"))
    enter(tablet, cast.director, "918273")

    refused = {
        path: tablet.get(path).status_code for path in ("/people/", "/business/set-up/", "/business/costs/", "/audit/")
    }
    eyes = floor_viewer(cast.director)

    assert set(refused.values()) == {403}
    assert (eyes.scope("leads.view"), eyes.scope("data.export"), eyes.scope("metrics.costs")) == (
        Scope.OWN,
        Scope.NONE,
        Scope.NONE,
    )


@pytest.mark.parametrize(
    "path",
    [
        "/me/",
        "/me/keys/new/",
        "/me/pin/",
        "/me/sessions/",
        "/account/password/",
        "/account/second-factor/",
        "/account/passkeys/new/",
    ],
)
def test_nobody_gets_at_an_account_from_the_counter(tablet, associate, path):
    enter(tablet, associate)

    assert tablet.get(path).status_code == 403


def test_floor_makes_no_key_and_no_pin_by_any_other_way(associate):
    eyes = floor_viewer(associate)

    with pytest.raises(NotAllowed):
        actions.make_token(associate, "x", actor=eyes)
    with pytest.raises(NotAllowed):
        actions.set_pin(associate, "918273", actor=eyes)
    with pytest.raises(NotAllowed):
        actions.end_sessions(associate, actor=eyes)
    assert not ApiToken.objects.exists()


def test_signing_out_asks_for_the_next_pin(tablet, associate):
    enter(tablet, associate)

    assert tablet.post("/account/sign-out/").headers["Location"] == COUNTER
    assert tablet.get("/leads/").headers["Location"] == COUNTER


# Locking


def test_idle_tablet_locks_by_itself(tablet, associate, monkeypatch):
    enter(tablet, associate)
    now = time.time()

    monkeypatch.setattr("jualan.people.sign_in.time.time", lambda: now + 299)
    assert is_in(tablet)
    monkeypatch.setattr("jualan.people.sign_in.time.time", lambda: now + 299 + 301)
    assert tablet.get(PAGE).headers["Location"] == COUNTER


def test_page_that_asks_by_itself_keeps_nothing_open(tablet, associate, monkeypatch):
    enter(tablet, associate)
    now = time.time()

    monkeypatch.setattr("jualan.people.sign_in.time.time", lambda: now + 200)
    tablet.get(PAGE, headers={"X-Background": "1"})
    monkeypatch.setattr("jualan.people.sign_in.time.time", lambda: now + 310)

    assert tablet.get(PAGE).headers["Location"] == COUNTER


def test_page_at_the_counter_locks_in_the_browser_too(tablet, associate):
    enter(tablet, associate)

    assert 'data-behaviour="idle-lock" data-seconds="300"' in tablet.get(PAGE).content.decode()


# Guessing


def test_pin_rests_after_five_wrong_ones_even_for_the_right_one(tablet, associate, clock):
    wrong = [enter(tablet, associate, "918273").status_code for _try in range(5)]

    assert wrong == [422] * 5
    assert "15 " in enter(tablet, associate).content.decode()
    clock.shift(dt.timedelta(minutes=16))
    enter(tablet, associate)
    assert Pin.objects.get().failures == 0


def test_tablet_rests_when_one_goes_through_the_names(tablet, cast, associate):
    for member in ("rep", "sdr", "team_lead"):
        actions.set_pin(cast.members[member], PIN, actor=cast.eyes(member))
    for member in ("rep", "sdr", "team_lead"):
        for _try in range(5):
            enter(tablet, cast.members[member], "918273")

    assert enter(tablet, associate).status_code == 422
    assert Tablet.objects.get().locked_until is not None


def test_rest_on_one_tablet_holds_on_another(tablet, associate):
    other = enrolled("Bangsar, till 2")
    for _try in range(5):
        enter(tablet, associate, "918273")

    assert enter(other, associate).status_code == 422


@pytest.mark.postgresql  # in a suite on SQLite all threads share one database in memory
@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_no_more_than_one_after_another(associate):
    made, _code = actions.make_tablet("Till 1", actor=SYSTEM)

    def try_one(_number):
        try:
            actions.enter_pin(made, associate.pk, "918273")
        except RuleBroken as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = Counter(pool.map(try_one, range(24)))

    assert codes == {"pin_wrong": 5, "pin_rests": 19}


def test_new_pin_ends_the_rest(tablet, associate, cast):
    for _try in range(5):
        enter(tablet, associate, "918273")
    actions.set_pin(associate, "573920", actor=cast.eyes("retail_associate"))

    assert enter(tablet, associate, "573920").status_code == 302


def test_wrong_pin_and_unknown_person_are_told_alike(tablet, associate, cast):
    made = Tablet.objects.get()

    def said(user_id):
        with pytest.raises(RuleBroken) as refusal:
            actions.enter_pin(made, user_id, "918273")
        return refusal.value.code, dict(refusal.value.facts)

    assert said(associate.pk) == said(cast.rep.pk) == said(10**9) == ("pin_wrong", {})


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_wrong_pin_and_unknown_person_take_equally_long(tablet, associate, cast):
    actions.set_pin(associate, PIN, actor=cast.eyes("retail_associate"))
    made = Tablet.objects.get()

    def seconds(user_id):
        Tablet.objects.update(failures=0, locked_until=None)
        Pin.objects.update(failures=0, locked_until=None)
        begun = time.perf_counter()
        with pytest.raises(RuleBroken):
            actions.enter_pin(made, user_id, "918273")
        return time.perf_counter() - begun

    known, unknown = (min(seconds(pk) for _try in range(5)) for pk in (associate.pk, 10**9))

    assert 0.4 < known / unknown < 2.5


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_pin_is_kept_by_argon2_and_useless_without_the_key(cast):
    for member in ("rep", "sdr"):
        actions.set_pin(cast.members[member], PIN, actor=cast.eyes(member))
    first, second = Pin.objects.order_by("pk")

    assert identify_hasher(first.pin_hash).algorithm == "argon2"
    assert first.pin_hash != second.pin_hash
    with override_settings(SECRET_KEY="another"), pytest.raises(RuleBroken, match="pin_wrong"):
        actions.enter_pin(actions.make_tablet("x", actor=SYSTEM)[0], cast.rep.pk, PIN)


@pytest.mark.parametrize("pin", ["000000", "123456", "12345", "abcdef"])
def test_easy_pin_is_refused_beside_the_form(client, cast, pin):
    client.force_login(cast.rep, backend="jualan.people.sign_in.PersonBackend")

    assert client.post("/me/pin/", {"pin": pin, "again": pin}).status_code == 422
    assert not Pin.objects.exists()


def test_nobody_chooses_the_pin_of_another(cast):
    with pytest.raises(RuleBroken, match="pin_own"):
        actions.set_pin(cast.rep, PIN, actor=cast.eyes("admin"))


# A stolen tablet, a copied cookie, a leaver


def test_stolen_tablet_is_shut_from_afar(tablet, associate, client, cast):
    enter(tablet, associate)
    client.force_login(cast.sales_manager, backend="jualan.people.sign_in.PersonBackend")

    client.post(f"/tablets/{Tablet.objects.get().pk}/revoke/")

    assert tablet.get(PAGE).status_code == 302
    assert tablet.get(COUNTER).headers["Location"] == "/tablet/enrol/"
    assert enter(tablet, associate).headers["Location"] == "/tablet/enrol/"
    assert not UserSession.objects.filter(user=associate).exists()


def test_pin_is_worth_nothing_elsewhere(tablet, associate):
    assert enter(Client(), associate).headers["Location"] == "/tablet/enrol/"


def test_session_copied_to_another_browser_is_dead(tablet, associate):
    enter(tablet, associate)
    thief = Client()
    thief.cookies["sessionid"] = tablet.cookies["sessionid"].value

    assert thief.get(PAGE).status_code == 302


def test_token_that_was_never_given_is_none(associate):
    thief = Client()
    thief.cookies[TABLET_COOKIE] = "x" * 43

    assert enter(thief, associate).headers["Location"] == "/tablet/enrol/"


def test_leaver_is_out_of_the_counter_at_once(tablet, associate):
    enter(tablet, associate)
    actions.disable_user(associate, actor=SYSTEM)

    assert tablet.get(PAGE).status_code == 302
    assert associate.full_name not in tablet.get(COUNTER).content.decode()
    assert enter(tablet, associate).status_code == 422
    actions.invite_user(associate, actor=SYSTEM)  # back again: the old PIN stays dead
    assert enter(tablet, associate).status_code == 422


def test_sessions_of_the_counter_are_named_and_revocable(tablet, associate, client, cast):
    enter(tablet, associate)
    client.force_login(cast.admin, backend="jualan.people.sign_in.PersonBackend")

    assert "Bangsar, till 1" in client.get(f"/people/{associate.pk}/sessions/").content.decode()
    client.post(f"/people/{associate.pk}/sessions/end/")
    assert not is_in(tablet)


def test_pin_session_costs_one_read_more(tablet, associate):
    enter(tablet, associate)
    tablet.get("/leads/")
    with CaptureQueriesContext(connection) as asked:
        tablet.get("/leads/")

    assert len([query for query in asked if "people_tablet" in query["sql"]]) == 1
