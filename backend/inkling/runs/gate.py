"""The gate of the engine: only notices of nets that their rooms still have, or that are leaving, get through."""

from __future__ import annotations

import threading
from collections.abc import Callable

from inkling.runs.messages import Notice


class Gate:
    """Which run each room has. For any thread.

    Args:
        notify: takes the notices that get through, one at a time.
    """

    def __init__(self, notify: Callable[[Notice], None]) -> None:
        self._notify = notify
        self._lock = threading.RLock()
        self._runs: dict[str, int] = {}
        """The newest run of each room that is open."""
        self._leaving: dict[int, str] = {}
        """The rooms of runs that are to hand over their last state, of which there are notices still."""
        self._count = 0

    def open(self, room: str) -> int:
        """The number of a new run of this room."""
        with self._lock:
            self._count += 1
            self._runs[room] = self._count
            return self._count

    def leave(self, room: str) -> None:
        """The run of this room is to hand over its last state."""
        with self._lock:
            if room in self._runs:
                self._leaving[self._runs[room]] = room

    def left(self, run: int) -> None:
        """It has."""
        with self._lock:
            self._leaving.pop(run, None)

    def shut(self, room: str) -> None:
        """Nothing of this room gets through any more."""
        with self._lock:
            self._runs.pop(room, None)
            self._leaving = {run: each for run, each in self._leaving.items() if each != room}

    def close(self) -> None:
        """Nothing gets through any more."""
        with self._lock:
            self._runs.clear()
            self._leaving.clear()

    def deliver(self, notice: Notice) -> bool:
        """Let a notice through; False: its room has another net by now, or is gone."""
        with self._lock:
            current = notice.room in self._runs and notice.run in (None, self._runs[notice.room])
            # Of one that is leaving, states on the way are of no use any more.
            leaving = notice.run in self._leaving and notice.kind not in ("saved", "begun")
            if not (current or leaving):
                return False
            self._notify(notice)
            return True
