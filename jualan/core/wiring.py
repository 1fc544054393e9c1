"""How a lower area is handed the lists of `config/wiring` without importing anything above it."""

from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def wired(module: str, name: str) -> Any:
    """Return the list `name` of `config/wiring/<module>.py`."""
    return getattr(import_module(f"{settings.CONFIG_PACKAGE}.wiring.{module}"), name)


@cache
def function(path: str) -> Any:
    """Return the object that a dotted path in a wiring list names."""
    return import_string(path)
