"""`jualan_id`: what our own export writes beside each record, so that the file, imported again, finds it.

It holds only in the installation that wrote it: elsewhere the sign does not fit and the row goes by its other keys.
"""

from functools import lru_cache
from hashlib import blake2b

from jualan.core.workspace import workspace

SIGN_BYTES = 5


def own_id(record: str, pk: int) -> str:
    """The id of a record in our own files."""
    return f"{pk}-{_sign(record, pk, _installation())}"


def record_of_own_id(record: str, text: str) -> int | None:
    """The record that an id of our own files names, if this installation wrote it."""
    number, dash, sign = text.partition("-")
    if (
        not dash
        or len(sign) != SIGN_BYTES * 2
        or not number.isdecimal()
        or sign != _sign(record, int(number), _installation())
    ):
        return None
    return int(number)


def _installation() -> str:
    return workspace().created_at.isoformat()


@lru_cache(maxsize=4096)
def _sign(record: str, pk: int, installation: str) -> str:
    return blake2b(f"{record}:{pk}:{installation}".encode(), digest_size=SIGN_BYTES).hexdigest()
