"""Linear: every output unit is a weighted sum of all inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from inkling.layers._arithmetic import Box, Explanation, Floats, everything, weighted
from inkling.layers._base import Family, Layer, Shape, Switch, Whole, bounded, want_flat

if TYPE_CHECKING:
    from torch import nn


class Linear(Layer):
    """Each output unit is a weighted sum of all inputs, plus a bias: y = x Wᵀ + b."""

    title: ClassVar[str] = "Linear"
    family: ClassVar[Family] = "dense"
    order: ClassVar[int] = 10
    width: ClassVar[str | None] = "out_features"
    affine: ClassVar[bool] = True

    type: Literal["Linear"] = "Linear"
    out_features: Whole = bounded(10, 1, 65_536, "How many output units", title="Units")
    bias: Switch = Field(True, description="Add a learned number to each output", title="Bias")

    def output(self, shape: Shape) -> Shape:
        want_flat("Linear", shape)
        return (self.out_features,)

    def parameters(self, shape: Shape) -> int:
        return shape[0] * self.out_features + (self.out_features if self.bias else 0)

    def macs(self, shape: Shape) -> int:
        return shape[0] * self.out_features

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Linear(shape[0], self.out_features, bias=self.bias)

    def reach(self, shape: Shape, box: Box) -> Box:
        return everything(shape)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        return weighted((0,), x, weights["weight"][at[0]], weights["bias"][at[0]] if self.bias else None)
