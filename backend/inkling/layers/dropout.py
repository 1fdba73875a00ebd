"""Dropout: units switched off at random while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Real, Shape, bounded
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class Dropout(Pointwise):
    """While training, sets a random share of the numbers to 0 and enlarges the others, so that no unit relies on another."""

    title: ClassVar[str] = "Dropout"
    family: ClassVar[Family] = "regularisation"
    order: ClassVar[int] = 60
    formula: ClassVar[str] = "x (numbers are dropped in training alone)"
    affine: ClassVar[bool] = True

    type: Literal["Dropout"] = "Dropout"
    p: Real = bounded(0.5, 0, 1, "The share that is set to 0", title="Share dropped")

    def apply(self, x: float) -> float:
        return x

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Dropout(self.p)
