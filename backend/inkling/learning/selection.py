"""Which examples are learned from: validation split, training-set size and wrong targets, all from one seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inkling.datasets._base import Arrays, Dataset, Targets
from inkling.experiment.experiment import DataSettings
from inkling.machine.chance import Choice
from inkling.tasks._base import task_of

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Selection:
    """Rows of `Arrays.train_inputs`, with the targets to use for them. The test examples are never touched."""

    train: Indices
    """In random order; a smaller training size gives a beginning of a larger one's."""
    train_targets: Targets
    """The target of each of `train`, with the noise in it."""
    validation: Indices
    """Disjoint from `train`."""
    validation_targets: Targets
    """Always true ones: validation measures, it does not teach."""
    noisy: Indices
    """Positions in `train` whose target is wrong on purpose, in rising order."""


def select(arrays: Arrays, settings: DataSettings, seed: int, data: Dataset) -> Selection:
    """Choose examples and targets; the same arrays, settings and seed give the same choice.

    Of N training examples, round(validation · N) chosen at random are held back, whatever the training size is, so that runs
    on few and on many are measured on the same ones. Of the rest,
    `training_size` are learned from, or all where they are fewer.

    Args:
        data: whose arrays they are; its task spoils some targets, where that is asked for.
    """
    count = len(arrays.train_targets)
    order = np.random.default_rng([seed, Choice.HELD_BACK]).permutation(count)
    held = min(round(settings.validation * count), count - 1)
    validation = order[:held]
    train = order[held:]
    if settings.training_size is not None:
        train = train[: settings.training_size]
    targets, noisy = task_of(data).spoil(arrays.train_targets, train, data, settings, seed)
    return Selection(train, targets, validation, np.array(arrays.train_targets[validation]), noisy)
