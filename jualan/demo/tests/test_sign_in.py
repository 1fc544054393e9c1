"""One-click sign-in exists in a demo home, on this machine, while the server listens to this machine alone."""

import pytest
from django.db import connection
from django.urls import include, path

from jualan.core.errors import RuleBroken
from jualan.demo.home import MARK, is_demo_home, mark_demo_home
from jualan.demo.queries import people_by_role
from tests.conditions import only_on_sqlite

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__), only_on_sqlite]
urlpatterns = [path("demo/", include("jualan.demo.urls"))]
LOCAL = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


@pytest.fixture
def demo(settings, tmp_path, cast):
    settings.HOME, settings.SERVED_ON_LOOPBACK = tmp_path, True
    (tmp_path / MARK).touch()
    return cast


def sign_in(client, role="rep", **environ):
    return client.get(f"/demo/sign-in/{role}/", **{**LOCAL, **environ})


def test_sign_in_makes_a_session_of_the_role(client, demo):
    answer = sign_in(client)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(people_by_role()["rep"].pk)


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "192.168.1.7"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_sign_in_is_absent_for_other_machines(client, demo, environ):
    assert sign_in(client, **environ).status_code == 404
    assert "_auth_user_id" not in client.session


def test_sign_in_is_absent_by_another_host_name(client, demo, settings):
    settings.ALLOWED_HOSTS = ["shop.example.com"]

    assert sign_in(client, HTTP_HOST="shop.example.com").status_code == 404


def test_sign_in_is_absent_where_the_server_is_reached_from_outside(client, demo, settings):
    settings.SERVED_ON_LOOPBACK = False

    assert sign_in(client).status_code == 404


def test_sign_in_is_absent_in_a_real_home(client, demo, settings, tmp_path):
    (tmp_path / MARK).unlink()

    assert sign_in(client).status_code == 404


def test_sign_in_is_absent_for_a_role_nobody_has(client, demo):
    assert sign_in(client, role="owner").status_code == 404


def test_sign_in_takes_no_post(client, demo):
    assert client.post("/demo/sign-in/rep/", **LOCAL).status_code == 405


def test_disabled_person_is_not_offered(demo):
    demo.rep.is_active = demo.other_rep.is_active = False
    demo.rep.save()
    demo.other_rep.save()

    assert "rep" not in people_by_role()


def test_database_outside_the_home_is_no_demo(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path / "demo"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "real.sqlite3"))

    with pytest.raises(RuleBroken, match="demo_database"):
        mark_demo_home()


def test_home_that_holds_anything_is_no_demo(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "jualan.sqlite3"))
    (tmp_path / "jualan.sqlite3").touch()

    with pytest.raises(RuleBroken, match="home_not_demo"):
        mark_demo_home()
    assert not is_demo_home()
