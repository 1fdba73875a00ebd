"""How often something is done while training runs, and how fast training is."""

from __future__ import annotations

import time
from collections import deque
from types import TracebackType

WINDOW = 3.0
"""Seconds that a throughput is the mean of, at most."""


class Pace:
    """Says when something is due again, so that it is done often enough and takes no more than its share of the time.

        if pace.due:
            with pace:
                ...

    Args:
        every: seconds from one time to the next, at least.
        share: the share of the time it may take, 0 to 1: after 20 ms at a share of 0.01, the next comes after 2 s.
    """

    def __init__(self, every: float, share: float = 1.0) -> None:
        self._every = every
        self.share = share
        self._next = 0.0
        self._begun = 0.0
        self.took = 0.0
        """Seconds that the last time took."""

    @property
    def due(self) -> bool:
        """Whether it is time."""
        return time.perf_counter() >= self._next

    def after(self, seconds: float) -> None:
        """It is due in so many seconds, and not before."""
        self._next = time.perf_counter() + seconds

    def __enter__(self) -> None:
        self._begun = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.took = time.perf_counter() - self._begun
        self._next = self._begun + max(self._every, self.took / self.share)


class Throughput:
    """Examples and steps a second, over the last seconds."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int, int]] = deque()

    def begin(self) -> None:
        """Training begins, or goes on after a pause: forget what was."""
        self._marks.clear()
        self._marks.append((time.perf_counter(), 0, 0))

    def add(self, steps: int, examples: int) -> None:
        """So much was done since the last time."""
        now = time.perf_counter()
        _, before_steps, before_examples = self._marks[-1]
        self._marks.append((now, before_steps + steps, before_examples + examples))
        while len(self._marks) > 2 and self._marks[1][0] < now - WINDOW:
            self._marks.popleft()

    def skip(self, seconds: float) -> None:
        """So much of the time passed in other ways and does not count: an evaluation."""
        self._marks = deque((at + seconds, steps, examples) for at, steps, examples in self._marks)

    @property
    def steps_per_second(self) -> float:
        """0 where nothing is known yet."""
        return self._rate(1)

    @property
    def examples_per_second(self) -> float:
        """0 where nothing is known yet."""
        return self._rate(2)

    def _rate(self, column: int) -> float:
        if len(self._marks) < 2:
            return 0.0
        first, last = self._marks[0], self._marks[-1]
        return float(last[column] - first[column]) / max(1e-9, last[0] - first[0])
