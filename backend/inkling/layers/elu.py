"""ELU: a ReLU whose negative side levels off smoothly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._base import Family, Real, Shape, bounded
from inkling.layers._pointwise import Pointwise

if TYPE_CHECKING:
    from torch import nn


class ELU(Pointwise):
    """Like ReLU for positive values; negative ones approach -alpha smoothly, so that gradients do not die there."""

    title: ClassVar[str] = "ELU"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 42
    formula: ClassVar[str] = "x where x > 0, else alpha · (eˣ − 1)"

    type: Literal["ELU"] = "ELU"
    alpha: Real = bounded(1.0, 0.01, 10, "How far negative values go", title="Alpha")

    def apply(self, x: float) -> float:
        return x if x > 0 else self.alpha * math.expm1(x)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.ELU(self.alpha)
