"""Linear: every output unit is a weighted sum of all inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Misfit, Shape, bounded

if TYPE_CHECKING:
    from torch import nn


class Linear(Layer):
    """Each output unit is a weighted sum of all inputs, plus a bias: y = x Wᵀ + b."""

    title: ClassVar[str] = "Linear"
    family: ClassVar[Family] = "dense"
    order: ClassVar[int] = 10

    type: Literal["Linear"] = "Linear"
    out_features: int = bounded(10, 1, 1_000_000, "How many output units")
    bias: bool = bounded(True, 0, 1, "Add a learned number to each output")

    def output(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            got = "×".join(map(str, shape))
            raise Misfit(f"Linear needs a flat list; it gets {got}", "Insert Flatten", before=[{"type": "Flatten"}])
        return (self.out_features,)

    def parameters(self, shape: Shape) -> int:
        return shape[0] * self.out_features + (self.out_features if self.bias else 0)

    def macs(self, shape: Shape) -> int:
        return shape[0] * self.out_features

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Linear(shape[0], self.out_features, bias=self.bias)
