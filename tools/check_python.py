"""House rules for Python that ruff does not know (docs/explanation/how-the-code-is-written.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.findings import Finding, project_files, run_check

READS_THROUGH_QUERIES = {"views", "public_views", "forms", "tasks", "api", "templatetags"}
PRIVATE_TO_AN_AREA = {"views", "public_views", "forms", "tasks", "api", "urls", "public_urls", "importers"}
OWN_DOOR = {"public_views", "api"}  # signature or token instead of a session
SHARED_KIT = "core"
DIRECTIVE = re.compile(r"noqa(: ?[A-Z]+\d+(, ?[A-Z]+\d+)*)?|type: ignore(\[[\w, -]+\])?|pragma: [\w ]+")
JUNK = {"utils", "helpers", "common", "services", "managers", "signals", "misc", "lib"}


def findings(name: str, text: str) -> Iterator[Finding]:
    """Yield every broken house rule of one file."""
    path = PurePosixPath(name)
    if path.parts[0] != "jualan" or "tests" in path.parts:
        return
    if JUNK & {*path.parts[1:-1], path.stem}:
        yield 1, "a name nobody can guess the content of"
    tree = ast.parse(text)
    yield from _imports_without_reason(tree, text.splitlines())
    if "migrations" in path.parts:
        yield from _imports_in_data_migration(tree)
        return
    layers = {*path.parts[2:-1], path.stem, _layer(path.stem)}
    if layers & READS_THROUGH_QUERIES:
        yield from _reads_around_queries(tree)
    if not layers & OWN_DOOR:
        yield from _csrf_exempt(tree)
    if path.parts[1] != "config":
        yield from _imports_across_areas(tree, path.parts[1])


def _layer(name: str) -> str:
    """Return the layer that a file is of by the last word of its name: `import_views` are views."""
    return name.rpartition("_")[2]


def _reads_around_queries(tree: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            yield node.lineno, f".{node.attr} here goes around the policy layer: read through queries.py"


def _imports_without_reason(tree: ast.AST, lines: list[str]) -> Iterator[Finding]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and not _has_reason(lines, node):
                yield node.lineno, "an import inside a function says its reason in a comment beside it"


def _has_reason(lines: list[str], node: ast.stmt) -> bool:
    beside = " ".join(lines[node.lineno - 1 : node.end_lineno]).partition("#")[2]
    above = lines[node.lineno - 2].strip()
    return bool(re.search(r"\w{2,}", DIRECTIVE.sub("", beside))) or above.startswith("# ")


def _imports_in_data_migration(tree: ast.AST) -> Iterator[Finding]:
    moves_data = any(isinstance(node, ast.Attribute) and node.attr == "RunPython" for node in ast.walk(tree))
    for node in ast.walk(tree):
        if moves_data and isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jualan"):
            yield node.lineno, "a data migration outlives our code: use apps.get_model and import nothing of ours"


def _csrf_exempt(tree: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and "csrf_exempt" in {
            getattr(node, "id", ""),
            getattr(node, "attr", ""),
        }:
            yield node.lineno, "csrf_exempt belongs only to public_views.py, behind a verified signature"


def _imports_across_areas(tree: ast.AST, own: str) -> Iterator[Finding]:
    for node in ast.walk(tree):
        for module in _modules(node):
            parts = module.split(".")
            foreign = parts[0] == "jualan" and len(parts) > 2 and parts[1] not in {own, SHARED_KIT, "config"}
            if foreign and {parts[2], _layer(parts[2])} & PRIVATE_TO_AN_AREA:
                yield node.lineno, f"{module} is private to its area: use its queries, actions, policy or rules"  # type: ignore[attr-defined]  # only import statements have modules


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


if __name__ == "__main__":
    run_check(findings, project_files(".py"))
