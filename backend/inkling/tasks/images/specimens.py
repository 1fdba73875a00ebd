"""Images of a data set, to be looked at: some test images as they are, training images before and after augmentation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from inkling.datasets._base import Arrays
from inkling.datasets.making.composition import lopsided
from inkling.experiment.experiment import Augment
from inkling.protocol.arrays import QuantisedPictures
from inkling.protocol.images import PreviewImages, ThumbnailImages
from inkling.tasks.images.augment import augment

PREVIEWED = 6
"""Images in a preview."""
VARIANTS = 5
"""Of each of them."""


def thumbnails(dataset: str, arrays: Arrays, indices: Sequence[int]) -> ThumbnailImages:
    """These test images, as far as there are such."""
    there = [index for index in indices if index < len(arrays.test_inputs)]
    return ThumbnailImages(dataset=dataset, indices=there, images=arrays.test_inputs[there].tobytes())


def preview(arrays: Arrays, settings: Augment, warnings: Sequence[str]) -> PreviewImages:
    """The first training image of each of some classes, and variants of it; with what is to be said of the images.

    The same settings give the same variants, so that a moved slider shows what it does and nothing else.
    """
    there = list(dict.fromkeys(arrays.train_targets[:1000].tolist()))
    chosen = [int(np.flatnonzero(arrays.train_targets[:1000] == each)[0]) for each in sorted(there)[:PREVIEWED]]
    before = torch.from_numpy(np.ascontiguousarray(arrays.train_inputs[chosen]))
    generator = torch.Generator().manual_seed(0)
    after = augment(before.repeat_interleave(VARIANTS, 0), settings, generator)
    labels = arrays.train_targets[chosen].tolist()
    return PreviewImages(before=_images(before), after=_images(after), labels=labels, warnings=list(warnings))


def warnings(true: Sequence[int], held: Sequence[int], wrong: int, classes: Sequence[str]) -> list[str]:
    """What to say of the images that are learned from and of those that are held back, each a sentence.

    Args:
        true: the right labels of those that are learned from.
        held: of those that are held back.
        wrong: how many of the first are learned with another label.
        classes: their names.
    """
    found = [
        lopsided(true, classes, "training images"),
        lopsided(held, classes, "validation images"),
        "Every training label is of another class than its image: none is true." if wrong == len(true) else "",
    ]
    return [each for each in found if each]


def _images(pixels: Tensor) -> QuantisedPictures:
    """Pixels of 0 to 255, as ink from 0 to 1."""
    count, channels, height, width = pixels.shape
    data = pixels.float().round().clamp(0, 255).to(torch.uint8).reshape(count * channels, height, width)
    return QuantisedPictures(
        shape=(count * channels, height, width),
        low=[0.0] * (count * channels),
        high=[1.0] * (count * channels),
        data=data.numpy().tobytes(),
    )
