"""Which images are learned from: validation split, training-set size and label noise, all from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from inkling.datasets._base import Arrays, Labels

Indices = npt.NDArray[np.int64]


class Wishes(Protocol):
    """The part of `experiment.DataSettings` that matters here (datasets stand below experiments and don't import them)."""

    @property
    def training_size(self) -> int | None: ...
    @property
    def validation(self) -> float: ...
    @property
    def label_noise(self) -> float: ...


@dataclass(frozen=True)
class Selection:
    """Rows of `Arrays.train_images`, with the labels to use for them. The test images are never touched."""

    train: Indices
    """In random order; a smaller training size gives a beginning of a larger one's."""
    train_labels: Labels
    """The label of each of `train`, with the noise in it."""
    validation: Indices
    """Disjoint from `train`."""
    validation_labels: Labels
    """Always true labels: validation measures, it does not teach."""
    noisy: Indices
    """Positions in `train` whose label is wrong on purpose, in rising order."""


def select(arrays: Arrays, data: Wishes, seed: int, classes: int | None = None) -> Selection:
    """Choose images and labels; the same arrays, settings and seed give the same choice.

    Of N training images, round(validation · N) chosen at random are held back, whatever the training size is, so that runs
    on few and on many images are measured on the same ones. Of the rest, `training_size` are learned from, or all where
    they are fewer. Of those n, exactly round(label_noise · n) get a label of another class, each other class equally
    likely; with a larger share, the ones that were wrong before stay as wrong.

    Args:
        classes: how many the data set has; None: as many as its training labels say.
    """
    count = len(arrays.train_labels)
    order = np.random.default_rng([seed, 1]).permutation(count)
    held = min(round(data.validation * count), count - 1)
    validation = order[:held]
    train = order[held:]
    if data.training_size is not None:
        train = train[: data.training_size]

    labels = np.array(arrays.train_labels[train], dtype=np.int64)
    classes = classes or int(arrays.train_labels.max()) + 1
    noisy = np.empty(0, dtype=np.int64)
    if data.label_noise > 0 and classes > 1:
        rng = np.random.default_rng([seed, 2])
        rank = rng.random(count)[train]
        offset = rng.integers(1, classes, count)[train]
        noisy = np.sort(np.argsort(rank, kind="stable")[: round(data.label_noise * len(train))])
        labels[noisy] = (labels[noisy] + offset[noisy]) % classes
    return Selection(train, labels, validation, np.array(arrays.train_labels[validation], dtype=np.int64), noisy)
