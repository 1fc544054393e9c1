"""Signing in: password, second factor, throttling, invitation, forgotten password in the recipient's language."""

import datetime as dt
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jualan.core.errors import RuleBroken
from jualan.core.models import AuditEntry
from jualan.people import actions
from jualan.people.models import Invitation, User
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


@pytest.mark.parametrize("typed", ["012-388 4170", "0123884170", "+60 12 388 4170", "60123884170", "(012) 388-4170"])
def test_person_signs_in_by_phone_however_it_is_typed(client, cast, typed):
    actions.change_user(cast.rep, {"phone": "0123884170"}, actor=SYSTEM)

    sign_in(client, typed)

    assert is_signed_in(client)


def test_person_without_address_signs_in_by_phone(client, born):
    person = actions.add_user("Siti Aminah", phone="012-388 4170", roles=["rep"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])
    client.post(link, CHOSEN)
    other = Client()

    sign_in(other, "0123884170", CHOSEN["password"])

    assert is_signed_in(other)
    assert other.post("/account/confirm/?next=/me/", {"password": CHOSEN["password"]}).status_code == 302


@pytest.mark.parametrize("unknown", ["nobody@example.com", "019-999 0000", "not anything", "1"])
def test_unknown_person_and_wrong_password_are_told_alike(client, cast, unknown):
    def said(login):
        page = sign_in(client, login, "wrong").content.decode()
        return re.search(r'role="alert".*?</div>', page, re.DOTALL).group(0)

    assert said(unknown) == said(cast.rep.email)


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_unknown_phone_takes_as_long_as_a_wrong_password(client, cast):
    actions.change_user(cast.rep, {"phone": "0123884170"}, actor=SYSTEM)
    cast.rep.set_password(PASSWORD)
    cast.rep.save()

    def seconds(login):
        cache.clear()
        begun = time.perf_counter()
        sign_in(client, login, "wrong")
        return time.perf_counter() - begun

    known, unknown = (min(seconds(login) for _try in range(4)) for login in ("0123884170", "0199990000"))

    assert 0.4 < known / unknown < 2.5


def test_guessing_by_phone_is_counted_for_each_person_apart(client, cast):
    """One who guesses at a phone number neither gets on nor keeps everyone else out."""
    actions.change_user(cast.rep, {"phone": "0123884170"}, actor=SYSTEM)
    actions.change_user(cast.sdr, {"phone": "0162417883"}, actor=SYSTEM)
    for _try in range(6):
        sign_in(client, "012-388 4170", "wrong")

    sign_in(client, "+60123884170")
    assert not is_signed_in(client)
    sign_in(client, "0162417883")
    assert is_signed_in(client)


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


def test_leaver_loses_everything_that_opens_the_door(client, cast):
    TOTP.activate(cast.rep, "JBSWY3DPEHPK3PXP")
    link = reverse("invitation:accept", args=[actions.invite_user(cast.rep, actor=SYSTEM)])
    key = actions.make_token(cast.rep, "Till", actor=SYSTEM)
    client.force_login(cast.rep, backend="jualan.people.sign_in.PersonBackend")
    client.get("/me/")

    actions.disable_user(cast.rep, actor=SYSTEM)

    assert client.get("/me/").status_code == 302
    assert not UserSession.objects.exists()
    assert not Authenticator.objects.filter(user=cast.rep).exists()
    assert client.get(link).status_code == 410
    assert client.post(link, CHOSEN).status_code == 410
    assert client.get("/api/v1/users", headers={"Authorization": f"Bearer {key}"}).status_code == 401


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


def test_one_device_is_signed_out_alone(cast):
    phone, desk = Client(), Client()
    for browser in (phone, desk):
        sign_in(browser)
        browser.get("/me/")
    lost = UserSession.objects.get(session_key=phone.session.session_key)

    desk.post(f"/people/{cast.rep.pk}/sessions/end/", {"session": lost.pk})

    assert (phone.get("/me/").status_code, desk.get("/me/").status_code) == (302, 200)


def test_devices_of_others_are_the_administrators_matter(cast):
    rep, lead, admin = Client(), Client(), Client()
    sign_in(rep)
    rep.get("/me/")
    for browser, person in ((lead, cast.team_lead), (admin, cast.admin)):
        browser.force_login(person, backend="jualan.people.sign_in.PersonBackend")

    assert lead.get(f"/people/{cast.rep.pk}/sessions/").status_code == 403
    assert lead.post(f"/people/{cast.rep.pk}/sessions/end/").status_code == 403
    assert rep.get("/me/").status_code == 200
    admin.post(f"/people/{cast.rep.pk}/sessions/end/")
    assert rep.get("/me/").status_code == 302


def test_session_of_another_person_is_not_ended_by_its_number(client, cast):
    other = Client()
    other.force_login(cast.sdr, backend="jualan.people.sign_in.PersonBackend")
    other.get("/me/")
    theirs = UserSession.objects.get(user=cast.sdr)
    sign_in(client)

    client.post(f"/people/{cast.rep.pk}/sessions/end/", {"session": theirs.pk})

    assert other.get("/me/").status_code == 200


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


def test_invited_person_gives_a_phone_number_and_says_who_they_are(client, born):
    person = actions.add_user("Siti", roles=["rep"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])

    assert client.post(link, CHOSEN | {"login": "nothing"}).status_code == 422
    client.post(link, CHOSEN | {"login": "012-388 4170", "full_name": "Siti Aminah", "language": "en"})

    person.refresh_from_db()
    assert (person.phone, person.full_name, person.language) == ("+60123884170", "Siti Aminah", "en")


def test_link_grows_old_after_seven_days(client, born, clock):
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])

    clock.shift(dt.timedelta(days=7, seconds=-1))
    assert client.get(link).status_code == 200
    clock.shift(dt.timedelta(seconds=1))
    assert client.get(link).status_code == 410
    assert client.post(link, CHOSEN).status_code == 410
    assert not is_signed_in(client)


def test_link_is_taken_back(client, cast):
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])
    client.force_login(cast.admin, backend="jualan.people.sign_in.PersonBackend")
    assert "Take the invitation back" in client.get(f"/people/{person.pk}/").content.decode()

    client.post(f"/people/{person.pk}/uninvite/")

    assert Client().post(link, CHOSEN).status_code == 410


def test_link_is_kept_as_a_hash_only(born):
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    token = actions.invite_user(person, actor=SYSTEM)

    assert token not in str([vars(row) for row in (*Invitation.objects.all(), *AuditEntry.objects.all())])


def test_used_old_revoked_and_guessed_links_are_told_alike(client, born):
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    replaced = actions.invite_user(person, actor=SYSTEM)
    used = actions.invite_user(person, actor=SYSTEM)
    client.post(reverse("invitation:accept", args=[used]), CHOSEN)
    revoked = actions.invite_user(person, actor=SYSTEM)
    actions.revoke_invitation(person, actor=SYSTEM)

    answers = [
        Client().get(reverse("invitation:accept", args=[token])) for token in (replaced, used, revoked, "x" * 43)
    ]

    assert {answer.status_code for answer in answers} == {410}
    assert len({re.sub(r"[\w-]{43,}", "", answer.content.decode()) for answer in answers}) == 1


def test_link_opened_twice_at_once_is_accepted_once(born):
    """The second of two that both saw it open finds it used."""
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    token = actions.invite_user(person, actor=SYSTEM)
    actions.accept_invitation(token, "hutan hujan tropika")

    with pytest.raises(RuleBroken, match="invitation_over"):
        actions.accept_invitation(token, "bukan orang yang sama")
    person.refresh_from_db()
    assert person.check_password("hutan hujan tropika")


def test_link_adds_no_passkey_beside_a_second_factor(cast):
    token = actions.invite_user(cast.admin, actor=SYSTEM)

    with pytest.raises(RuleBroken, match="second_factor_stays"):
        actions.accept_invitation(token, passkey={"id": "x"})
    assert Invitation.objects.get().used_at is None


def test_made_up_passkey_opens_nothing(client, born):
    person = actions.add_user("Siti Aminah", email="siti@example.com", roles=["rep"], actor=SYSTEM)
    link = reverse("invitation:accept", args=[actions.invite_user(person, actor=SYSTEM)])
    client.get(link)

    for credential in (
        "{}",
        "[]",
        '"x"',
        '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
        "nonsense",
    ):
        answer = client.post(link, {"full_name": "Siti", "language": "ms", "credential": credential})
        assert answer.status_code == 422
        client.post("/account/sign-in/passkey/", {"credential": credential})
    assert not is_signed_in(client)
    assert Invitation.objects.get().used_at is None


def test_owner_of_a_small_team_gets_the_roles_in_one_act(client, cast):
    client.force_login(cast.admin, backend="jualan.people.sign_in.PersonBackend")

    client.post(f"/people/{cast.rep.pk}/small-team/")

    roles = {row.role for row in cast.rep.role_rows.all()}
    assert roles == {"rep", "director", "admin", "finance", "recruiter"}
