"""The Malay catalogue keeps to the words of docs/glossary.csv, and the glossary to the words of the product."""

import io
import re

import pytest
from babel.messages.pofile import read_po

from tools import glossary, messages

TERMS = glossary.terms()
CONTEXTS = {(row["english"].casefold(), row["context"]) for row in TERMS}


@pytest.fixture(scope="module")
def catalogue():
    return read_po(io.BytesIO((messages.ROOT / messages.CATALOGUE).read_bytes()), locale="ms")


def sources(message):
    return [message.id] if isinstance(message.id, str) else list(message.id)


def means(row, message):
    """Whether the row speaks of this message: the term alone, in its context or in one that has no row of its own."""
    english = row["english"].casefold()
    if english not in {text.casefold() for text in sources(message)}:
        return False
    context = message.context or ""
    return context == row["context"] or (not row["context"] and (english, context) not in CONTEXTS)


@pytest.mark.parametrize("row", TERMS, ids=lambda row: f"{row['english']} {row['context']}".strip())
def test_a_term_that_stands_alone_has_its_malay_word(row, catalogue):
    found = {text for message in catalogue if message.id and means(row, message) for text in messages.strings(message)}

    assert {text.casefold() for text in found} <= {row["malay"].casefold()}


@pytest.mark.parametrize("row", TERMS, ids=lambda row: f"{row['english']} {row['context']}".strip())
def test_every_term_is_a_word_of_the_product(row, catalogue):
    words = re.compile(rf"\b{re.escape(row['english'])}", re.IGNORECASE)

    assert any(words.search(text) for message in catalogue if message.id for text in sources(message))


def test_no_term_has_two_rows_for_one_context():
    assert len(CONTEXTS) == len(TERMS)


def test_the_page_is_made_from_the_terms():
    page = (glossary.ROOT / glossary.PAGE).read_text(encoding="utf-8")

    assert page == glossary.page(TERMS)


def test_the_page_has_a_row_for_each_context():
    rows = [
        {"english": "Call", "malay": "Telefon", "context": "verb", "note": "on a button"},
        {"english": "Call", "malay": "Panggilan", "context": "", "note": ""},
    ]

    assert glossary.page(rows).endswith("| Call | Panggilan |  |\n| Call | Telefon | on a button |\n")
