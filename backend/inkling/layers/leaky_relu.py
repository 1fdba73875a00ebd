"""LeakyReLU: what is negative becomes small."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Real, Shape, bounded

if TYPE_CHECKING:
    from torch import nn


class LeakyReLU(Layer):
    """Like ReLU, but negative numbers only become smaller, so that no unit's gradient is ever 0."""

    title: ClassVar[str] = "Leaky ReLU"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 41

    type: Literal["LeakyReLU"] = "LeakyReLU"
    negative_slope: Real = bounded(0.01, 0, 1, "What negative numbers are multiplied by", title="Negative slope")

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.LeakyReLU(self.negative_slope)
