"""What a change of the experiment means for a run: which parts follow at once, and which start anew."""

from __future__ import annotations

from pydantic import BaseModel

from inkling.experiment.experiment import DataSettings, Experiment, TrainingSettings
from inkling.net import NetSpec

RESTARTING = frozenset({"loss", "optimizer"})
"""Training settings that can't change in a run, whose curve is of one loss; every other one follows at once."""
FOLLOWING = frozenset({"augment"})
"""Data settings that follow at once; every other one decides which examples there are, and starts anew."""


def starts_anew(old: Experiment, new: Experiment) -> bool:
    """Does going from `old` to `new` mean going back to step 0?"""
    if _nets(old) != _nets(new) or old.seed != new.seed:
        return True
    return any(_differ(old.data, new.data, name) for name in anew(DataSettings)) or any(
        _differ(old.training, new.training, name) for name in anew(TrainingSettings)
    )


def anew(settings: type[BaseModel]) -> frozenset[str]:
    """The fields of `TrainingSettings`, `DataSettings` or `Experiment` of which a change starts a run anew.

    Of a net, all does but what is frozen. Nothing inside a part that follows at once, as an augmentation's fields, does.
    """
    if settings is TrainingSettings:
        return RESTARTING
    if settings is DataSettings:
        return frozenset(DataSettings.model_fields) - FOLLOWING
    return frozenset({"net", "nets", "seed"}) if settings is Experiment else frozenset()


def _nets(experiment: Experiment) -> dict[str, NetSpec]:
    return experiment.thawed().all_nets


def _differ(old: BaseModel, new: BaseModel, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))
