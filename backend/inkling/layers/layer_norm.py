"""LayerNorm: each sample normalised by itself."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._arithmetic import Box, Explanation, Floats, Line, everything
from inkling.layers._base import Family, Layer, Real, Shape, bounded
from inkling.layers._norm import normalised

if TYPE_CHECKING:
    from torch import nn


class LayerNorm(Layer):
    """Brings all numbers of one sample to mean 0 and spread 1, then learns to scale and shift each. Needs no mini-batch."""

    title: ClassVar[str] = "Layer norm"
    family: ClassVar[Family] = "normalisation"
    order: ClassVar[int] = 72

    type: Literal["LayerNorm"] = "LayerNorm"
    eps: Real = bounded(1e-5, 1e-8, 1, "Added to the variance, so that nothing is divided by 0", title="Epsilon")

    def output(self, shape: Shape) -> Shape:
        return shape

    def parameters(self, shape: Shape) -> int:
        return 2 * prod(shape)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.LayerNorm(list(shape), eps=self.eps)

    def reach(self, shape: Shape, box: Box) -> Box:
        return everything(shape)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        inputs = x.astype("float64")
        mean = Line("mean", "of all its inputs", float(inputs.mean()))
        variance = Line("variance", "of all its inputs", float(inputs.var()))
        lines = normalised(
            float(inputs[at]), mean, variance, self.eps, float(weights["weight"][at]), float(weights["bias"][at])
        )
        return Explanation((0,) * x.ndim, inputs, lines)
