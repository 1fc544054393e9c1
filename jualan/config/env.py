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


def _sqlite(path: str, lock_seconds: int) -> dict[str, object]:
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": lock_seconds,
        "init_command": (
            f"PRAGMA busy_timeout={lock_seconds * 1000}; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-8000; PRAGMA foreign_keys=ON;"
        ),
    }
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "CONN_MAX_AGE": 600, "OPTIONS": options}


def database(url: str, home: Path, *, lock_seconds: int) -> dict[str, object]:
    """Return Django's database dictionary; without a URL an SQLite file in `home`.

    `lock_seconds` is how long a write waits for another process on SQLite.
    """
    if not url:
        return _sqlite(str(home / "jualan.sqlite3"), lock_seconds)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path), lock_seconds)
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
