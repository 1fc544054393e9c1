"""Photographs screens of the demo: those of the README, or any address.

    python tools/screenshots.py                                  the two pictures of README.md
    python tools/screenshots.py ROLE PATH FILE [phone] [dark] [ms|en] [full]

Works on the demo that runs at JUALAN_DEMO_URL (default http://127.0.0.1:8000).
"""

import os
import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = os.environ.get("JUALAN_DEMO_URL", "http://127.0.0.1:8000")
README = (
    ("rep", "/", "docs/pictures/today.png"),
    ("director", "/business/?period=last_12_months", "docs/pictures/business.png"),
)


def photograph(shots: Sequence[tuple[str, str, str, Sequence[str]]]) -> None:
    """Open each address as the role and keep what is seen."""
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome, args=["--no-sandbox", "--disable-gpu"])
        for role, path, file, options in shots:
            is_phone = "phone" in options
            size = ViewportSize(width=390, height=844) if is_phone else ViewportSize(width=1440, height=900)
            context = browser.new_context(viewport=size, device_scale_factor=2 if is_phone else 1)
            page = context.new_page()
            errors: list[str] = []
            page.on("console", partial(_note, errors))
            _sign_in(page, role, options)
            page.goto(ADDRESS + path)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(400)
            target = Path(file) if Path(file).is_absolute() else ROOT / file
            target.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=target, full_page="full" in options)
            for text in errors:
                print(f"{path}: {text}", file=sys.stderr)
            context.close()
        browser.close()


def _note(errors: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        errors.append(message.text)


def _sign_in(page: Page, role: str, options: Sequence[str]) -> None:
    theme = "dark" if "dark" in options else "light"
    cookies = {"jualan_theme": theme}
    page.context.add_cookies([{"name": name, "value": value, "url": ADDRESS} for name, value in cookies.items()])
    page.goto(f"{ADDRESS}/demo/sign-in/{role}/")
    if button := page.query_selector("form button[type=submit]"):
        button.click() if "sign-in" in page.url else None
    for language in ("ms", "en"):
        if language in options:
            page.request.post(
                f"{ADDRESS}/language/",
                form={"language": language, "next": "/"},
                headers={"X-CSRFToken": _token(page), "Referer": ADDRESS},
            )


def _token(page: Page) -> str:
    return next((c["value"] for c in page.context.cookies() if c["name"] == "csrftoken"), "")


if __name__ == "__main__":
    given = sys.argv[1:]
    photograph([(*given[:3], given[3:])] if len(given) >= 3 else [(*shot, ("en",)) for shot in README])  # type: ignore[list-item] # three texts
