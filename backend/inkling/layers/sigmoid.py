"""Sigmoid: numbers pressed into 0 to 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Shape
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class Sigmoid(Pointwise):
    """Presses every number into 0 to 1: 1 / (1 + e⁻ˣ). Far from 0 it is flat, so its gradient vanishes there."""

    title: ClassVar[str] = "Sigmoid"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 43
    formula: ClassVar[str] = "1 / (1 + e⁻ˣ)"

    type: Literal["Sigmoid"] = "Sigmoid"

    def apply(self, x: float) -> float:
        return 0.5 * (1 + math.tanh(x / 2))

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Sigmoid()
