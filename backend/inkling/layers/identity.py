"""Identity: an earlier layer's output again, from which another branch goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line
from inkling.layers._base import Shape
from inkling.layers._joining import Joining, nothing

if TYPE_CHECKING:
    from torch import Tensor


class Identity(Joining):
    """Goes on from an earlier layer instead of the one before it: a second branch begins. A later Concat or Add ends it."""

    title: ClassVar[str] = "Branch"
    order: ClassVar[int] = 58
    affine: ClassVar[bool] = True

    type: Literal["Identity"] = "Identity"

    def output(self, shape: Shape, other: Shape | None = None) -> Shape:
        return shape if other is None else other

    def join(self, x: Tensor, other: Tensor) -> Tensor:
        return other

    def reach(self, shape: Shape, box: Box) -> Box:
        return nothing(box)

    def beyond(self, shape: Shape, box: Box) -> Box:
        return box

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape, other: Floats | None = None) -> Explanation:
        value = np.asarray((x if other is None else other)[at], np.float64)
        lines = Line("from the earlier layer", "x", float(value)), Line("value", "x (passed through)", float(value))
        return Explanation(at, value.reshape((1,) * len(at)), lines, second=True)
