"""Typed readers of environment variables; a value that cannot be read stops the process with a sentence."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file that `NAME_FILE` points at."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def boolean(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return value in {"1", "true", "yes", "on"} if value else default
    message = f"{name}={value!r} is neither yes nor no."
    raise ImproperlyConfigured(message)


def integer(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        message = f"{name}={value!r} is not a whole number."
        raise ImproperlyConfigured(message) from None


def names(name: str, default: tuple[str, ...] = ()) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()] or list(default)


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
        "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000; PRAGMA foreign_keys=ON;"
    ),
}


def database(url: str, home: Path) -> dict[str, object]:
    """Return Django's database dictionary; without a URL an SQLite file in `home`."""
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "jualan.sqlite3"), "OPTIONS": SQLITE_OPTIONS}
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path), "OPTIONS": SQLITE_OPTIONS}
    if parts.scheme not in {"postgres", "postgresql"}:
        message = f"DATABASE_URL starts with {parts.scheme!r}; postgresql and sqlite are known."
        raise ImproperlyConfigured(message)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
