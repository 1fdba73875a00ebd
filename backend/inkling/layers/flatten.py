"""Flatten: a picture becomes a flat list."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line, everything
from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class Flatten(Layer):
    """Writes all numbers of a picture into one flat list, channel by channel, row by row. Linear needs it."""

    title: ClassVar[str] = "Flatten"
    family: ClassVar[Family] = "shape"
    order: ClassVar[int] = 50
    affine: ClassVar[bool] = True

    type: Literal["Flatten"] = "Flatten"

    def output(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Flatten()

    def reach(self, shape: Shape, box: Box) -> Box:
        # The smallest box around a run of the list: whole in every dimension after the first in which its ends differ.
        (first, end), found = box[0], everything(shape)
        low, high = np.unravel_index(first, shape), np.unravel_index(end - 1, shape)
        for i in range(len(shape)):
            found = (*found[:i], (int(low[i]), int(high[i]) + 1), *found[i + 1 :])
            if low[i] != high[i]:
                break
        return found

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        place = tuple(map(int, np.unravel_index(at[0], x.shape)))
        return Explanation(place, x[place].reshape((1,) * x.ndim), (Line("value", "x", float(x[place])),))
