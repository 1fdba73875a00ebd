"""Dropout2d: whole feature maps switched off at random while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Shape, want_picture
from inkling.layers._drop import Drop

if TYPE_CHECKING:
    from torch import nn


class Dropout2d(Drop):
    """While training, sets a random share of the feature maps to 0, each as a whole: neighbouring pixels say the same."""

    title: ClassVar[str] = "Dropout of maps"
    order: ClassVar[int] = 61

    type: Literal["Dropout2d"] = "Dropout2d"

    def output(self, shape: Shape) -> Shape:
        want_picture("Dropout2d", shape)
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Dropout2d(self.p)
