"""Flatten: a picture becomes a flat list."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class Flatten(Layer):
    """Writes all numbers of a picture into one flat list, channel by channel, row by row. Linear needs it."""

    title: ClassVar[str] = "Flatten"
    family: ClassVar[Family] = "shape"
    order: ClassVar[int] = 50
    affine: ClassVar[bool] = True

    type: Literal["Flatten"] = "Flatten"

    def output(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Flatten()
