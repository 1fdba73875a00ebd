"""The log's records: nothing that somebody else named can pass for a record of ours."""

from __future__ import annotations

import logging
import re

# All control characters but the tab, Unicode's further line ends, and what turns the direction of writing.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class RecordFormatter(logging.Formatter):
    """A record begins at the start of a line, and nothing else does; control characters are spelled out."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).split("\n")
        return "\n    ".join(_UNSEEN.sub(lambda found: repr(found[0])[1:-1], line) for line in lines)
