"""ConvTranspose2d: a convolution run backwards, which makes pictures larger."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from inkling.layers._arithmetic import Box, Explanation, Floats, weighted, window
from inkling.layers._base import Family, Layer, Misfit, Pair, Shape, Switch, Whole, bounded, pair, sides, want_picture
from inkling.layers._window import compact, span, words

if TYPE_CHECKING:
    from torch import nn


class ConvTranspose2d(Layer):
    """Stamps a learned kernel for each pixel it gets, times that pixel, and adds up where stamps overlap.

    With a stride the stamps lie apart, and the picture grows: it learns how to enlarge.
    """

    title: ClassVar[str] = "Transposed convolution"
    family: ClassVar[Family] = "convolution"
    order: ClassVar[int] = 22
    width: ClassVar[str | None] = "out_channels"
    affine: ClassVar[bool] = True
    units_at: ClassVar[int] = 1

    type: Literal["ConvTranspose2d"] = "ConvTranspose2d"
    out_channels: Whole = bounded(8, 1, 4096, "How many feature maps it gives", title="Filters")
    kernel_size: Pair = bounded(2, 1, 64, "Height and width of each stamp, in pixels", title="Kernel size")
    stride: Pair = bounded(2, 1, 32, "How far apart the stamps are, in pixels", title="Stride")
    padding: Pair = bounded(0, 0, 32, "Rows and columns that are cut off on each side", title="Padding")
    output_padding: Pair = bounded(0, 0, 31, "Rows and columns added below and on the right", title="Output padding")
    dilation: Pair = bounded(1, 1, 16, "Distance between a stamp's points, in pixels; 1: no gaps", title="Dilation")
    bias: Switch = Field(True, description="Add a learned number to each feature map", title="Bias")

    def output(self, shape: Shape) -> Shape:
        _, height, width = want_picture("ConvTranspose2d", shape)
        size, stride, padding, dilation = self._geometry
        more = pair(self.output_padding)
        most = tuple(max(stride[i], dilation[i]) - 1 for i in (0, 1))
        if any(more[i] > most[i] for i in (0, 1)):
            fitting = compact((min(more[0], most[0]), min(more[1], most[1])))
            raise Misfit(
                f"ConvTranspose2d's output_padding must be less than its stride or its dilation; it is {words(compact(more))}",
                f"Set output_padding to {words(fitting)}",
                change={"output_padding": fitting},
            )
        whole = tuple((n - 1) * stride[i] + span(size[i], dilation[i]) + more[i] for i, n in enumerate((height, width)))
        if any(2 * padding[i] >= whole[i] for i in (0, 1)):
            fitting = compact((min(padding[0], (whole[0] - 1) // 2), min(padding[1], (whole[1] - 1) // 2)))
            raise Misfit(
                f"ConvTranspose2d's padding cuts off all of the {sides(whole)} that it makes",
                f"Set padding to {words(fitting)}",
                change={"padding": fitting},
            )
        return (self.out_channels, whole[0] - 2 * padding[0], whole[1] - 2 * padding[1])

    def parameters(self, shape: Shape) -> int:
        return self._weights(shape) + (self.out_channels if self.bias else 0)

    def macs(self, shape: Shape) -> int:
        return self._weights(shape) * shape[1] * shape[2]

    def _weights(self, shape: Shape) -> int:
        height, width = pair(self.kernel_size)
        return shape[0] * self.out_channels * height * width

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.ConvTranspose2d(
            shape[0],
            self.out_channels,
            self.kernel_size,
            self.stride,
            self.padding,
            self.output_padding,
            bias=self.bias,
            dilation=self.dilation,
        )

    def reach(self, shape: Shape, box: Box) -> Box:
        rows, columns = (_stamped(box[1 + i], shape[1 + i], *(each[i] for each in self._geometry)) for i in (0, 1))
        return ((0, shape[0]), rows, columns)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        channel = at[0]
        kernel = weights["weight"][:, channel]
        taps = [self._taps(i, at[1 + i]) for i in (0, 1)]
        first, apart = (taps[0][0], taps[1][0]), (taps[0][1], taps[1][1])
        rows, columns = taps[0][2], taps[1][2]
        bias = weights["bias"][channel] if self.bias else None
        if rows and columns:
            seen = window(x, first, (len(rows), len(columns)), apart)
            factors = kernel[:, rows][:, :, columns]
        else:
            # No stamp reaches here: the nearest pixel counts for nothing.
            seen = window(x, (min(first[0], x.shape[1] - 1), min(first[1], x.shape[2] - 1)), (1, 1))
            factors = np.zeros((x.shape[0], 1, 1))
        return weighted((0, *seen.first), seen.values, factors, bias, apart, ordered=False)

    def _taps(self, direction: int, place: int) -> tuple[int, int, list[int]]:
        """The first input whose stamp reaches this place, how far apart such inputs are, and each one's point of the stamp."""
        size, stride, padding, dilation = (each[direction] for each in self._geometry)
        points = [u for u in range(size) if (place + padding - u * dilation) % stride == 0][::-1]
        first = (place + padding - points[0] * dilation) // stride if points else (place + padding) // stride
        return first, dilation // gcd(stride, dilation), points

    @property
    def _geometry(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]:
        return pair(self.kernel_size), pair(self.stride), pair(self.padding), pair(self.dilation)


@lru_cache(maxsize=4096)
def _stamped(ends: tuple[int, int], length: int, size: int, stride: int, padding: int, dilation: int) -> tuple[int, int]:
    """Places along one direction of an input, `length` long, whose stamps reach these of the output."""
    stamps = np.add.outer(np.arange(length) * stride - padding, dilation * np.arange(size))
    hits = np.flatnonzero(((stamps >= ends[0]) & (stamps < ends[1])).any(1))
    return (int(hits[0]), int(hits[-1]) + 1) if hits.size else (0, 0)
