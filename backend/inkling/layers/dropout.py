"""Dropout: units switched off at random while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Shape
from inkling.layers._drop import Drop

if TYPE_CHECKING:
    from torch import nn


class Dropout(Drop):
    """While training, sets a random share of the numbers to 0 and enlarges the others, so that no unit relies on another."""

    title: ClassVar[str] = "Dropout"
    order: ClassVar[int] = 60

    type: Literal["Dropout"] = "Dropout"

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Dropout(self.p)
