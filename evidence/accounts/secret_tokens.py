"""Random tokens of which the store keeps only the SHA-256: who reads the database cannot use them."""

import hashlib
from secrets import token_urlsafe


def new_token(prefix: str = "") -> str:
    """A token of 256 random bits after a prefix."""
    return prefix + token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored. Tokens are random, so that a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
