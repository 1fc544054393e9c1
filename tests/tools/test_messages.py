import pytest

from tools import messages

TEMPLATE = """{% load i18n %}
    <p>don't {% translate "Lost" context "stage" %}</p>
  {% include "row.html" with title=_("Hello %(name)s") %}
{% blocktranslate trimmed count n=rows|length %}
    One <b>row</b> of {{ n }}
  {% plural %}
    {{ n }} <b>rows</b>
{% endblocktranslate %}
"""
CODE = "from django.utils.translation import gettext_lazy as _\n# Translators: a sale\nlabel = _('Deal')\n"


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A tiny product with its catalogue in place, all texts translated by themselves."""
    monkeypatch.setattr(messages, "OUTSIDE", ())
    templates = tmp_path / "jualan/leads/templates/leads"
    templates.mkdir(parents=True)
    (templates / "lead_list.html").write_text(TEMPLATE)
    (tmp_path / "jualan/leads/labels.py").write_text(CODE)
    catalogue = messages.updated(tmp_path)
    entries = [messages.as_entry(message) for message in messages.untranslated(catalogue)]
    messages.fill(catalogue, [{**entry, "text": entry["plural"] or entry["id"]} for entry in entries])
    save(tmp_path, catalogue)
    return tmp_path


def save(house, catalogue):
    path = house / messages.CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(messages.as_text(catalogue))


def problems(house):
    return list(messages.problems(house, messages.updated(house)))


def test_texts_of_code_and_templates_are_gathered(house):
    found = {message.id for message in messages.gathered(house) if message.id}

    assert found == {
        "Deal",
        "Lost",
        "Hello %(name)s",
        ("One <b>row</b> of %(n)s", "%(n)s <b>rows</b>"),
    }


def test_complete_catalogue_has_no_problem_and_stays_as_it_is(house):
    before = (house / messages.CATALOGUE).read_text()

    assert problems(house) == []
    assert messages.as_text(messages.updated(house)) == before


def test_malay_has_one_plural_form(house):
    assert 'msgstr[0] "%(n)s <b>rows</b>"\n\n' in (house / messages.CATALOGUE).read_text()
    assert "msgstr[1]" not in (house / messages.CATALOGUE).read_text()


def test_new_text_is_stale_and_untranslated(house):
    (house / "jualan/leads/labels.py").write_text(CODE + "other = _('Lead')\n")

    assert len(problems(house)) == 2


def test_vanished_text_is_stale(house):
    (house / "jualan/leads/labels.py").write_text("")

    assert len(problems(house)) == 1


@pytest.mark.parametrize("text", ["Hai", "Hai %(nama)s", "Hai <b>%(name)s</b>"])
def test_other_placeholders_are_found(house, text):
    catalogue = messages.updated(house)
    catalogue.get("Hello %(name)s").string = text
    save(house, catalogue)

    assert problems(house) == [f"placeholders or tags differ: 'Hello %(name)s' → {text!r}"]


def test_fuzzy_text_is_found(house):
    catalogue = messages.updated(house)
    catalogue.get("Deal").flags.add("fuzzy")
    save(house, catalogue)

    assert problems(house) == ["marked fuzzy: 'Deal'"]
