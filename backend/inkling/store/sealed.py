"""Data in a file with a sum over it: what is read is what was written, or is seen not to be."""

from __future__ import annotations

import hashlib
from typing import Any

import ormsgpack

_SUM = 32


def seal(magic: bytes, body: dict[str, Any]) -> bytes:
    """This as the content of a file of the kind that `magic` names."""
    packed = ormsgpack.packb(body)
    return magic + hashlib.sha256(packed).digest() + packed


def unseal(magic: bytes, data: bytes, name: str) -> dict[str, Any]:
    """What `seal` was given.

    Raises:
        ValueError: the file `name` is not what was written, or of another kind.
    """
    start = len(magic) + _SUM
    if data[: len(magic)] != magic or hashlib.sha256(data[start:]).digest() != data[len(magic) : start]:
        raise ValueError(f"{name} is not what was written")
    body: dict[str, Any] = ormsgpack.unpackb(data[start:])
    return body
