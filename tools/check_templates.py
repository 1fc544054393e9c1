"""House rules for templates: nothing inline (strict CSP), trimmed texts, no reads, nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.findings import Finding, project_files, run_check

COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
RULES = {
    r"<script(?![^>]*\bsrc=)[^>]*>": "inline script: the content security policy refuses it; write a behaviour",
    r"<style[\s>]": "inline style sheet: put it into frontend/styles",
    r"<[^>]*\sstyle\s*=": "inline style: use a class, or data-* and a behaviour",
    r"<[^>]*\son[a-z]+\s*=\s*[\"']": "inline event handler: use data-behaviour",
    r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)": "blocktranslate without trimmed",
    r"{%\s*trans\s|{%\s*blocktrans\s": "write translate and blocktranslate in full",
    r"\.objects\b": "a template reads nothing by itself",
    r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//": "nothing is loaded from outside",
    r"\|safe\b|{%\s*autoescape\s+off": "escape, build the HTML with format_html, or say {# safe: why #} beside it",
}
# Mail programs know no style sheets and no content security policy; links there are absolute.
ALLOWED_IN_MAIL = {r"<style[\s>]", r"<[^>]*\sstyle\s*=", r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//"}


def findings(name: str, text: str) -> Iterator[Finding]:
    """Yield every broken rule of one template."""
    if "templates/" not in name:
        return
    visible = COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for pattern, sentence in RULES.items():
        if "/mail/" in name and pattern in ALLOWED_IN_MAIL:
            continue
        for match in re.finditer(pattern, visible):
            if "safe" in pattern and "{# safe:" in text.splitlines()[visible.count("\n", 0, match.start())]:
                continue
            yield visible.count("\n", 0, match.start()) + 1, sentence


if __name__ == "__main__":
    run_check(findings, project_files(".html"))
