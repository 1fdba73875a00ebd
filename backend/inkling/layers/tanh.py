"""Tanh: numbers pressed into −1 to 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Shape
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class Tanh(Pointwise):
    """Presses every number into −1 to 1: the hyperbolic tangent. Far from 0 it is flat, so its gradient vanishes there."""

    title: ClassVar[str] = "Tanh"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 44
    formula: ClassVar[str] = "tanh x"

    type: Literal["Tanh"] = "Tanh"

    def apply(self, x: float) -> float:
        return math.tanh(x)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Tanh()
