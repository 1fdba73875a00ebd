"""Conv1d: small filters that slide along a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from inkling.layers._arithmetic import Box, Explanation, Floats, along, under_along, weighted
from inkling.layers._base import Family, Layer, Shape, Switch, Whole, bounded, want_sequence
from inkling.layers._window import slide_along

if TYPE_CHECKING:
    from torch import nn


class Conv1d(Layer):
    """Slides small learned filters along a sequence; each gives one channel that is strong where its pattern is found."""

    title: ClassVar[str] = "Convolution 1d"
    family: ClassVar[Family] = "convolution"
    order: ClassVar[int] = 21
    width: ClassVar[str | None] = "out_channels"
    affine: ClassVar[bool] = True

    type: Literal["Conv1d"] = "Conv1d"
    out_channels: Whole = bounded(8, 1, 4096, "How many filters, and so channels", title="Filters")
    kernel_size: Whole = bounded(3, 1, 256, "Length of each filter, in places", title="Kernel size")
    stride: Whole = bounded(1, 1, 64, "How far the filter moves from one place to the next", title="Stride")
    padding: Whole = bounded(0, 0, 128, "Zeros added at each end", title="Padding")
    dilation: Whole = bounded(1, 1, 64, "Distance between the filter's points, in places; 1: no gaps", title="Dilation")
    bias: Switch = Field(True, description="Add a learned number to each channel", title="Bias")

    def output(self, shape: Shape) -> Shape:
        _, length = want_sequence("Conv1d", shape, for_pictures="Conv2d")
        return (
            self.out_channels,
            slide_along("Conv1d", length, self.kernel_size, self.stride, self.padding, self.dilation),
        )

    def parameters(self, shape: Shape) -> int:
        return self._weights(shape) + (self.out_channels if self.bias else 0)

    def macs(self, shape: Shape) -> int:
        return self._weights(shape) * self.output(shape)[1]

    def _weights(self, shape: Shape) -> int:
        return shape[0] * self.out_channels * self.kernel_size

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Conv1d(
            shape[0], self.out_channels, self.kernel_size, self.stride, self.padding, self.dilation, bias=self.bias
        )

    def reach(self, shape: Shape, box: Box) -> Box:
        return ((0, shape[0]), under_along(box[1], shape[1], self.kernel_size, self.stride, self.padding, self.dilation))

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        channel, place = at
        first = place * self.stride - self.padding
        values, _ = along(x, first, self.kernel_size, self.dilation)
        bias = weights["bias"][channel] if self.bias else None
        return weighted((0, first), values, weights["weight"][channel], bias, (1, self.dilation))
