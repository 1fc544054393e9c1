"""Customers, contacts, duplicates and merging on the screen."""

from typing import Any

import pytest
from django.test import Client

from jualan.accounts.actions import add_contact, make_account
from jualan.accounts.models import Account, Contact, DuplicatePair
from jualan.accounts.rules import PersonFacts
from jualan.people.policy import SYSTEM
from tests.cast import SESSION_QUERIES, Cast

pytestmark = pytest.mark.django_db
MOTEL = {"name": "Hotel Seri Langkasuka", "kind": "company", "phone": "03-2161 5555"}


@pytest.fixture
def hotel(cast: Cast) -> Account:
    return make_account(dict(MOTEL), owner=cast.rep, actor=SYSTEM)


def signed_in(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.members[role], backend="jualan.people.sign_in.PersonBackend")
    return client


def test_list_shows_customers(client: Client, cast: Cast, hotel: Account) -> None:
    page = signed_in(client, cast, "rep").get("/customers/")

    assert "Hotel Seri Langkasuka" in page.content.decode()


def test_other_rep_neither_lists_nor_opens(client: Client, cast: Cast, hotel: Account) -> None:
    other = signed_in(client, cast, "other_rep")

    assert "Langkasuka" not in other.get("/customers/").content.decode()
    assert other.get(hotel.get_absolute_url()).status_code == 404


def test_create_keeps_what_was_typed_when_refused(client: Client, cast: Cast) -> None:
    page = signed_in(client, cast, "rep").post("/customers/new/", {**MOTEL, "phone": "12"})

    assert page.status_code == 422
    assert "Hotel Seri Langkasuka" in page.content.decode()
    assert Account.objects.count() == 0


def test_create_edit_and_stale_edit(client: Client, cast: Cast) -> None:
    rep = signed_in(client, cast, "rep")
    rep.post("/customers/new/", MOTEL)
    account = Account.objects.get()
    url = f"/customers/{account.pk}/edit/"

    first = rep.post(url, {**MOTEL, "industry": "hotel", "version": 1})
    second = rep.post(url, {**MOTEL, "industry": "resort", "version": 1})

    assert (first.status_code, second.status_code) == (302, 409)
    account.refresh_from_db()
    assert (account.industry, account.phone) == ("hotel", "+60321615555")
    assert "resort" in second.content.decode()


def test_detail_in_both_languages(client: Client, cast: Cast, hotel: Account) -> None:
    rep = signed_in(client, cast, "rep")
    english = rep.get(hotel.get_absolute_url()).content.decode()
    cast.rep.language = "ms"
    cast.rep.save()

    assert "Customer" in english
    assert "Pelanggan" in rep.get(hotel.get_absolute_url()).content.decode()


def test_consent_is_given_and_withdrawn(client: Client, cast: Cast) -> None:
    contact = add_contact(cast.eyes("rep"), PersonFacts("Rohana", "r@example.com")).contact
    rep, url = signed_in(client, cast, "rep"), f"/customers/contacts/{contact.pk}/consent/"
    rep.post(url, {"medium": "email", "is_given": "1"})
    rep.post(url, {"medium": "email"})

    assert list(contact.consents.order_by("pk").values_list("is_given", flat=True)) == [True, False]


def test_merge_and_take_apart(client: Client, cast: Cast) -> None:
    actor = cast.eyes("sales_manager")
    left = add_contact(actor, PersonFacts("Rohana", "r@example.com", "0123884170")).contact
    right = add_contact(actor, PersonFacts("Rohana Ismail", "", "0123884170")).contact
    manager = signed_in(client, cast, "sales_manager")
    page = manager.get("/customers/duplicates/").content.decode()

    answer = manager.post(f"/customers/contact/{left.pk}/merge/{right.pk}/", {"full_name": "right"})
    left.refresh_from_db()
    right.refresh_from_db()
    assert "Rohana Ismail" in page
    assert answer.status_code == 302
    assert (left.full_name, right.merged_into_id) == ("Rohana Ismail", left.pk)
    assert DuplicatePair.objects.get().state == "merged"

    merge = left.get_absolute_url()
    assert "merges/" in manager.get(merge).content.decode()
    from jualan.core.models import Batch  # noqa: PLC0415 used here alone

    manager.post(f"/customers/merges/{Batch.objects.get().pk}/undo/")
    assert Contact.objects.filter(merged_into=None).count() == 2
    assert Contact.objects.get(pk=left.pk).full_name == "Rohana"


def test_trash_with_undo(client: Client, cast: Cast, hotel: Account) -> None:
    rep = signed_in(client, cast, "rep")
    rep.post(f"/customers/account/{hotel.pk}/trash/")

    assert rep.get(hotel.get_absolute_url()).status_code == 404
    rep.post(f"/customers/account/{hotel.pk}/restore/")
    assert rep.get(hotel.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_number_of_queries(
    number: int, client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        make_account({"name": f"Kedai {place}", "kind": "company"}, owner=cast.rep, actor=SYSTEM)
    rep = signed_in(client, cast, "rep")
    rep.get("/customers/")

    with django_assert_num_queries(LIST_QUERIES + SESSION_QUERIES):
        rep.get("/customers/")


LIST_QUERIES = 5
