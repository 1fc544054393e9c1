"""The records behind a number: their names and addresses, by kind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db.models import F

from jualan.core.wiring import wired

_NAMES = {
    "lead": ("contact__full_name", "title"),
    "opportunity": ("name",),
    "order": ("number",),
    "account": ("name",),
    "cost": ("kind",),
}


def titles(records: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    """Return the name of each (kind, id), in one query a kind. The caller has shown that they may be seen."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, pk in records:
        by_kind[kind].append(pk)
    found: dict[tuple[str, int], str] = {}
    for kind, keys in by_kind.items():
        model = apps.get_model(wired("kinds", "KINDS")[kind])
        wanted = set(keys)
        rows = model._base_manager.order_by(F("pk")).values_list("pk", *_NAMES[kind])  # noqa: SLF001 trashed rows keep their name
        if len(wanted) < 500:
            rows = rows.filter(pk__in=wanted)
        for pk, *names in rows.iterator(5000):
            if pk in wanted:
                found[(kind, pk)] = next((str(name) for name in names if name), f"#{pk}")
    return found
