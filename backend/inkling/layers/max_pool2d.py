"""MaxPool2d: the largest number of each window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from inkling.layers._arithmetic import Box, Explanation, Floats, Line, under, window
from inkling.layers._base import Family, Layer, Pair, Shape, Switch, bounded, pair, want_picture
from inkling.layers._window import half_padding, slide

if TYPE_CHECKING:
    from torch import nn


class MaxPool2d(Layer):
    """Keeps the largest number of each window: the maps get smaller, and it matters less where exactly a pattern is."""

    title: ClassVar[str] = "Max pool"
    family: ClassVar[Family] = "pooling"
    order: ClassVar[int] = 30

    type: Literal["MaxPool2d"] = "MaxPool2d"
    kernel_size: Pair = bounded(2, 1, 64, "Height and width of the window, in pixels", title="Kernel size")
    stride: Pair | None = bounded(
        None, 1, 32, "How far the window moves, in pixels; empty: as far as it is large", title="Stride"
    )
    padding: Pair = bounded(0, 0, 32, "Rows and columns added on each side, at most half the kernel", title="Padding")
    dilation: Pair = bounded(1, 1, 16, "Distance between the window's points, in pixels; 1: no gaps", title="Dilation")
    ceil_mode: Switch = Field(False, description="Keep a last window that sticks out of the picture", title="Keep the rest")

    def output(self, shape: Shape) -> Shape:
        channels, height, width = want_picture("MaxPool2d", shape)
        half_padding("MaxPool2d", self.kernel_size, self.padding)
        window = slide(
            "MaxPool2d",
            (height, width),
            self.kernel_size,
            self.kernel_size if self.stride is None else self.stride,
            self.padding,
            self.dilation,
            ceil=self.ceil_mode,
            pooling=True,
        )
        return (channels, *window)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.MaxPool2d(self.kernel_size, self.stride, self.padding, self.dilation, ceil_mode=self.ceil_mode)

    def reach(self, shape: Shape, box: Box) -> Box:
        rows, columns = under(box, shape, *self._geometry)
        return (box[0], rows, columns)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        channel, row, column = at
        size, stride, padding, dilation = self._geometry
        first = row * stride[0] - padding[0], column * stride[1] - padding[1]
        seen = window(x[channel : channel + 1], first, size, dilation)
        # Nothing of the padding can win.
        winner = int(np.where(seen.inside, seen.values, -np.inf).argmax())
        line = Line("value", "the largest", float(seen.values.flat[winner]))
        return Explanation((channel, *first), seen.values, (line,), apart=dilation, winner=winner)

    @property
    def _geometry(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]:
        size = pair(self.kernel_size)
        return size, size if self.stride is None else pair(self.stride), pair(self.padding), pair(self.dilation)
