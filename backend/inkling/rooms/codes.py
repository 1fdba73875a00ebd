"""Room codes: short enough to call out in a hall, without letters that look alike."""

from __future__ import annotations

import re
import secrets
from collections.abc import Container

LETTERS = "ACDEFHJKMNPRTUVWXY34679"
_SHAPE = re.compile(f"[{LETTERS}]{{4}}")


def new_code(taken: Container[str]) -> str:
    """A code that is not taken. 23⁴ = 279,841 of them."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(4))
        if code not in taken:
            return code


def is_code(text: str) -> bool:
    """Could this be a room's code?"""
    return bool(_SHAPE.fullmatch(text))


def read_code(text: str) -> str:
    """The code in what somebody has typed, in small letters or with spaces or hyphens; "" if it is none."""
    code = re.sub(r"[\s-]", "", text).upper()
    return code if is_code(code) else ""
