"""The world that the access matrices share: made once a module, in a transaction that is rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import Cast, make_cast


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Cast, dict[str, Any]]]:
    """Everyone, and the ids of one record of each kind: see tests/world.py."""
    from jualan.core.birth import be_born  # noqa: PLC0415 models are not loaded when this file is
    from tests.world import make_world  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(FILES_ROOT=folder), transaction.atomic():
        be_born()
        cast = make_cast()
        yield cast, make_world(cast, folder)
        transaction.set_rollback(True)
