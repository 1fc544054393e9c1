"""Own, team and all hold wherever a value can be read: lists, counts, totals, search, charts, files, warnings, order."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from jualan.accounts.actions import make_account
from jualan.accounts.models import Account, Contact, DuplicatePair
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import log_activity, plan_step
from jualan.catalog.actions import add_product
from jualan.core.search.refreshing import refresh
from jualan.core.workspace import today
from jualan.leads.actions import capture_lead, convert_lead, stop_clock, trash_lead
from jualan.leads.models import Lead
from jualan.metrics.catalogue import answer, catalogue
from jualan.metrics.queries.asking import Asked
from jualan.people.actions import make_token
from jualan.people.policy import SYSTEM, viewer_of, visible
from jualan.pipeline.actions import move_stage
from jualan.pipeline.models import Opportunity, Stage
from jualan.store.actions import take_order, take_payment
from jualan.store.models import Checkout, Order
from tests.cast import Cast

pytestmark = pytest.mark.django_db
THEIRS, OURS = "Zainab Rahsia", "Muthu Terbuka"
SECRET = re.compile(r"Zainab|Rahsia|777|rahsia@example\.com|388 ?4170|3884170")
MODELS: dict[str, Any] = {"lead": Lead, "opportunity": Opportunity, "order": Order, "account": Account}
SEES = {"rep": {THEIRS}, "other_rep": {OURS}, "team_lead": {THEIRS}, "director": {THEIRS, OURS}, "stranger": set[str]()}
"""Whose records each person sees: the rep's are THEIRS, the other rep's OURS."""


def sell(owner: Any, name: str, email: str, phone: str, minor: int) -> None:
    """Give a person a lead, deals open and won, an order, a checkout, a call, a step and a trashed lead."""
    person = PersonFacts(name, email, phone)
    lead = capture_lead(person, title=f"{name} lamps", owner=owner, values={"value_minor": minor}, actor=SYSTEM).lead
    stop_clock(lead, lead.arrived_at, actor=SYSTEM)  # type: ignore[arg-type] # it has just arrived
    account = make_account({"name": f"{name} Sdn Bhd"}, owner=owner, actor=SYSTEM)
    Contact.objects.filter(pk=lead.contact_id).update(owner=owner, account=account)
    lead.refresh_from_db()
    for code in ("qualified", "won"):
        deal = convert_lead(lead, {"name": f"{name} {code}", "amount_minor": minor}, actor=SYSTEM)
        move_stage(deal, Stage.objects.get(code=code), actor=SYSTEM)
    line = {"title": "Lamp", "quantity_milli": 1000, "unit_price_micro": minor * 10_000}
    order = take_order({"number": f"{name} 1", "account": account, "owner": owner}, [line], actor=SYSTEM)
    take_payment(order, minor, actor=SYSTEM)
    Checkout.objects.create(number=f"{name} 1", currency="MYR", contact=lead.contact, total_minor=minor)
    log_activity("note", body=f"{name} called", subject=lead, actor=viewer_of(owner))
    plan_step(f"Call {name}", today(), subject=lead, owner=owner, actor=viewer_of(owner))
    trash_lead(capture_lead(PersonFacts(name), title=f"{name} gone", owner=owner, actor=SYSTEM).lead, actor=SYSTEM)
    twin = Contact.objects.create(full_name=f"{name} twin", name_key=name.lower(), owner=owner)
    DuplicatePair.objects.create(kind="contact", left_id=lead.contact_id, right_id=twin.pk)


@pytest.fixture
def business(cast: Cast) -> Cast:
    sell(cast.rep, THEIRS, "rahsia@example.com", "0123884170", 77_777_700)
    sell(cast.other_rep, OURS, "muthu@example.com", "0162417883", 1_200)
    return cast


def signed_in(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.members[role], backend="jualan.people.sign_in.PersonBackend")
    return client


def names_in(text: str) -> set[str]:
    return {name for name in (THEIRS, OURS) if name.split()[0] in text}


PAGES = [
    "/", "/leads/", "/leads/trash/", "/sales/", "/sales/list/", "/customers/", "/customers/contacts/",
    "/customers/duplicates/", "/orders/", "/orders/checkouts/", "/trash/", "/search/?q=Rahsi", "/search/?q=388417",
    "/search/?q=Terbu", "/sales/customers/?who=Zain", "/sales/customers/?who=Muth",
    "/business/kpi/revenue/?from=2020-01-01&to=2040-01-01", "/business/kpi/win_rate/rows/?from=2020-01-01&to=2040-01-01",
]  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
def test_pages_tell_of_nobody_elses_records(url: str, business: Cast) -> None:
    refresh()
    for role, owned in SEES.items():
        page = signed_in(business, role).get(url)
        told = page.content.decode() if page.status_code == 200 else ""

        assert names_in(told) <= owned, (role, url)
        if THEIRS not in owned:
            assert not SECRET.search(told), (role, url)


@pytest.mark.parametrize("url", PAGES[1:11])
def test_pages_do_tell_of_ones_own(url: str, business: Cast) -> None:
    for role, owned in (
        ("rep", {THEIRS}),
        ("other_rep", {OURS}),
        ("team_lead", {THEIRS}),
        ("director", {THEIRS, OURS}),
    ):
        assert names_in(signed_in(business, role).get(url).content.decode()) == owned, (role, url)


def test_search_finds_what_is_ones_own(business: Cast) -> None:
    refresh()
    for role, query, found in (("rep", "Rahsi", {THEIRS}), ("rep", "Terbu", set()), ("director", "Terbu", {OURS})):
        assert names_in(signed_in(business, role).get(f"/search/?q={query}").content.decode()) == found


LISTS = ["/leads/", "/sales/list/", "/customers/", "/customers/contacts/", "/orders/", "/orders/checkouts/"]


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_of_lists_hold_what_the_list_holds(url: str, form: str, business: Cast) -> None:
    for role in ("rep", "other_rep", "team_lead", "director"):
        file = signed_in(business, role).get(f"{url}?format={form}")
        assert names_in(_text_of(b"".join(file), form)) == SEES[role], (role, url)


def _text_of(content: bytes, form: str) -> str:
    if form == "csv":
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("kind", ["leads", "opportunities", "accounts", "contacts", "orders", "checkouts"])
def test_files_of_the_command_line_hold_what_the_person_sees(kind: str, business: Cast, tmp_path: Any) -> None:
    for role in ("rep", "other_rep", "director"):
        file = tmp_path / f"{kind}-{role}.csv"
        call_command("export", kind, output=str(file), as_person=business.members[role].email)
        assert names_in(file.read_text(encoding="utf-8-sig")) == SEES[role], (role, kind)


@pytest.mark.parametrize("url", LISTS)
def test_counts_and_totals_are_of_what_is_seen(url: str, business: Cast) -> None:
    """The page of the other rep is the same whether the rep's records are there or not."""
    client = signed_in(business, "other_rep")
    before = _figures(client.get(url).content.decode())
    sell(business.rep, "Zainab Kedua", "kedua@example.com", "0133884171", 77_777_700)

    assert before
    assert _figures(client.get(url).content.decode()) == before


def _figures(page: str) -> list[str]:
    """Return every number between tags."""
    return re.findall(r">[^<]*?(\d[\d,.]*)[^<]*?<", page)


@pytest.mark.parametrize("role", SEES)
@pytest.mark.parametrize("code", sorted(catalogue()))
def test_numbers_are_made_of_visible_records(code: str, role: str, business: Cast) -> None:
    eyes = business.eyes(role)
    if not eyes.scope("metrics.view") or (code == "cac" and not eyes.scope("metrics.costs")):
        return
    start = today().replace(day=1)
    for fact in answer(Asked(code, start, today(), eyes)).facts:
        if fact.kind in MODELS and role != "director":
            assert visible(eyes, MODELS[fact.kind], with_trash=True).filter(pk=fact.id).exists(), (code, fact)


def test_charts_draw_what_is_seen(business: Cast) -> None:
    for url in ("/business/", "/sales/"):
        assert not SECRET.search(signed_in(business, "other_rep").get(url).content.decode())
    assert "777,777" in signed_in(business, "rep").get("/sales/").content.decode()


def test_rows_of_a_number_as_a_file_are_those_seen(business: Cast) -> None:
    url = f"{reverse('metrics:kpi-rows', args=['revenue'])}?from=2020-01-01&to=2040-01-01&format=csv"
    for role in ("rep", "other_rep", "director"):
        assert names_in(b"".join(signed_in(business, role).get(url)).decode("utf-8-sig")) == SEES[role]


def test_parts_of_a_page_hold_what_the_viewer_may_see_of_them(business: Cast) -> None:
    """Customer success sees every customer, but only their own deals and leads."""
    client = signed_in(business, "customer_success")
    account = Account.objects.get(name=f"{THEIRS} Sdn Bhd")
    contact = Contact.objects.get(email="rahsia@example.com")

    assert client.get(account.get_absolute_url()).status_code == 200
    for url in (f"/sales/account/{account.pk}/", f"/sales/contact/{contact.pk}/", f"/leads/contact/{contact.pk}/"):
        part = client.get(url)
        assert part.status_code == 200
        assert not re.search(r"won|qualified|lamps|777", part.content.decode()), url


@pytest.mark.parametrize(
    "typed",
    [{"email": "rahsia@example.com"}, {"phone": "0123884170"}, {"full_name": THEIRS}],
    ids=lambda t: next(iter(t)),
)
def test_a_duplicate_warning_names_the_owner_and_nothing_of_the_person(typed: dict[str, str], business: Cast) -> None:
    page = signed_in(business, "other_rep").get(reverse("leads:lead-duplicates"), typed).content.decode()

    assert "Farah Nadia" in page
    assert not SECRET.search(page)


@pytest.fixture
def call(business: Cast) -> Callable[..., Any]:
    """Ask the API as somebody."""

    def caller(role: str, path: str, body: dict[str, Any]) -> Any:
        key = {"Authorization": f"Bearer {make_token(business.members[role], 't', actor=SYSTEM)}"}
        return Client().post(f"/api/v1/{path}", json.dumps(body), "application/json", headers=key)

    return caller


@pytest.mark.parametrize("path", ["contacts", "leads"])
def test_the_api_tells_of_a_known_person_only_whose_they_are(path: str, call: Any, business: Cast) -> None:
    Lead.objects.filter(contact__email="rahsia@example.com").update(status_kind="working")
    answer_ = call("other_rep", path, {"full_name": "X", "email": "rahsia@example.com"})

    assert answer_.status_code == 202
    assert answer_.json().keys() == {"kind", "owner", "last_touch_on"}
    assert answer_.json()["owner"] == "Farah Nadia"


def test_the_api_tells_the_owner_all(call: Any) -> None:
    answer_ = call("rep", "contacts", {"full_name": "X", "email": "rahsia@example.com"})

    assert (answer_.status_code, answer_.json()["full_name"]) == (200, THEIRS)


@pytest.mark.parametrize("url", ["accounts:contact-create", "leads:lead-create"])
def test_an_invisible_person_cannot_be_chosen(url: str, business: Cast) -> None:
    hidden = Contact.objects.get(email="rahsia@example.com")
    typed = {"full_name": "X", "phone": "0133884171", "use": str(hidden.pk)}

    assert signed_in(business, "other_rep").post(reverse(url), typed).status_code == 404
    assert not hidden.keys.filter(value="+60133884171").exists()


def test_order_of_a_list_tells_nothing_of_a_column_one_may_not_see(business: Cast) -> None:
    for name, cost in (("Bakul", 9_000_000), ("Almari", 5_000_000), ("Cawan", 7_000_000)):
        add_product({"name": name, "currency": "MYR", "cost_micro": cost}, actor=SYSTEM)
    orders = {
        sort: _names(signed_in(business, "rep").get(f"/products/?sort={sort}").content.decode())
        for sort in ("cost", "cost_micro", "-cost_micro", "cost__x")
    }

    assert set(map(tuple, orders.values())) == {("Almari", "Bakul", "Cawan")}


def _names(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"Almari|Bakul|Cawan", page)))


@pytest.mark.parametrize(
    "query", ["cost_micro=5000000", "cost=5.00", "cost_micro__gt=6000000", "columns=name&columns=cost"]
)
def test_filters_and_columns_tell_nothing_of_a_cost_one_may_not_see(query: str, business: Cast) -> None:
    for name, cost in (("Bakul", 9_000_000), ("Almari", 5_000_000), ("Cawan", 7_000_000)):
        add_product({"name": name, "currency": "MYR", "cost_micro": cost}, actor=SYSTEM)
    for form in ("", "&format=csv"):
        page = b"".join(signed_in(business, "rep").get(f"/products/?{query}{form}")).decode("utf-8-sig")
        assert sorted(_names(page)) == ["Almari", "Bakul", "Cawan"]
        assert not re.search(r"\b[79]\.00\b", page)


def test_a_filter_on_another_table_is_no_door(business: Cast) -> None:
    """What a filter of an address names is a filter of the list, or nothing."""
    for query in ("owner__email=x", "contact__phone=0", "contact__email__startswith=r", "account__name=x"):
        page = signed_in(business, "other_rep").get(f"/leads/?{query}").content.decode()
        assert names_in(page) == {OURS}
