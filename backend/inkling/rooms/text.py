"""Text that somebody typed, for others to read."""

from __future__ import annotations

import re
import unicodedata


def one_line(given: str, longest: int) -> str:
    """As one line of at most `longest` characters, without control characters and those that turn the direction of writing."""
    seen = "".join(c for c in re.sub(r"\s+", " ", given) if unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", seen).strip()[:longest].rstrip()
