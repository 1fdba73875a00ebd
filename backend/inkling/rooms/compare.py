"""What a change of the experiment means for a run: which parts follow at once, and which start anew."""

from __future__ import annotations

from inkling.experiment import Experiment

RESTARTING = ("optimizer",)
"""Training settings that can't change in a run; every other one follows at once."""


def starts_anew(old: Experiment, new: Experiment) -> bool:
    """Does going from `old` to `new` mean going back to step 0?"""
    if old.net.thawed() != new.net.thawed() or old.seed != new.seed:
        return True
    if old.data.model_copy(update={"augment": new.data.augment}) != new.data:
        return True
    return any(getattr(old.training, name) != getattr(new.training, name) for name in RESTARTING)
