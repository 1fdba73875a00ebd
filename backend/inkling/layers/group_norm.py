"""GroupNorm: each sample normalised by itself, some channels at a time."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line, everything
from inkling.layers._base import Family, Layer, Misfit, Real, Shape, Whole, bounded
from inkling.layers._norm import normalised

if TYPE_CHECKING:
    from torch import nn


class GroupNorm(Layer):
    """Brings each group of channels of one sample to mean 0 and spread 1, then learns to scale and shift each channel.

    It needs no mini-batch: what one sample gives does not depend on the others.
    """

    title: ClassVar[str] = "Group norm"
    family: ClassVar[Family] = "normalisation"
    order: ClassVar[int] = 73

    type: Literal["GroupNorm"] = "GroupNorm"
    num_groups: Whole = bounded(1, 1, 4096, "How many groups; the channels are divided evenly among them", title="Groups")
    eps: Real = bounded(1e-5, 1e-8, 1, "Added to the variance, so that nothing is divided by 0", title="Epsilon")

    def output(self, shape: Shape) -> Shape:
        if shape[0] % self.num_groups:
            fitting = max(n for n in range(1, min(self.num_groups, shape[0]) + 1) if shape[0] % n == 0)
            raise Misfit(
                f"GroupNorm divides the channels evenly; {shape[0]:,} do not divide by {self.num_groups:,}",
                f"Set num_groups to {fitting}",
                change={"num_groups": fitting},
            )
        if prod(shape) == self.num_groups:
            message = "Each of GroupNorm's groups is a single number, which leaves nothing to compare it with"
            if self.num_groups == 1:
                raise Misfit(message)
            raise Misfit(message, "Set num_groups to 1", change={"num_groups": 1})
        return shape

    def parameters(self, shape: Shape) -> int:
        return 2 * shape[0]

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.GroupNorm(self.num_groups, shape[0], eps=self.eps)

    def reach(self, shape: Shape, box: Box) -> Box:
        size = shape[0] // self.num_groups
        first, end = box[0][0] // size * size, -(-box[0][1] // size) * size
        return ((first, end), *everything(shape[1:]))

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        size = x.shape[0] // self.num_groups
        first = at[0] // size * size
        inputs = x[first : first + size].astype(np.float64)
        mean = Line("mean", "of its group", float(inputs.mean()))
        variance = Line("variance", "of its group", float(inputs.var()))
        weight, bias = float(weights["weight"][at[0]]), float(weights["bias"][at[0]])
        lines = normalised(float(x[at]), mean, variance, self.eps, weight, bias)
        return Explanation((first, *(0,) * (x.ndim - 1)), inputs, lines)
