"""SiLU: x times its own sigmoid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Shape
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class SiLU(Pointwise):
    """A smooth relative of ReLU, also called swish: each number times its own sigmoid. EfficientNet uses it."""

    title: ClassVar[str] = "SiLU"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 46
    formula: ClassVar[str] = "x / (1 + e⁻ˣ)"

    type: Literal["SiLU"] = "SiLU"

    def apply(self, x: float) -> float:
        # e^z leaves float64's range above 709; far below 0, x / (1 + e^−x) is x · e^x.
        return x / (1 + math.exp(-x)) if x > -700 else x * math.exp(max(x, -745.0))

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.SiLU()
