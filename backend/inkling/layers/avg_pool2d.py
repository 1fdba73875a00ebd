"""AvgPool2d: the mean of each window."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from inkling.layers._base import Family, Layer, Pair, Shape, Switch, bounded, want_picture
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
