"""Every refusal that any code raises has a sentence, whose placeholders its facts fill."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

import jualan
from jualan.core.errors import Refusal
from jualan.core.labels import SENTENCES, refusal_text

PACKAGE = Path(jualan.__file__).parent
REFUSALS = {"Refusal", "RuleBroken", "NotAllowed", "NotFound", "StaleRecord", "FileRefused", "WrongUse"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def raised():
    """Yield (place, code, names of the facts) of each refusal made with a code written out."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS and node.args:
                place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                for code in codes_in(node.args[0]):
                    yield place, code, {keyword.arg for keyword in node.keywords}


def codes_in(argument):
    return [part.value for part in ast.walk(argument) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def returned_by_rules():
    """Return the codes that functions named `refusal_of` return."""
    for path in sorted(PACKAGE.rglob("rules.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "refusal_of":
                for part in ast.walk(node):
                    if isinstance(part, ast.Return) and isinstance(part.value, ast.Constant) and part.value.value:
                        yield f"{path.relative_to(PACKAGE)}:{part.lineno}", part.value.value, {"unmet"}


@pytest.mark.parametrize(("place", "code", "facts"), [*raised(), *returned_by_rules()])
def test_refusal_has_a_sentence_and_its_facts(place, code, facts):
    assert code in SENTENCES, f"{place}: no sentence for {code}"
    lacking = set(PLACEHOLDER.findall(str(SENTENCES[code]))) - facts
    assert not lacking or None in facts, f"{place}: {code} lacks {lacking}"


def test_sentence_is_filled_in_both_languages():
    refusal = Refusal("email_taken", email="a@example.com")
    for language in ("en", "ms"):
        with translation.override(language):
            assert "a@example.com" in refusal_text(refusal)


def test_unknown_code_names_itself():
    with translation.override("en"):
        assert "moon_full" in refusal_text(Refusal("moon_full"))


def test_percent_sign_in_a_sentence_is_one():
    with translation.override("en"):
        assert "100%." in refusal_text(Refusal("credit_not_whole"))
