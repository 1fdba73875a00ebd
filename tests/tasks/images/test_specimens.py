"""What a preview says of the images that are learned from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inkling.datasets._base import Arrays
from inkling.datasets._images import image_dataset
from inkling.experiment.experiment import DataSettings
from inkling.learning.selection import select
from inkling.tasks.images.specimens import warnings


def said(labels: list[int], **data: Any) -> list[str]:
    images = np.zeros((len(labels), 1, 28, 28), np.uint8)
    arrays = Arrays(images, np.array(labels, np.int64), images[:0], np.zeros(0, np.int64))
    mnist = image_dataset("mnist")
    chosen = select(arrays, DataSettings(dataset="mnist", **data), 0, mnist)
    true, held = arrays.train_targets[chosen.train].tolist(), chosen.validation_targets.tolist()
    return warnings(true, held, len(chosen.noisy), mnist.classes)


@pytest.mark.parametrize("noise", [0, 0.99])
def test_nothing_is_said_where_every_class_is_there(noise: float) -> None:
    assert said(list(range(10)) * 100, label_noise=noise) == []


def test_a_part_without_some_classes_is_named() -> None:
    many = list(range(10)) * 100
    (few,) = said(many, training_size=10)
    assert "among the 10 training images" in few
    (held,) = said(many, validation=0.005)
    assert "among the 5 validation images" in held
    both = said([7] * 40)
    assert [each.split(",")[0] for each in both] == ["Of 36 training images", "Of 4 validation images"]
    assert all("labelled 7" in each for each in both)


def test_labels_of_which_none_is_true_are_said_to_be_so() -> None:
    assert said(list(range(10)) * 100, label_noise=1) == [
        "Every training label is of another class than its image: none is true."
    ]
