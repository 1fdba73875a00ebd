"""What the data sets of the images' task have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inkling.datasets._base import Dataset, find
from inkling.errors import InklingError

Images = npt.NDArray[np.uint8]
"""[N, C, H, W], 0 = bare paper, 255 = ink."""
Labels = npt.NDArray[np.int64]
"""[N], 0 … classes - 1."""


class ImageDataset(Dataset):
    """Images, each labelled with one of some classes."""

    task: ClassVar[str] = "images"
    classes: ClassVar[tuple[str, ...]]
    input_shape: ClassVar[tuple[int, int, int]]
    """Channels, height, width."""
    mean: ClassVar[float]
    std: ClassVar[float]
    """Mean and standard deviation of the training images' pixels, each divided by 255."""
    warnings: ClassVar[Mapping[str, str]] = {}
    """What to beware of when augmenting: a field of `Augment` → one sentence."""


def image_dataset(name: str) -> ImageDataset:
    """The data set of this name.

    Raises:
        InklingError: there is none, or it has no labelled images.
    """
    dataset = find(name)
    if not isinstance(dataset, ImageDataset):
        raise InklingError(f"{dataset.title} has no labelled images.", todo="Choose another data set.")
    return dataset
