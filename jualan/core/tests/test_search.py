"""Search finds fragments, forgives a typo, and shows only what may be seen."""

import pytest

from jualan.accounts.actions import add_contact
from jualan.accounts.models import Contact
from jualan.accounts.rules import PersonFacts
from jualan.core.search import Hit, hits, ids_matching
from jualan.core.search.refreshing import refresh
from jualan.people.policy import SYSTEM, Viewer, visible
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rohana(cast: Cast) -> Contact:
    person = PersonFacts(full_name="Rohana Ismail", phone="012-388 4170", email="rohana@langkasuka.my")
    contact = add_contact(SYSTEM, person).contact
    Contact.objects.filter(pk=contact.pk).update(owner=cast.other_rep)
    add_contact(SYSTEM, PersonFacts(full_name="Muthu Krishnan", phone="016-2417883"))
    refresh()
    return contact


def found(text: str, viewer: Viewer = SYSTEM) -> list[Hit]:
    return hits(text, lambda kind: visible(viewer, Contact) if kind == "contact" else None)


@pytest.mark.parametrize(
    "text", ["rohana", "ROHANA ism", "ohan", "388 417", "0123884170", "+6012 388", "langkasuka.my"]
)
def test_fragment_is_found(text: str, rohana: Contact) -> None:
    assert [hit.record_id for hit in found(text)][:1] == [rohana.pk]


@pytest.mark.parametrize("text", ["rohanna", "rohama ismail", "ismial"])
def test_one_typo_is_forgiven(text: str, rohana: Contact) -> None:
    assert rohana.pk in [hit.record_id for hit in found(text)]


def test_invisible_record_is_not_found(rohana: Contact, cast: Cast) -> None:
    assert found("rohana", cast.eyes("rep")) == []
    assert [hit.record_id for hit in found("rohana", cast.eyes("other_rep"))] == [rohana.pk]


def test_changed_record_is_found_by_its_new_text_only(rohana: Contact) -> None:
    Contact.objects.filter(pk=rohana.pk).update(full_name="Salmah Yusof")
    from jualan.core.records import mark_for_search  # noqa: PLC0415 used here alone

    mark_for_search("contact", [rohana.pk])
    refresh()

    assert rohana.pk in [hit.record_id for hit in found("salmah")]
    assert "Rohana Ismail" not in [hit.title for hit in found("rohana ismail")]


def test_list_filter_uses_the_same_text(rohana: Contact) -> None:
    assert list(Contact.objects.filter(pk__in=ids_matching("contact", "ismail"))) == [rohana]
