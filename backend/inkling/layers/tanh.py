"""Tanh: numbers pressed into −1 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class Tanh(Layer):
    """Presses every number into −1 to 1: the hyperbolic tangent. Far from 0 it is flat, so its gradient vanishes there."""

    title: ClassVar[str] = "Tanh"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 43

    type: Literal["Tanh"] = "Tanh"

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Tanh()
