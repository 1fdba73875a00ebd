"""How many messages are taken from one page, and from one room."""

from __future__ import annotations

SECONDS_AT_ONCE = 2
"""So much of the rate may come in one go, after a pause."""


class Bucket:
    """A token bucket: it fills at `rate` tokens a second, and holds `SECONDS_AT_ONCE` of that.

    Args:
        rate: tokens a second.
        now: the time, in seconds of any clock that only goes forward.
    """

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._most = rate * SECONDS_AT_ONCE
        self._tokens = self._most
        self._seen = now

    def take(self, now: float) -> bool:
        """Take a token, if there is one."""
        self._tokens = min(self._most, self._tokens + (now - self._seen) * self._rate)
        self._seen = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
