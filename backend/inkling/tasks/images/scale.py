"""Images as a net takes them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Scale:
    """(byte / 255 - mean) / std, float32.

    Args:
        mean: mean of the training images' pixels, each divided by 255.
        std: their standard deviation, likewise; above 0.
    """

    mean: float
    std: float

    def __call__(self, images: Tensor) -> Tensor:
        """`images`: uint8, or float from 0 to 255, of any shape; they are left as they are."""
        # Not a division: on a CPU it takes twice as long as a multiplication.
        return images.to(torch.float32, copy=True).mul_(1 / (255 * self.std)).sub_(self.mean / self.std)
