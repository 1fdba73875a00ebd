"""What the data sets of the images' task have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from inkling.datasets._base import Dataset, find
from inkling.errors import InklingError

Images = npt.NDArray[np.uint8]
"""[N, C, H, W]. One channel: 0 = bare paper, 255 = ink. Three: red, green, blue."""
Labels = npt.NDArray[np.int64]
"""[N], 0 … classes - 1."""


@dataclass(frozen=True)
class Writing:
    """How a drawing is written anew for a net, so that it is like the images that the net has learned from."""

    box: float = 20 / 28
    """The longer side of the ink, as a share of the sheet's shorter one."""
    pen: float = 2.3 / 20
    """How wide the pen is, as a share of the ink's longer side."""
    middle: Literal["mass", "box"] = "mass"
    """What lies in the middle of the sheet: the ink's centre of mass, or the middle of the box around it."""


class ImageDataset(Dataset):
    """Images, each labelled with one of some classes."""

    task: ClassVar[str] = "images"
    classes: ClassVar[tuple[str, ...]]
    input_shape: ClassVar[tuple[int, int, int]]
    """Channels, height, width."""
    mean: ClassVar[float]
    std: ClassVar[float]
    """Mean and standard deviation of the training images' pixels, each divided by 255."""
    writing: ClassVar[Writing] = Writing()
    """How drawings are made like its images: as MNIST's are, unless said otherwise."""
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
