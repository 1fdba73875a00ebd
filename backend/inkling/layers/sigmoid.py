"""Sigmoid: numbers pressed into 0 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class Sigmoid(Layer):
    """Presses every number into 0 to 1: 1 / (1 + e⁻ˣ). Far from 0 it is flat, so its gradient vanishes there."""

    title: ClassVar[str] = "Sigmoid"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 42

    type: Literal["Sigmoid"] = "Sigmoid"

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Sigmoid()
