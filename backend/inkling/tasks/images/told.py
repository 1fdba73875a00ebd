"""What the page is told of a data set of images."""

from __future__ import annotations

from typing import Literal

from inkling.datasets._images import Writing
from inkling.tasks._base import Told


class ImagesTold(Told):
    """A data set of images, each of one of some classes."""

    task: Literal["images"]
    input: tuple[int, int, int]
    """Channels, height, width."""
    classes: tuple[str, ...]
    mean: float
    """A pixel x, 0 to 1, is given to the net as (x - mean) / std."""
    std: float
    warnings: dict[str, str]
    """What to say of an augmentation, by its name."""
    writing: Writing
    """How a drawing is made like its images."""
