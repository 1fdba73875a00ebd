"""The newest records of a room, numbered, for viewers who missed some."""

from __future__ import annotations

from collections import deque


class Log:
    """A ring of encoded records, numbered from 1.

    Args:
        most: how many bytes of records are kept.
    """

    def __init__(self, most: int = 4_000_000) -> None:
        self._most = most
        self._size = 0
        self._frames: deque[tuple[int, bytes]] = deque()
        self.number = 0
        """The newest record's number; 0: there is none."""

    def add(self, encoded: bytes) -> int:
        """Keep a record; its number."""
        self.number += 1
        self._frames.append((self.number, encoded))
        self._size += len(encoded)
        while self._size > self._most and len(self._frames) > 1:
            self._size -= len(self._frames.popleft()[1])
        return self.number

    def since(self, last: int) -> list[tuple[int, bytes]] | None:
        """The records after number `last`, in order; None: they are no longer all here, or `last` was never given."""
        if last > self.number or last < 0:
            return None
        if last == self.number:
            return []
        if not self._frames or self._frames[0][0] > last + 1:
            return None
        return [(number, encoded) for number, encoded in self._frames if number > last]
