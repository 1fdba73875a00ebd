"""Conv2d: small filters that slide over a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from inkling.layers._arithmetic import Box, Explanation, Floats, under, weighted, window
from inkling.layers._banks import Start, bank, want_room
from inkling.layers._base import Family, Layer, Pair, Shape, Switch, Whole, bounded, pair, want_picture
from inkling.layers._given import MOST, GivenKernel, want_fitting
from inkling.layers._window import slide

if TYPE_CHECKING:
    from torch import nn


class Conv2d(Layer):
    """Slides small learned filters over the picture; each gives one feature map that is strong where its pattern is found."""

    title: ClassVar[str] = "Convolution"
    family: ClassVar[Family] = "convolution"
    order: ClassVar[int] = 20
    width: ClassVar[str | None] = "out_channels"
    affine: ClassVar[bool] = True

    type: Literal["Conv2d"] = "Conv2d"
    out_channels: Whole = bounded(8, 1, 4096, "How many filters, and so feature maps", title="Filters")
    kernel_size: Pair = bounded(3, 1, 64, "Height and width of each filter, in pixels", title="Kernel size")
    stride: Pair = bounded(1, 1, 32, "How far the filter moves from one place to the next, in pixels", title="Stride")
    padding: Pair = bounded(0, 0, 32, "Rows and columns of zeros added on each side", title="Padding")
    dilation: Pair = bounded(1, 1, 16, "Distance between the filter's points, in pixels; 1: no gaps", title="Dilation")
    bias: Switch = Field(True, description="Add a learned number to each feature map", title="Bias")
    start: Start = Field("default", description="What the filters begin with: PyTorch's own, or a bank", title="Start")
    kernels: tuple[GivenKernel, ...] = Field(
        (), max_length=MOST, description="Filters that begin with a kernel of one's own", title="Given kernels"
    )
    frozen: Switch = Field(False, description="Training leaves all filters and biases as they are", title="Frozen")

    def output(self, shape: Shape) -> Shape:
        _, height, width = want_picture("Conv2d", shape)
        window = slide("Conv2d", (height, width), self.kernel_size, self.stride, self.padding, self.dilation)
        want_fitting(self.kernels, self.out_channels, pair(self.kernel_size))
        want_room(self.start, pair(self.kernel_size))
        return (self.out_channels, *window)

    def parameters(self, shape: Shape) -> int:
        return self._weights(shape) + (self.out_channels if self.bias else 0)

    def macs(self, shape: Shape) -> int:
        _, height, width = self.output(shape)
        return self._weights(shape) * height * width

    def _weights(self, shape: Shape) -> int:
        height, width = pair(self.kernel_size)
        return shape[0] * self.out_channels * height * width

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Conv2d(
            shape[0], self.out_channels, self.kernel_size, self.stride, self.padding, self.dilation, bias=self.bias
        )

    def reach(self, shape: Shape, box: Box) -> Box:
        rows, columns = under(box, shape, *self._geometry)
        return ((0, shape[0]), rows, columns)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        channel, row, column = at
        size, stride, padding, dilation = self._geometry
        seen = window(x, (row * stride[0] - padding[0], column * stride[1] - padding[1]), size, dilation)
        bias = weights["bias"][channel] if self.bias else None
        return weighted((0, *seen.first), seen.values, weights["weight"][channel], bias, dilation)

    @property
    def _geometry(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]:
        return pair(self.kernel_size), pair(self.stride), pair(self.padding), pair(self.dilation)

    def begins(self, shape: Shape, seed: int) -> dict[int, Floats]:
        found: dict[int, Floats] = {}
        if self.start != "default":
            found.update(enumerate(bank(self.start, (self.out_channels, shape[0], *pair(self.kernel_size)), seed)))
        return found | {kernel.filter: kernel.over(shape[0]) for kernel in self.kernels}

    def held(self) -> list[int]:
        if self.frozen:
            return list(range(self.out_channels))
        return sorted(kernel.filter for kernel in self.kernels if kernel.frozen)

    def frozen_parameters(self, shape: Shape) -> int:
        return self.parameters(shape) // self.out_channels * len(self.held())

    def thawed(self) -> Conv2d:
        free = tuple(kernel.model_copy(update={"frozen": False}) for kernel in self.kernels)
        return self.model_copy(update={"frozen": False, "kernels": free})
