"""What a room's presenter is known by: a secret that the server tells once and keeps as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Self

BYTES = 16


def new_key() -> str:
    """128 bits from the system's source of randomness, as 22 characters that an address may hold."""
    return secrets.token_urlsafe(BYTES)


class Lock:
    """Opens to one key, and does not know it. (Of 128 random bits a plain hash is enough: nobody tries them all.)"""

    def __init__(self, key: str) -> None:
        self._hash = _hash(key)

    @classmethod
    def of_hash(cls, hash: str) -> Self:
        """The lock with this hash, as `hash` gave it; one that nothing opens where it can't be read."""
        lock = cls("")
        try:
            lock._hash = bytes.fromhex(hash)
        except ValueError:
            lock._hash = b""
        return lock

    @property
    def hash(self) -> str:
        """By which it can be made again, in hex; no key can be told from it."""
        return self._hash.hex()

    def opens(self, key: str | None) -> bool:
        """Is this the key? Takes as long for any other."""
        return key is not None and hmac.compare_digest(self._hash, _hash(key))


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
