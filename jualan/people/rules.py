"""What is kept of secrets."""

import hashlib


def token_hash(token: str) -> str:
    """Return what is kept of a secret link or key."""
    return hashlib.sha256(token.encode()).hexdigest()
