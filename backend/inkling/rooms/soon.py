"""A delay for news of rooms: said soon after the first change, once for all that has changed by then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

SECONDS = 0.5
"""At most so often is the same said in one room."""


class Soon:
    """One sort of news.

    Args:
        loop: on which it is said.
        say: says it in the room with this code.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, say: Callable[[str], None]) -> None:
        self._loop = loop
        self._say = say
        self._changed: set[str] = set()
        """Rooms that have not been told yet."""

    def changed(self, code: str) -> None:
        """There is news in this room."""
        if code not in self._changed:
            self._changed.add(code)
            self._loop.call_later(SECONDS, self._tell, code)

    def _tell(self, code: str) -> None:
        self._changed.discard(code)
        self._say(code)
