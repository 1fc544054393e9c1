"""The Malay catalogue: gather the texts of the code, fold them in, compile, check.

python -m tools.messages            update locale/ms and compile it
python -m tools.messages --check    fail when it is not up to date, complete and sound
python -m tools.messages --missing  print what still lacks its Malay text, as JSON
python -m tools.messages --fill F   take the texts from such a file, "text" filled in
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jualan.config.settings_test")  # templatize asks for FILE_CHARSET

from django.utils.translation.template import templatize

import hatch_build

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/ms/LC_MESSAGES/django.po")
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY, "gettext_noop": None}
# Texts of others that reach our screens and have no Malay of their own; their templates are replaced by ours.
OUTSIDE = ("allauth.account", "allauth.mfa", "allauth.usersessions")
NOT_ON_SCREEN = {"admin.py", "apps.py", "models.py", "migrations", "management", "tests"}
# Malay has one form for any number, as in Django's own catalogue; Babel would say two.
EMPTY = b'msgid ""\nmsgstr ""\n"Language: ms\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
CHANGING = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Generated-By", "Language-Team", "Report-Msgid")
VOLATILE = re.compile(rf'^"({"|".join(CHANGING)}).*\n', re.MULTILINE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+")


def main(arguments: list[str] | None = None) -> int:
    """Do what the one flag says; without a flag, update."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--missing", action="store_true")
    parser.add_argument("--fill", type=Path)
    chosen = parser.parse_args(arguments)
    catalogue = updated(ROOT)
    if chosen.check:
        return report(problems(ROOT, catalogue))
    if chosen.missing:
        print(json.dumps([as_entry(message) for message in untranslated(catalogue)], ensure_ascii=False, indent=1))
        return 0
    if chosen.fill:
        fill(catalogue, json.loads(chosen.fill.read_text(encoding="utf-8")))
    target = ROOT / CATALOGUE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(as_text(catalogue), encoding="utf-8")
    hatch_build.compile_catalogues(ROOT)
    print(f"{len(catalogue)} texts, {len(untranslated(catalogue))} without Malay")
    return 0


def updated(root: Path) -> Catalog:
    """Return the stored catalogue with today's texts: new ones empty, vanished ones gone, no guesses."""
    stored = root / CATALOGUE
    catalogue = read_po(io.BytesIO(stored.read_bytes() if stored.exists() else EMPTY), locale="ms")
    catalogue.project, catalogue.version, catalogue.header_comment = "Jualan", "1", "# Malay texts of Jualan."
    catalogue.update(gathered(root), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def gathered(root: Path) -> Catalog:
    """Return every translatable text of the product, with the files that say it."""
    template = Catalog()
    for name, path in sources(root):
        code = path.read_text(encoding="utf-8")
        # Inside one pair of brackets the blanked-out HTML has no indentation that Python could mind.
        python = code if path.suffix == ".py" else f"(\n{templatize(code, origin=name)}\n)"
        found = extract("python", io.BytesIO(python.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))
        for _line, text, comments, context in found:
            template.add(text, locations=[(name, None)], auto_comments=comments, context=context)  # type: ignore[list-item]  # Babel takes a location without a line
    return template


def sources(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name for the catalogue, file) for our code and templates, then for the code of others."""
    for path in sorted(root.glob("jualan/**/*")):
        is_text = path.suffix == ".html" or (path.suffix == ".txt" and "templates" in path.parts)
        if (path.suffix == ".py" or is_text) and not {"tests", "migrations", "static"} & set(path.parts):
            yield path.relative_to(root).as_posix(), path
    for package in OUTSIDE:
        spec = find_spec(package)
        folder = Path(spec.origin or "").parent if spec else root / "absent"
        for path in sorted(folder.rglob("*.py")):
            if not NOT_ON_SCREEN & set(path.relative_to(folder).parts):
                yield f"{package.replace('.', '/')}/{path.relative_to(folder).as_posix()}", path


def as_text(catalogue: Catalog) -> str:
    """Write the catalogue so that the same texts always give the same file."""
    for message in catalogue:
        message.locations = sorted(set(message.locations))
    written = io.BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return VOLATILE.sub("", written.getvalue().decode())


def problems(root: Path, catalogue: Catalog) -> Iterator[str]:
    """Yield a sentence for each thing wrong with the stored catalogue."""
    stored = root / CATALOGUE
    if not stored.exists() or stored.read_text(encoding="utf-8") != as_text(catalogue):
        yield f"{CATALOGUE} is not what the code says now: run `python -m tools.messages`"
    for message in untranslated(catalogue):
        yield f"no Malay for {message.id!r}"
    for message in catalogue:
        if message.id and message.fuzzy:
            yield f"marked fuzzy: {message.id!r}"
        if message.id and all(strings(message)) and not placeholders_agree(message):
            yield f"placeholders or tags differ: {message.id!r} → {message.string!r}"


def strings(message: Message) -> tuple[str, ...]:
    """Return the translations of a message, one for each plural form."""
    text = message.string or ""
    return (text,) if isinstance(text, str) else tuple(text)


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the messages of which any form is empty."""
    return [message for message in catalogue if message.id and not all(strings(message))]


def placeholders_agree(message: Message) -> bool:
    """Each translation uses the placeholders and tags of its source (a plural: of the plural form)."""
    source = message.id if isinstance(message.id, str) else message.id[-1]
    wanted = sorted(PLACEHOLDER.findall(source))
    return all(sorted(PLACEHOLDER.findall(text)) == wanted for text in strings(message))


def as_entry(message: Message) -> dict[str, object]:
    """Return what a translator needs of a message."""
    source, plural = (message.id, "") if isinstance(message.id, str) else message.id
    where = sorted({name for name, _line in message.locations})
    return {"id": source, "plural": plural, "context": message.context or "", "where": where, "text": ""}


def fill(catalogue: Catalog, entries: list[dict[str, str]]) -> None:
    """Put the texts of a filled `--missing` list into the catalogue; an unknown id is an error."""
    for entry in entries:
        message = catalogue.get(entry["id"], entry["context"] or None)
        if message is None:
            sys.exit(f"not in the code: {entry['id']!r}")
        if entry["text"]:
            message.string = (entry["text"],) if message.pluralizable else entry["text"]


def report(found: Iterator[str]) -> int:
    """Print each problem; 1 when there is any."""
    lines = list(found)
    print("\n".join(lines) or "the Malay catalogue is complete")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
