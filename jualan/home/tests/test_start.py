"""The first run: its steps, files dropped together, what is found in them, and who is invited."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jualan.accounts.models import Account, Contact
from jualan.activities.models import FollowUp
from jualan.core.models import Batch, ImportRun
from jualan.core.workspace import forget_workspace, today, workspace
from jualan.home import found, import_sets, start
from jualan.people.actions import add_user, first_address, make_owner
from jualan.people.models import Invitation, Role, User
from jualan.people.policy import SYSTEM, viewer_of
from jualan.people.rules import PRESETS
from jualan.pipeline.models import Pipeline
from jualan.store.models import Order
from tests.cast import make_person

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture(autouse=True)
def kept_files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def owner(cast):
    """Who sets a business up: administrator and director in one."""
    return make_person("Aishah Rahman", Role.ADMIN, Role.DIRECTOR, Role.SALES_MANAGER)


@pytest.fixture
def boss(owner, client):
    client.force_login(owner)
    return client


def csv(name, *lines):
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def orders_file(*, gap=30, late=10, number=4, name="orders.csv"):
    """Orders of one customer every `gap` days, the last so long ago that the next is `late` days overdue."""
    last = today() - dt.timedelta(days=gap + late)
    days = [last - dt.timedelta(days=gap * back) for back in range(number)]
    rows = [f"A-{place},{day},Siti Aminah,siti@example.com,012-388 4170,paid,250.00" for place, day in enumerate(days)]
    return csv(name, "number,placed_on,customer_name,email,phone,status,total", *rows)


def drop(client, *files):
    return client.post(reverse("home:import-drop"), {"files": list(files)}, follow=True)


def test_files_dropped_together_are_tried_in_order_and_imported_by_one_act(boss, work_jobs):
    contacts = csv("people.csv", "name,email", "Siti Aminah,siti@example.com", "Lim,lim@example.com")
    page = drop(boss, orders_file(), contacts, csv("notes.csv", "colour,shape", "red,round"), csv("empty.csv", ""))
    set_id = int(page.redirect_chain[-1][0].strip("/").split("/")[-1])
    check = boss.get(reverse("home:import-set-check", args=[set_id]), headers={"HX-Request": "true"}).content.decode()

    assert "empty.csv" in page.content.decode()
    assert check.index("people.csv") < check.index("orders.csv") < check.index("notes.csv")
    assert not Order.objects.exists()
    assert not Contact.objects.filter(email="siti@example.com").exists()

    boss.post(reverse("home:import-set-start", args=[set_id]))
    boss.post(reverse("home:import-set-start", args=[set_id]))
    work_jobs()

    assert Order.objects.count() == 4
    assert Contact.objects.filter(email="siti@example.com").count() == 1
    states = dict(ImportRun.objects.filter(set_id=set_id).values_list("files__0", "state"))
    assert states == {"people.csv": "done", "orders.csv": "done", "notes.csv": "uploaded"}


def test_each_table_is_tried_after_those_before_it(owner):
    contacts = csv("people.csv", "name,email", "Siti Aminah,siti@example.com")
    dropped = import_sets.drop(
        [contacts, csv("again.csv", "name,email", "Siti,siti@example.com")], actor=viewer_of(owner)
    )

    tried = import_sets.rehearse(import_sets.runs_of(viewer_of(owner), dropped.set_id), actor=viewer_of(owner))

    assert [(run.files[0], tally.created) for run, tally, _stopped in tried] == [("people.csv", 1), ("again.csv", 0)]
    assert not Contact.objects.filter(email="siti@example.com").exists()


def test_a_table_that_was_not_recognised_is_asked_about_and_may_be_left_out(boss):
    page = drop(boss, csv("notes.csv", "colour,shape", "red,round"), csv("more.csv", "x,y", "1,2"))
    set_id = int(page.redirect_chain[-1][0].strip("/").split("/")[-1])
    notes, more = ImportRun.objects.filter(set_id=set_id).order_by("pk")

    refused = boss.post(reverse("home:import-set-kind", args=[set_id, notes.pk]), {"kind": "planets"})
    boss.post(reverse("home:import-set-kind", args=[set_id, notes.pk]), {"kind": "contacts"})
    boss.post(reverse("home:import-set-leave", args=[set_id, more.pk]))

    assert refused.status_code == 422
    assert list(ImportRun.objects.filter(set_id=set_id).values_list("kind", flat=True)) == ["contacts"]


def test_reps_may_not_drop_files(client, cast):
    client.force_login(cast.rep)

    assert client.get(reverse("home:import-drop")).status_code == 403
    assert client.post(reverse("home:import-drop"), {"files": [orders_file()]}).status_code == 403


def test_what_was_found_opens_as_many_rows_as_it_counts(boss, owner, work_jobs):
    drop(boss, orders_file())
    boss.post(reverse("home:import-set-start", args=[ImportRun.objects.get().set_id]))
    work_jobs()
    viewer = viewer_of(owner)

    what = found.what_we_found(viewer, today())
    lines = {line.code: line for line in [*what.worth_a_look, *what.how_often]}

    assert (lines["late"].count, lines["late"].minor) == (1, 100_000)
    assert lines["often"].count == 1
    assert [(one.minor, one.quantity_milli) for one in what.best] == []
    rows = boss.get(f"{reverse('accounts:account-list')}?{lines['late'].search}").content.decode()
    assert rows.count("<tr data-row>") == 1
    assert "Siti Aminah" in rows


def test_calls_are_planned_for_those_who_are_late_and_taken_back_in_one_tap(boss, owner, work_jobs):
    drop(boss, orders_file())
    boss.post(reverse("home:import-set-start", args=[ImportRun.objects.get().set_id]))
    work_jobs()
    [call] = found.calls_worth_making(viewer_of(owner), today())
    url = f"{reverse('home:bulk', args=['account'])}?expected=..{today()}"

    boss.post(url, {"verb": "plan", "value": "reorder", "all": "1", "confirm": "1"})

    step = FollowUp.objects.get()
    assert (step.account, step.due_on, call.gap_days, call.phone) == (
        Account.objects.get(),
        today(),
        30,
        "+60123884170",
    )
    assert found.calls_worth_making(viewer_of(owner), today()) == []
    page = boss.post(url, {"verb": "plan", "value": "reorder", "all": "1", "confirm": "1"}).content.decode()
    assert FollowUp.objects.count() == 1
    assert "Siti Aminah" in page
    boss.post(reverse("home:batch-undo", args=[Batch.objects.get().pk]))
    assert not FollowUp.objects.exists()


def test_first_run_keeps_what_the_business_is(boss):
    answer = boss.post(
        reverse("home:start", args=["business"]),
        {
            "name": "Rumah Tenang",
            "language": "ms",
            "state": "03",
            "rest_days": ["5"],
            "opens_at": "10:00",
            "closes_at": "19:00",
            "currency": "SGD",
            "has_sst": "on",
            "sst_number": "W10-1808-32000001",
            "logo": SimpleUploadedFile("logo.png", PNG),
        },
    )
    forget_workspace()
    home = workspace()

    assert answer.headers["Location"] == reverse("home:start", args=["files"])
    assert (home.name, home.state, home.rest_days, home.currency, home.has_sst) == (
        "Rumah Tenang",
        "03",
        [5],
        "SGD",
        True,
    )
    assert home.start == {"business": "done"}
    assert b"".join(boss.get(reverse("home:logo")).streaming_content) == PNG


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", PNG * 30_000])
def test_a_logo_that_is_no_small_picture_changes_nothing(boss, content):
    before = workspace().name
    form = {
        "name": "Other",
        "language": "ms",
        "state": "10",
        "opens_at": "9:00",
        "closes_at": "18:00",
        "currency": "MYR",
    }

    answer = boss.post(
        reverse("home:start", args=["business"]), {**form, "logo": SimpleUploadedFile("logo.png", content)}
    )
    forget_workspace()

    assert answer.status_code == 422
    assert (workspace().name, workspace().logo) == (before, "")


def test_rest_days_of_the_shop_count_before_those_of_the_state():
    from jualan.core.working_time import calendar_of  # noqa: PLC0415
    from jualan.people.actions import change_workspace  # noqa: PLC0415
    from jualan.people.policy import SYSTEM  # noqa: PLC0415

    workspace()
    monday, saturday = dt.date(2026, 11, 23), dt.date(2026, 11, 28)
    change_workspace({"rest_days": [1]}, actor=SYSTEM)

    assert (calendar_of("10").is_working_day(monday), calendar_of("10").is_working_day(saturday)) == (False, True)


def test_ready_pipelines_are_made_once(boss):
    for _time in range(2):
        boss.post(reverse("home:start", args=["pipelines"]), {"pipeline": ["wholesale", "corporate"]})

    made = Pipeline.objects.filter(code__in=["wholesale", "corporate"])
    assert sorted((one.code, one.stages.count()) for one in made) == [("corporate", 6), ("wholesale", 6)]


def test_staff_get_links_for_whatsapp_and_a_wrong_line_invites_nobody(boss):
    url = reverse("home:start", args=["people"])
    wrong = boss.post(url, {"staff": "Farah Nadia 012-388 4170\nJason without a phone"})
    before = User.objects.count()
    right = boss.post(url, {"staff": "Farah Nadia 012-388 4170\nJason Tan, jason@example.com"}).content.decode()

    assert wrong.status_code == 422
    assert "Jason without a phone" in wrong.content.decode()
    assert User.objects.count() == before + 2
    assert Invitation.objects.count() == 2
    assert "https://wa.me/60123884170?text=" in right


def test_steps_passed_over_wait_until_the_last_one_ends_the_first_run(boss):
    boss.post(reverse("home:start-skip", args=["business"]))
    reminded = boss.get(reverse("home:today")).content.decode()
    for code in ("files", "found", "pipelines", "people"):
        boss.post(reverse("home:start-skip", args=[code]))
    ended = boss.post(reverse("home:start", args=["today"]))

    assert reverse("home:start") in reminded
    assert ended.headers["Location"] == reverse("home:today")
    assert workspace().set_up_at is not None
    assert f'href="{reverse("home:start")}"' not in boss.get(reverse("home:today")).content.decode()


def test_an_empty_home_is_opened_by_its_own_link_which_leads_to_the_first_run(db, client):
    path = first_address()
    chosen = {
        "full_name": "Aishah Rahman",
        "language": "en",
        "login": "012-388 4170",
        "password": "a long pass phrase 7",
    }

    lost = client.get(path).headers["Location"]
    link = client.get(path).headers["Location"]
    answers = [client.get("/begin/guessed/"), client.get(lost), client.post(link, chosen), Client().get(path)]
    owner = User.objects.get()

    assert [answer.status_code for answer in answers] == [410, 410, 302, 410]
    assert (owner.full_name, owner.phone, first_address()) == ("Aishah Rahman", "+60123884170", "")
    assert start.is_fresh(viewer_of(owner))
    start.settle("business", start.SKIPPED, actor=viewer_of(owner))
    assert not start.is_fresh(viewer_of(owner))
    assert start.steps_waiting(viewer_of(owner)) == 5


def test_a_home_whose_people_cannot_sign_in_is_opened_by_its_administrator(db, client):
    add_user("Came By File", roles=[Role.REP], actor=SYSTEM)

    make_owner(first_address().strip("/").split("/")[-1])

    assert sorted(User.objects.values_list("role_rows__role", flat=True).distinct()) == sorted(
        {Role.REP, Role.SALES_MANAGER, *PRESETS["small_team"]}
    )
