"""The key of the house room's presenter, the same from one start of the server to the next."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

NAME = "presenter-key"
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def house_key(home: Path, new: Callable[[], str]) -> str:
    """The key that is kept in this folder; else a new one, which is kept if that can be done.

    The file holds the key itself, for the server shows it when it starts; only its owner may read it.

    Args:
        new: makes a key: 22 characters.
    """
    path = home / NAME
    try:
        kept = path.read_text("ascii").strip()
        if _KEY.fullmatch(kept):
            return kept
    except (OSError, ValueError):
        pass
    key = new()
    try:
        home.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
    except OSError:
        pass  # that this folder can't be written is said where rooms are kept
    return key
