"""What layers have in common that drop some of what comes to them, in training alone."""

from __future__ import annotations

from typing import ClassVar

from inkling.layers._base import Family, Real, bounded
from inkling.layers._pointwise import Pointwise


class Drop(Pointwise):
    """Sets a random share to 0 while training; when the net answers, everything passes."""

    family: ClassVar[Family] = "regularisation"
    formula: ClassVar[str] = "x (numbers are dropped in training alone)"
    affine: ClassVar[bool] = True

    p: Real = bounded(0.5, 0, 1, "The share that is set to 0", title="Share dropped")

    def apply(self, x: float) -> float:
        return x
