"""Images of a data set, to be looked at: one for the pad, some before and after augmentation."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from inkling.datasets._base import Arrays
from inkling.datasets._images import ImageDataset
from inkling.datasets.making.composition import lopsided
from inkling.errors import InklingError
from inkling.experiment.experiment import DataSettings
from inkling.learning.selection import Selection, select
from inkling.protocol.arrays import Images
from inkling.protocol.data import PreviewImages, SampleImage, ThumbnailImages
from inkling.tasks.images.augment import augment

PREVIEWED = 6
"""Images in a preview."""
VARIANTS = 5
"""Of each of them."""


def sample(dataset: str, arrays: Arrays, split: Literal["train", "test"], index: int | None) -> SampleImage:
    """This image, or (None) any one.

    Raises:
        InklingError: there is no image of that number.
    """
    test = split == "test"
    images = arrays.test_inputs if test else arrays.train_inputs
    labels = arrays.test_targets if test else arrays.train_targets
    if index is None:
        index = random.randrange(len(images))
    if index >= len(images):
        raise InklingError(f"There is no {split} image {index:,}.", f"The last one is {len(images) - 1:,}.")
    return SampleImage(dataset=dataset, split=split, index=index, label=int(labels[index]), image=images[index].tobytes())


def thumbnails(dataset: str, arrays: Arrays, indices: Sequence[int]) -> ThumbnailImages:
    """These test images, as far as there are such."""
    there = [index for index in indices if index < len(arrays.test_inputs)]
    return ThumbnailImages(dataset=dataset, indices=there, images=arrays.test_inputs[there].tobytes())


def preview(arrays: Arrays, data: DataSettings, seed: int, dataset: ImageDataset) -> PreviewImages:
    """The first training image of each of some classes, and variants of it.

    The same settings give the same variants, so that a moved slider shows what it does and nothing else.
    """
    there = list(dict.fromkeys(arrays.train_targets[:1000].tolist()))
    chosen = [int(np.flatnonzero(arrays.train_targets[:1000] == each)[0]) for each in sorted(there)[:PREVIEWED]]
    before = torch.from_numpy(np.ascontiguousarray(arrays.train_inputs[chosen]))
    generator = torch.Generator().manual_seed(0)
    after = augment(before.repeat_interleave(VARIANTS, 0), data.augment, generator)
    labels = arrays.train_targets[chosen].tolist()
    warnings = _warnings(select(arrays, data, seed, dataset), arrays, dataset.classes)
    return PreviewImages(before=_images(before), after=_images(after), labels=labels, warnings=warnings)


def _warnings(selection: Selection, arrays: Arrays, classes: Sequence[str]) -> list[str]:
    """What to say of the images that are learned from and of those that are held back."""
    true = arrays.train_targets[selection.train].tolist()
    found = [
        lopsided(true, classes, "training images"),
        lopsided(selection.validation_targets.tolist(), classes, "validation images"),
        "Every training label is of another class than its image: none is true." if len(selection.noisy) == len(true) else "",
    ]
    return [each for each in found if each]


def _images(pixels: Tensor) -> Images:
    """Pixels of 0 to 255, as ink from 0 to 1."""
    count, channels, height, width = pixels.shape
    data = pixels.float().round().clamp(0, 255).to(torch.uint8).reshape(count * channels, height, width)
    return Images(
        shape=(count * channels, height, width),
        low=[0.0] * (count * channels),
        high=[1.0] * (count * channels),
        data=data.numpy().tobytes(),
    )
