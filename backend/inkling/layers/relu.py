"""ReLU: what is negative becomes zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class ReLU(Layer):
    """Negative numbers become 0, others stay: max(0, x). The usual activation between two layers."""

    title: ClassVar[str] = "ReLU"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 40

    type: Literal["ReLU"] = "ReLU"

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.ReLU()
