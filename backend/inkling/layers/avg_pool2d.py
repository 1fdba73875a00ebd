"""AvgPool2d: the mean of each window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from inkling.layers._arithmetic import Box, Explanation, Floats, Line, under, window
from inkling.layers._base import Family, Layer, Pair, Shape, Switch, bounded, pair, want_picture
from inkling.layers._window import half_padding, slide

if TYPE_CHECKING:
    from torch import nn


class AvgPool2d(Layer):
    """Takes the mean of each window: the maps get smaller and smoother. LeNet-5 pooled this way."""

    title: ClassVar[str] = "Average pool"
    family: ClassVar[Family] = "pooling"
    order: ClassVar[int] = 31
    affine: ClassVar[bool] = True

    type: Literal["AvgPool2d"] = "AvgPool2d"
    kernel_size: Pair = bounded(2, 1, 64, "Height and width of the window, in pixels", title="Kernel size")
    stride: Pair | None = bounded(
        None, 1, 32, "How far the window moves, in pixels; empty: as far as it is large", title="Stride"
    )
    padding: Pair = bounded(0, 0, 32, "Rows and columns of zeros added on each side, at most half the kernel", title="Padding")
    ceil_mode: Switch = Field(False, description="Keep a last window that sticks out of the picture", title="Keep the rest")

    def output(self, shape: Shape) -> Shape:
        channels, height, width = want_picture("AvgPool2d", shape)
        half_padding("AvgPool2d", self.kernel_size, self.padding)
        window = slide(
            "AvgPool2d",
            (height, width),
            self.kernel_size,
            self.kernel_size if self.stride is None else self.stride,
            self.padding,
            ceil=self.ceil_mode,
            pooling=True,
        )
        return (channels, *window)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.AvgPool2d(self.kernel_size, self.stride, self.padding, ceil_mode=self.ceil_mode)

    def reach(self, shape: Shape, box: Box) -> Box:
        rows, columns = under(box, shape, *self._geometry)
        return (box[0], rows, columns)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        channel, row, column = at
        size, stride, padding = self._geometry
        first = row * stride[0] - padding[0], column * stride[1] - padding[1]
        # A window that sticks out beyond the padding (ceil_mode) ends there; the padding's zeros count.
        ends = (min(first[i] + size[i], x.shape[1 + i] + padding[i]) for i in (0, 1))
        height, width = (end - first[i] for i, end in enumerate(ends))
        seen = window(x[channel : channel + 1], first, (height, width))
        total, count = float(seen.values.sum()), height * width
        lines = Line("sum", "Σ x", total), Line("count", "n", count), Line("value", "Σ x / n", total / count)
        return Explanation((channel, *first), seen.values, lines)

    @property
    def _geometry(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
        size = pair(self.kernel_size)
        return size, size if self.stride is None else pair(self.stride), pair(self.padding)
