"""The state that training goes back to when its numbers run away: one whose loss is near the run's least."""

from __future__ import annotations

import copy
import math
from collections import deque
from collections.abc import Sequence

from inkling.learning.learner import Learner, State

SANE = 10.0
"""How much larger than the least a loss may be without having run away: single batches differ less, divergence is faster."""
WINDOW = 20
"""Over so many steps a loss is averaged, so that one lucky mini-batch does not set the least."""
NOTHING = 1e-3
"""Of a run's first loss: below so much, a loss is as good as 0. Some, as the hinge, are 0 where all is right by far."""
PATIENT = 3
"""So many states in a row may have run away before steps are no longer taken again from before them."""


class Level:
    """How low the loss of a run has been."""

    def __init__(self, single: float = math.inf, mean: float = math.inf, first: float | None = None) -> None:
        self.single = single
        """The least loss of a step."""
        self.mean = mean
        """The least mean over `WINDOW` steps, or all there were."""
        self.first = first
        """The loss of the first step, on which scale all are; None: there was none."""
        self._recent: deque[float] = deque(maxlen=WINDOW)

    def add(self, loss: float) -> bool:
        """The next step's loss, finite; whether the weights that it was measured on are sane."""
        self._recent.append(loss)
        self.first = loss if self.first is None else self.first
        self.single = min(self.single, loss)
        self.mean = min(self.mean, math.fsum(self._recent) / len(self._recent))
        return loss <= SANE * self.least

    @property
    def least(self) -> float:
        """The least loss of a step, but not below a third of the least mean, nor below what is as good as 0."""
        return max(self.single, self.mean / 3, NOTHING * (self.first or 0))

    def copy(self) -> Level:
        """One that goes on by itself."""
        other = copy.copy(self)
        other._recent = self._recent.copy()
        return other


class Fallback:
    """Copies of a run's state: `good`, which to go back to, and `anchor`, from which to take the last steps again.

    Args:
        state: where the run is.
        good: where to go back to instead, if `state` has run away already.
        level: how low its loss has been.
    """

    def __init__(self, state: State, good: State | None = None, level: Level | None = None) -> None:
        self.good = good or state
        """The newest state that is known to be sane: the loss of the step after it is at most `SANE` times the run's least."""
        self.anchor = state
        """A state from which the settings of now have held."""
        self.level = level or Level()
        self.anchor_level = self.level.copy()
        """As it was there."""
        self._newest, self._newest_level = state, self.anchor_level
        self._newest_sane: bool | None = None
        """None: no step has been taken from it yet."""
        self._strays = 0
        """States in a row that had run away."""
        self.sane = good is None
        """The last loss was no larger than it may be."""

    def note(self, first: int, losses: Sequence[float]) -> None:
        """The losses of steps from `first` on, all finite."""
        for step, loss in enumerate(losses, first):
            self.sane = self.level.add(loss)
            if step == self._newest.step + 1:
                self._newest_sane = self.sane

    def keep(self, learner: Learner) -> None:
        """Copy the state, if it is finite; the copy before it is judged by the step that was taken from it."""
        if learner.step_number <= self._newest.step or not learner.is_finite():
            return
        if self._newest_sane:
            self.good = self._newest
        self._strays = 0 if self._newest_sane else self._strays + 1
        if self._newest_sane or self._strays > PATIENT:
            self.anchor, self.anchor_level = self._newest, self._newest_level
        self._newest, self._newest_level = learner.capture(), self.level.copy()
        self._newest_sane = None

    def settle(self, state: State, *, other_losses: bool = False) -> None:
        """Something was changed: steps before this can't be taken again.

        Args:
            other_losses: those before can't be compared with those to come.
        """
        if other_losses and self.sane:
            self.level = Level()
        self.anchor = self._newest = state
        self.anchor_level = self._newest_level = self.level.copy()
        self._newest_sane = None
        self._strays = 0

    def go_back(self, state: State) -> None:
        """The run is in this state again, and it is good."""
        self.good = state
        self.sane = True
        self.settle(state)
