"""LeakyReLU: what is negative becomes small."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Real, Shape, bounded
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class LeakyReLU(Pointwise):
    """Like ReLU, but negative numbers only become smaller, so that no unit's gradient is ever 0."""

    title: ClassVar[str] = "Leaky ReLU"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 41
    formula: ClassVar[str] = "x where x > 0, else negative_slope · x"

    type: Literal["LeakyReLU"] = "LeakyReLU"
    negative_slope: Real = bounded(0.01, 0, 1, "What negative numbers are multiplied by", title="Negative slope")

    def apply(self, x: float) -> float:
        return x if x > 0 else self.negative_slope * x

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.LeakyReLU(self.negative_slope)
