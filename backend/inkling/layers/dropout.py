"""Dropout: units switched off at random while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Real, Shape, bounded

if TYPE_CHECKING:
    from torch import nn


class Dropout(Layer):
    """While training, sets a random share of the numbers to 0 and enlarges the others, so that no unit relies on another."""

    title: ClassVar[str] = "Dropout"
    family: ClassVar[Family] = "regularisation"
    order: ClassVar[int] = 60
    affine: ClassVar[bool] = True

    type: Literal["Dropout"] = "Dropout"
    p: Real = bounded(0.5, 0, 1, "The share that is set to 0", title="Share dropped")

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Dropout(self.p)
