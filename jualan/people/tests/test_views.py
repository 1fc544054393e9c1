"""The screens about people: oneself, keys, everyone, places, and who may do what."""

import datetime as dt
import re

import pytest

from jualan.core.workspace import today
from jualan.people.models import ApiToken, User
from jualan.people.queries import token_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, cast):
    """`signed_in("rep")` is a browser in which that person is signed in."""

    def browser(role):
        client.force_login(cast.members[role], backend="jualan.people.sign_in.PersonBackend")
        return client

    return browser


def test_own_settings_are_saved_and_remembered_by_the_browser(signed_in, cast):
    chosen = {"language": "ms", "time_zone": "Asia/Kuching", "state": "13", "theme": "dark", "density": "compact"}

    answer = signed_in("rep").post("/me/", chosen)

    cast.rep.refresh_from_db()
    assert {name: getattr(cast.rep, name) for name in chosen} == chosen
    assert (answer.cookies["jualan_theme"].value, answer.cookies["jualan_density"].value) == ("dark", "compact")


def test_own_settings_refuse_what_does_not_exist(signed_in, cast):
    answer = signed_in("rep").post("/me/", {"language": "xx", "theme": "dark", "density": "default"})

    assert answer.status_code == 422
    cast.rep.refresh_from_db()
    assert cast.rep.theme == "system"


@pytest.mark.parametrize(("code", "heading"), [("ms", "Akaun anda"), ("en", "Your account")])
def test_language_switch_speaks_it_from_then_on(signed_in, code, heading):
    browser = signed_in("rep")

    answer = browser.post("/language/", {"language": code, "next": "/me/"})

    assert answer.headers["Location"] == "/me/"
    assert heading in browser.get("/me/").content.decode()


def test_language_switch_of_a_stranger_is_a_cookie(client, born):
    client.post("/language/", {"language": "en", "next": "/account/sign-in/"})

    assert b"Forgot your password?" in client.get("/account/sign-in/").content


def test_language_switch_leads_nowhere_else(client, born):
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/"


def test_key_is_shown_once_and_opens(signed_in, cast):
    browser = signed_in("rep")

    made = browser.post("/me/keys/new/", {"name": "Till", "reach": "all"})
    key = re.search(r"<code>(\S+)</code>", made.content.decode()).group(1)

    assert token_owner(key).user == cast.rep
    assert key not in browser.get("/me/").content.decode()
    assert made.headers["Cache-Control"] == "no-store"


def test_reading_key_holds_reading_permissions_only(signed_in):
    signed_in("rep").post("/me/keys/new/", {"name": "Till", "reach": "read"})

    permissions = ApiToken.objects.get().permissions
    assert "leads.view" in permissions
    assert not [name for name in permissions if name.endswith((".edit", ".import", ".assign"))]


def test_key_of_someone_else_cannot_be_revoked(signed_in, cast):
    signed_in("rep").post("/me/keys/new/", {"name": "Till", "reach": "all"})
    token = ApiToken.objects.get()

    assert signed_in("admin").post(f"/me/keys/{token.pk}/revoke/").status_code == 404
    assert signed_in("rep").post(f"/me/keys/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("team_lead", 200), ("rep", 403), ("stranger", 403)])
def test_list_of_people_is_for_those_who_may(signed_in, role, status):
    assert signed_in(role).get("/people/").status_code == status


def test_list_of_people_asks_the_database_equally_often(signed_in, django_assert_max_num_queries):
    browser = signed_in("admin")
    browser.get("/people/")
    with django_assert_max_num_queries(14):
        browser.get("/people/")


def test_everyone_sees_oneself(signed_in, cast):
    assert signed_in("rep").get(f"/people/{cast.rep.pk}/").status_code == 200
    assert signed_in("rep").get(f"/people/{cast.admin.pk}/").status_code == 403


def test_person_is_added_edited_and_disabled(signed_in, cast):
    browser = signed_in("admin")

    browser.post("/people/new/", {"full_name": "Siti Aminah", "email": "siti@example.com", "roles": ["rep"]})
    person = User.objects.get(full_name="Siti Aminah")
    changed = {"full_name": "Siti Aminah binti Ali", "email": "siti@example.com", "roles": ["sdr"], "version": 1}
    browser.post(f"/people/{person.pk}/edit/", changed)
    browser.post(f"/people/{person.pk}/disable/")

    person.refresh_from_db()
    assert (person.full_name, person.is_active) == ("Siti Aminah binti Ali", False)
    assert [row.role for row in person.role_rows.all()] == ["sdr"]


def test_address_of_someone_else_is_refused_beside_the_form(signed_in, cast):
    answer = signed_in("admin").post("/people/new/", {"full_name": "Siti", "email": cast.rep.email, "roles": []})

    assert answer.status_code == 422
    assert cast.rep.email in answer.content.decode()
    assert not User.objects.filter(full_name="Siti").exists()


def test_older_version_is_not_written_over(signed_in, cast):
    browser = signed_in("admin")
    first = {"full_name": "Farah N", "email": cast.rep.email, "roles": ["rep"], "version": 1}
    browser.post(f"/people/{cast.rep.pk}/edit/", first)

    answer = browser.post(f"/people/{cast.rep.pk}/edit/", first | {"full_name": "Farah X"})

    cast.rep.refresh_from_db()
    assert (answer.status_code, cast.rep.full_name) == (409, "Farah N")


def test_invitation_link_is_shown_with_whatsapp(signed_in, cast):
    answer = signed_in("admin").post(f"/people/{cast.rep.pk}/invite/")
    page = answer.content.decode()

    link = re.search(r"<code>(http://testserver/invitation/\S+/)</code>", page).group(1)
    assert "https://wa.me/" in page
    assert signed_in("rep").get(link.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("path", ["edit/", "invite/", "disable/", "place/"])
def test_only_those_who_may_edit_people_do(signed_in, cast, path):
    answer = signed_in("sales_manager").post(f"/people/{cast.rep.pk}/{path}", {"full_name": "X"})

    assert answer.status_code == 403
    cast.rep.refresh_from_db()
    assert (cast.rep.full_name, cast.rep.is_active) == ("Farah Nadia", True)


def test_new_place_ends_the_one_before(signed_in, cast):
    day = today() + dt.timedelta(days=3)
    placed = {"team": "Johor", "manager": cast.sales_manager.pk, "role": "rep", "from_on": day.isoformat()}

    signed_in("admin").post(f"/people/{cast.rep.pk}/place/", placed)

    old, new = cast.rep.memberships.order_by("pk")
    assert (old.to_on, new.from_on, new.team.name) == (day - dt.timedelta(days=1), day, "Johor")


def test_last_administrator_stays(signed_in, cast):
    answer = signed_in("admin").post(f"/people/{cast.admin.pk}/disable/")

    assert answer.status_code == 422
    cast.admin.refresh_from_db()
    assert cast.admin.is_active
