"""ReLU: what is negative becomes zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Shape
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class ReLU(Pointwise):
    """Negative numbers become 0, others stay: max(0, x). The usual activation between two layers."""

    title: ClassVar[str] = "ReLU"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 40
    formula: ClassVar[str] = "max(0, x)"

    type: Literal["ReLU"] = "ReLU"

    def apply(self, x: float) -> float:
        return max(0.0, x) if x == x else x

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.ReLU()
