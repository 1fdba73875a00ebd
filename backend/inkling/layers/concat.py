"""Concat: what comes here and what an earlier layer gave, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line
from inkling.layers._base import Misfit, Shape, Signal, times
from inkling.layers._joining import Joining

if TYPE_CHECKING:
    from torch import Tensor


class Concat(Joining):
    """Puts the channels of an earlier layer (or the features of a flat list) after those that come here: side by side."""

    title: ClassVar[str] = "Concat"
    order: ClassVar[int] = 56
    affine: ClassVar[bool] = True

    type: Literal["Concat"] = "Concat"

    def output(self, shape: Shape, other: Shape | None = None) -> Shape:
        if other is None:
            return shape
        if len(other) != len(shape):
            raise Misfit(
                f"Concat needs two pictures or two flat lists; it gets {_one(shape)}, and from the earlier layer {_one(other)}"
            )
        if other[1:] != shape[1:]:
            raise Misfit(
                f"Concat needs two pictures of one height and width; it gets {times(shape)}, "
                f"and {times(other)} from the earlier layer"
            )
        return (shape[0] + other[0], *shape[1:])

    def join(self, x: Tensor, other: Tensor) -> Tensor:
        import torch

        return torch.cat((x, other), 1)

    def reach(self, shape: Shape, box: Box) -> Box:
        (first, end), *rest = box
        return ((min(first, shape[0]), min(end, shape[0])), *rest)

    def beyond(self, shape: Shape, box: Box) -> Box:
        (first, end), *rest = box
        return ((max(first - shape[0], 0), max(end - shape[0], 0)), *rest)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape, other: Floats | None = None) -> Explanation:
        second = at[0] >= x.shape[0] and other is not None
        place = (at[0] - x.shape[0], *at[1:]) if second else at
        value = np.asarray(other[place] if second and other is not None else x[place], np.float64)
        name = "from the earlier layer" if second else "from the layer before"
        lines = Line(name, "x", float(value)), Line("value", "x (passed through)", float(value))
        return Explanation(place, value.reshape((1,) * len(place)), lines, second=second)


def _one(shape: Shape) -> str:
    return f"a {Signal.of(shape).kind} of {times(shape)}"
