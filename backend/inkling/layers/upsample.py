"""Upsample: maps made larger, without learning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from inkling.layers._arithmetic import Box, Explanation, Floats, Line, weighted
from inkling.layers._base import Family, Layer, Pair, Shape, bounded, pair, want_picture

if TYPE_CHECKING:
    from torch import nn

Along = tuple[int, int, float]
"""Of one place in one direction: the first input, the one after the last, and the share of the last where there are two."""


class Upsample(Layer):
    """Makes each map larger: repeats its pixels, or goes from one to the next in even steps. The reverse of pooling."""

    title: ClassVar[str] = "Upsample"
    family: ClassVar[Family] = "pooling"
    order: ClassVar[int] = 35
    affine: ClassVar[bool] = True

    type: Literal["Upsample"] = "Upsample"
    scale_factor: Pair = bounded(2, 1, 16, "How many times as high and as wide", title="Scale factor")
    mode: Literal["nearest", "bilinear"] = Field(
        "nearest", description="nearest: pixels are repeated; bilinear: even steps from one to the next", title="Mode"
    )

    def output(self, shape: Shape) -> Shape:
        channels, height, width = want_picture("Upsample", shape)
        down, across = pair(self.scale_factor)
        return (channels, down * height, across * width)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Upsample(scale_factor=pair(self.scale_factor), mode=self.mode)

    def reach(self, shape: Shape, box: Box) -> Box:
        ends = ((self._along(shape, i, low)[0], self._along(shape, i, high - 1)[1]) for i, (low, high) in enumerate(box[1:]))
        return (box[0], *ends)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        rows, columns = (self._along(x.shape, i, at[1 + i]) for i in (0, 1))
        inputs = x[at[0] : at[0] + 1, rows[0] : rows[1], columns[0] : columns[1]]
        first = (at[0], rows[0], columns[0])
        if self.mode == "nearest":
            return Explanation(first, inputs, (Line("value", "x, repeated", float(inputs[0, 0, 0])),))
        return weighted(first, inputs, np.outer(_shares(rows), _shares(columns))[None], None)

    def _along(self, shape: Shape, direction: int, place: int) -> Along:
        """Nearest: input ⌊i / s⌋. Bilinear: between those on either side of (i + ½) / s − ½; at the edges, the last one."""
        scale, size = pair(self.scale_factor)[direction], shape[1 + direction]
        if self.mode == "nearest":
            return place // scale, place // scale + 1, 0.0
        where = max(0.0, (place + 0.5) / scale - 0.5)
        first = int(where)
        share = where - first
        return first, min(first + 2, size) if share else first + 1, share


def _shares(along: Along) -> Floats:
    first, end, share = along
    return np.array([1 - share, share]) if end - first == 2 else np.ones(1)
