"""A share of the time for some work."""

from __future__ import annotations

import time


class Budget:
    """Keeps some work within a share of the time: after it has taken t, it rests for t · (1 − share) / share."""

    def __init__(self, share: float) -> None:
        self.share = share
        self.limited = False
        self._until = 0.0

    @property
    def ready_at(self) -> float:
        """The moment (of time.monotonic) from which the work may go on."""
        return self._until if self.limited else 0.0

    def spent(self, seconds: float) -> None:
        """The work has just taken so much processor time."""
        self._until = time.monotonic() + seconds * (1 - self.share) / self.share
