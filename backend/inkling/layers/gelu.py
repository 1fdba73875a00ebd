"""GELU: a smooth ReLU."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Shape
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class GELU(Pointwise):
    """A smooth relative of ReLU, used in transformers: x Φ(x), with Φ the share of a normal distribution below x."""

    title: ClassVar[str] = "GELU"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 45
    formula: ClassVar[str] = "x · Φ(x)"

    type: Literal["GELU"] = "GELU"

    def apply(self, x: float) -> float:
        return 0.5 * x * (1 + math.erf(x / math.sqrt(2)))

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.GELU()
