"""Early stopping: training ends when the validation loss gets no better, and it is back where that was least."""

from __future__ import annotations

from inkling.learning.learner import Learner, State


class Patience:
    """Remembers where the validation loss was least, and how long ago that is (Prechelt 1998, with a fixed patience)."""

    def __init__(self) -> None:
        self.best: State | None = None
        self.least: float | None = None
        """The least validation loss so far."""
        self.waited = 0
        """Epochs since then."""

    def note(self, loss: float, learner: Learner) -> None:
        """An epoch has ended with this validation loss."""
        if self.least is None or loss < self.least:
            self.least = loss
            self.best = learner.capture()
            self.waited = 0
        else:
            self.waited += 1

    def over(self, patience: int) -> bool:
        """Whether it has waited for so many epochs."""
        return self.waited >= patience

    def give_back(self, learner: Learner, *, early: bool) -> str:
        """Be back at the step where it was least, if that is another; says so in a sentence.

        Args:
            early: training stops for this reason, not because all its epochs are over.
        """
        best = self.best
        if best is None:
            return "Early stopping needs validation examples; there are none." if not early else ""
        if self.waited == 0:
            return ""
        learner.restore(best)
        where = f"alidation loss was least at step {best.step}; back to it."
        return f"Stopped early: v{where}" if early else f"V{where}"
