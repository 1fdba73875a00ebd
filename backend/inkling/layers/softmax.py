"""Softmax: numbers become shares of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class Softmax(Layer):
    """Turns numbers into shares that add up to 1: over all units of a flat list, over the channels at each pixel of a picture.

    The loss, cross-entropy, already contains one, so the last layer needs none.
    """

    title: ClassVar[str] = "Softmax"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 45

    type: Literal["Softmax"] = "Softmax"

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Softmax(dim=1)
