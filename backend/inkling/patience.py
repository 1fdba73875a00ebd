"""Early stopping: training ends when the validation loss gets no better, and the best weights are given back."""

from __future__ import annotations

from inkling.learner import Learner, State


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
        """Put the best weights back into the net, where they are not there already; says so in a sentence or two.

        Args:
            early: training stops for this reason, not because all its epochs are over.
        """
        best = self.best
        if best is None:
            return "Early stopping needs validation images; there are none." if not early else ""
        if self.waited == 0:
            return ""
        learner.restore(best, place=False)
        waited = f"{self.waited} epoch{'s' if self.waited > 1 else ''}"
        reason = f"Stopped: no better validation loss for {waited}. " if early else ""
        return f"{reason}The weights of epoch {best.epoch}, the best, are back."
