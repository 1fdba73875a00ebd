"""Softplus: a ReLU without its corner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Real, Shape, bounded
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class Softplus(Pointwise):
    """A ReLU with its corner rounded off: always above 0, and its slope is a sigmoid."""

    title: ClassVar[str] = "Softplus"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 47
    formula: ClassVar[str] = "ln(1 + e^(beta · x)) / beta; x itself where beta · x > threshold"

    type: Literal["Softplus"] = "Softplus"
    beta: Real = bounded(1.0, 0.1, 20, "How sharp the corner is; the larger, the more like ReLU", title="Beta")
    threshold: Real = bounded(20.0, 1, 100, "Above it, beta · x is so large that the result is x", title="Threshold")

    def apply(self, x: float) -> float:
        scaled = self.beta * x
        return x if scaled > self.threshold else math.log1p(math.exp(scaled)) / self.beta

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Softplus(self.beta, self.threshold)
