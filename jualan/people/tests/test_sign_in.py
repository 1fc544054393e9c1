"""Signing in: password, second factor, throttling, invitation, forgotten password in the recipient's language."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jualan.core.errors import RuleBroken
from jualan.people import actions
from jualan.people.models import User
from jualan.people.policy import SYSTEM

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
LOGIN = "/account/sign-in/"
CHOSEN = {"full_name": "Siti Aminah", "language": "ms", "password": "hutan hujan tropika"}


def sign_in(client, email="farah.nadia@example.com", password=PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def code_of(person):
    secret = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).wrap().instance.data["secret"]
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_page_that_needs_a_person_asks_for_sign_in_first(client, born):
    answer = client.get("/me/?a=1")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LOGIN}?next=/me/%3Fa%3D1")


def test_fragment_sends_the_whole_page_to_sign_in(client, born):
    answer = client.get("/me/", headers={"HX-Request": "true"})

    assert (answer.headers["HX-Redirect"], answer.content) == (LOGIN, b"")


def test_person_signs_in_by_mail_in_any_case(client, cast):
    answer = sign_in(client, "Farah.Nadia@Example.com")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/me/").status_code == 200


def test_wrong_password_says_so_and_signs_nobody_in(client, cast):
    answer = sign_in(client, password="wrong")

    assert not is_signed_in(client)
    assert b'role="alert"' in answer.content


def test_disabled_person_is_out_at_once(client, cast):
    sign_in(client)
    actions.disable_user(cast.rep, actor=SYSTEM)

    assert client.get("/me/").status_code == 302
    sign_in(client)
    assert client.get("/me/").status_code == 302


def test_imported_person_cannot_sign_in(client, born):
    actions.add_user("Nobody Yet", email="nobody@example.com", roles=["rep"], actor=SYSTEM)

    sign_in(client, "nobody@example.com", "")
    assert not is_signed_in(client)


def test_guessing_is_slowed_down(client, cast):
    for _ in range(6):
        sign_in(client, password="wrong")

    sign_in(client)
    assert not is_signed_in(client)


def test_second_factor_is_asked_for(client, cast):
    TOTP.activate(cast.rep, "JBSWY3DPEHPK3PXP")

    answer = sign_in(client)
    assert (answer.headers["Location"], is_signed_in(client)) == ("/account/sign-in/second-factor/", False)
    assert client.post("/account/sign-in/second-factor/", {"code": "000000"}).status_code == 200
    client.post("/account/sign-in/second-factor/", {"code": code_of(cast.rep)})
    assert is_signed_in(client)


def test_recovery_code_signs_in_once(client, cast):
    TOTP.activate(cast.rep, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(cast.rep).get_unused_codes()[0]

    sign_in(client)
    client.post("/account/sign-in/second-factor/", {"code": code})
    assert is_signed_in(client)
    client.logout()
    sign_in(client)
    client.post("/account/sign-in/second-factor/", {"code": code})
    assert not is_signed_in(client)


def test_second_factor_is_turned_on_with_recovery_codes(client, cast):
    sign_in(client)
    client.post("/account/confirm/?next=/account/second-factor/app/", {"password": PASSWORD})
    page = client.get("/account/second-factor/app/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page).group(1)
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))

    client.post("/account/second-factor/app/", {"code": code})

    assert Authenticator.objects.filter(user=cast.rep, type=Authenticator.Type.TOTP).exists()
    assert client.get("/account/second-factor/codes/").content.count(b"<code>") == 10


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Choose a new password for Jualan"), ("ms", "Pilih kata laluan baharu untuk Jualan")],
)
def test_forgotten_password_is_mailed_in_the_recipients_language(client, cast, language, subject):
    actions.change_user(cast.rep, {"language": language}, actor=SYSTEM)

    client.post("/account/password/forgotten/", {"email": cast.rep.email})

    assert [(message.subject, message.to) for message in mail.outbox] == [(subject, [cast.rep.email])]
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "another pass phrase", "password2": "another pass phrase"})
    assert sign_in(client, password="another pass phrase").status_code == 302


def test_unknown_address_gets_no_mail_and_the_same_answer(client, cast):
    known = client.post("/account/password/forgotten/", {"email": cast.rep.email})
    unknown = client.post("/account/password/forgotten/", {"email": "stranger@example.org"})

    assert known.headers["Location"] == unknown.headers["Location"]
    assert len(mail.outbox) == 1


def test_nobody_signs_up(client, born):
    assert client.get("/account/signup/").status_code in {302, 404}
    assert not User.objects.exists()


# Devices


def test_devices_are_listed_and_the_others_signed_out(cast):
    phone, desk = Client(headers={"User-Agent": "Firefox iPhone"}), Client(headers={"User-Agent": "Chrome Windows"})
    for browser in (phone, desk):
        sign_in(browser)
        browser.get("/me/")

    listed = desk.get("/me/sessions/").content.decode()
    desk.post(f"/people/{cast.rep.pk}/sessions/end/")

    assert ("Firefox, iPhone" in listed, "Chrome, Windows" in listed) == (True, True)
    assert (phone.get("/me/").status_code, desk.get("/me/").status_code) == (302, 200)


def test_device_is_not_written_at_every_request(client, cast):
    sign_in(client)
    client.get("/me/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/me/")

    assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_new_device_has_the_look_that_was_chosen_elsewhere(client, cast):
    actions.change_user(cast.rep, {"theme": "dark"}, actor=SYSTEM)
    sign_in(client)

    answer = client.get("/me/")

    assert 'data-theme="dark"' in answer.content.decode()
    assert answer.cookies["jualan_theme"].value == "dark"


# Invitations


def test_invited_person_chooses_a_password_and_is_in(client, born):
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])

    assert "siti@example.com" in client.get(link).content.decode()
    answer = client.post(link, CHOSEN)

    assert (answer.status_code, is_signed_in(client)) == (302, True)
    assert client.get(link).status_code == 410


def test_invited_person_without_address_gives_one(client, born):
    person = actions.add_user("Siti Aminah", roles=["rep"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])

    assert client.post(link, CHOSEN).status_code == 422
    client.post(link, CHOSEN | {"login": "Siti@Example.com"})

    person.refresh_from_db()
    assert person.email == "siti@example.com"


def test_invitation_refuses_a_weak_password_and_stays_open(client, born):
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])

    assert client.post(link, CHOSEN | {"password": "password12"}).status_code == 422
    assert client.get(link).status_code == 200


def test_invitation_does_not_go_around_the_second_factor(client, cast):
    TOTP.activate(cast.rep, "JBSWY3DPEHPK3PXP")
    link = reverse("invitation:accept", args=[actions.invite_user(cast.rep, actor=SYSTEM)])

    answer = client.post(link, CHOSEN)

    assert (answer.headers["Location"], is_signed_in(client)) == (LOGIN, False)


def test_new_invitation_ends_the_earlier_one(client, born):
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    first = actions.invite_user(person, actor=SYSTEM)
    actions.invite_user(person, actor=SYSTEM)

    assert client.get(reverse("invitation:accept", args=[first])).status_code == 410


def test_address_of_someone_else_is_refused_in_an_invitation(born, cast):
    person = actions.add_user("Siti Aminah", roles=["rep"], actor=SYSTEM)
    token = actions.invite_user(person, actor=SYSTEM)

    with pytest.raises(RuleBroken, match="email_taken"):
        actions.accept_invitation(token, "hutan hujan tropika", login=cast.rep.email)
