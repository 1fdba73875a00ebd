"""What one viewer has yet to be sent. Records and answers wait in order; of news and pictures only the newest is kept.

Pure: it never blocks and knows no socket. Whoever sends calls `take` until it gives nothing, then waits for `wake`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable


class Outbox:
    """One viewer's unsent frames.

    Args:
        wake: called when there is something to send.
        most: bytes of records and answers that may wait; beyond it the viewer is too slow and `overflowed` is set.
    """

    def __init__(self, wake: Callable[[], None], most: int = 8_000_000) -> None:
        self._wake = wake
        self._most = most
        self._ordered: deque[bytes] = deque()
        self._waiting = 0
        self._latest: dict[Hashable, bytes] = {}
        self._pictures: dict[Hashable, bytes] = {}
        self.overflowed = False
        self.sent = 0
        """Frames that were given out."""
        self.over = ""
        """Why nothing more comes, once all that waits was sent."""
        self.conflated = 0
        """Pictures that were replaced by a newer one before they were sent."""

    def put(self, frame: bytes) -> None:
        """A record or an answer: sent in order, never dropped."""
        if self.overflowed:
            return
        self._ordered.append(frame)
        self._waiting += len(frame)
        if self._waiting > self._most:
            self.overflowed = True
            self._ordered.clear()
            self._latest.clear()
            self._pictures.clear()
        self._wake()

    def put_latest(self, key: Hashable, frame: bytes) -> None:
        """News of which only the newest counts: it takes the place of unsent ones with the same key."""
        if self.overflowed:
            return
        if key in self._latest:
            self.conflated += 1
        self._latest[key] = frame
        self._wake()

    def put_picture(self, key: Hashable, frame: bytes) -> None:
        """A picture: it takes the place of an unsent one with the same key."""
        if self.overflowed:
            return
        if key in self._pictures:
            self.conflated += 1
        self._pictures[key] = frame
        self._wake()

    def drop_pictures(self) -> None:
        """Forget the pictures that wait: they show a net that is no more."""
        self._pictures.clear()

    def end(self, why: str) -> None:
        """Nothing more comes: the connection is to be closed."""
        self.over = why
        self._wake()

    def pop(self) -> bytes | None:
        """The next frame to send, or None."""
        if self._ordered or self._latest or self._pictures:
            self.sent += 1
        if self._ordered:
            frame = self._ordered.popleft()
            self._waiting -= len(frame)
            return frame
        if self._latest:
            return self._latest.pop(next(iter(self._latest)))
        if self._pictures:
            return self._pictures.pop(next(iter(self._pictures)))
        return None

    def take(self, most: int) -> list[bytes]:
        """The next frames to send as one message, of about so many bytes at most. Pictures go by themselves: what is said in
        words does not wait until they have come through."""
        pictures = not (self._ordered or self._latest)
        frames: list[bytes] = []
        size = 0
        while size < most and pictures == (not (self._ordered or self._latest)) and (frame := self.pop()) is not None:
            frames.append(frame)
            size += len(frame)
        return frames
