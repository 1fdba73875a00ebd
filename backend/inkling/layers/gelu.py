"""GELU: a smooth ReLU."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class GELU(Layer):
    """A smooth relative of ReLU, used in transformers: x Φ(x), with Φ the share of a normal distribution below x."""

    title: ClassVar[str] = "GELU"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 44

    type: Literal["GELU"] = "GELU"

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.GELU()
