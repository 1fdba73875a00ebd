"""Which classes there are among images, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from inkling.datasets._base import Arrays
from inkling.datasets._images import image_dataset
from inkling.datasets.making.composition import lopsided
from inkling.experiment.experiment import DataSettings
from inkling.learning.selection import select

DIGITS = tuple("0123456789")


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ([], ""),
        (range(10), ""),
        ([7] * 8, "Of 8 images, every one is labelled 7: a net that says 7 to everything is right."),
        ([3, 7, 3], "Only 3 and 7 are among the 3 images."),
        ([0, 1, 2, 0], "Only 0, 1 and 2 are among the 4 images."),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8] * 200, "No 9 is among the 1,800 images."),
        ([0, 1, 2, 3, 5, 7, 8], "No 4, 6 or 9 is among the 7 images."),
    ],
)
def test_missing_classes_are_named(labels: Sequence[int], said: str) -> None:
    assert lopsided(labels, DIGITS, "images") == said


def test_noise_takes_any_other_class_of_the_data_set_also_those_without_images() -> None:
    labels = np.full(2000, 3)
    arrays = Arrays(np.zeros((2000, 1, 1, 1), np.uint8), labels, np.zeros((0, 1, 1, 1), np.uint8), labels[:0])
    noisy = select(arrays, DataSettings(label_noise=1, validation=0), 0, image_dataset("digits")).train_targets
    assert set(noisy.tolist()) == set(range(10)) - {3}
