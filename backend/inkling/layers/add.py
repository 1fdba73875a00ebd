"""Add: what comes here, plus what an earlier layer gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line
from inkling.layers._base import Misfit, Shape, times
from inkling.layers._joining import Joining

if TYPE_CHECKING:
    from torch import Tensor


class Add(Joining):
    """Adds what an earlier layer gave, number by number: a skip connection, past which the layers between learn the rest."""

    title: ClassVar[str] = "Add"
    order: ClassVar[int] = 54
    affine: ClassVar[bool] = True

    type: Literal["Add"] = "Add"

    def output(self, shape: Shape, other: Shape | None = None) -> Shape:
        if other is not None and other != shape:
            raise Misfit(
                f"Add needs two inputs of one shape; it gets {times(shape)}, and {times(other)} from the earlier layer"
            )
        return shape

    def join(self, x: Tensor, other: Tensor) -> Tensor:
        return x + other

    def reach(self, shape: Shape, box: Box) -> Box:
        return box

    def beyond(self, shape: Shape, box: Box) -> Box:
        return box

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape, other: Floats | None = None) -> Explanation:
        here = np.asarray(x[at], np.float64)
        there = 0.0 if other is None else float(other[at])
        lines = (
            Line("from the layer before", "a", float(here)),
            Line("from the earlier layer", "b", there),
            Line("value", "a + b", float(here) + there),
        )
        return Explanation(at, here.reshape((1,) * len(at)), lines, besides=at)
